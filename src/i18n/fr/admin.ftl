## How the whole stands

admin-title = Administration
admin-look = À regarder
admin-well = Tout fonctionne. Rien n’attend.
admin-no-database = La base de données ne répond pas.
admin-no-schedule = Les tâches régulières n’avancent plus : les alertes peuvent tarder.
admin-no-outbox = Les e-mails ne partent plus depuis plus d’une heure.
admin-no-watchdog = Le dernier contrôle a trouvé quelque chose en retard, ou n’a pas eu lieu.
admin-no-files = Le fichier de la base de données a disparu ou a été remplacé. Ce qui est saisi maintenant sera perdu à l’arrêt du service : remettez d’abord le fichier en place.
admin-no-clock = L’horloge de la machine du service est fausse. Remettez-la à l’heure.
admin-no-tasks = Une partie du service ne fonctionne plus. Son journal indique laquelle.
admin-undeliverable =
    { $count ->
        [one] { $count } e-mail refusé ces sept derniers jours.
       *[other] { $count } e-mails refusés ces sept derniers jours.
    }
admin-bare-shelters =
    { $count ->
        [one] { $count } foyer n’a pas encore de lits : rien ne peut lui être proposé.
       *[other] { $count } foyers n’ont pas encore de lits : rien ne peut leur être proposé.
    }
admin-mails-see = Voir les e-mails
admin-shelters-see = Voir les foyers
admin-there-is = Ce qu’il y a
admin-partners =
    { $count ->
        [one] { $count } association partenaire
       *[other] { $count } associations partenaires
    }
admin-accounts =
    { $count ->
        [one] { $count } compte ouvert
       *[other] { $count } comptes ouverts
    }
admin-shelters =
    { $count ->
        [one] { $count } foyer
       *[other] { $count } foyers
    }
admin-beds =
    { $count ->
        [one] { $count } lit en tout
       *[other] { $count } lits en tout
    }
admin-more = Et aussi
admin-next = La suite

## What is wrong with a form

admin-wrong = Quelque chose ne va pas encore
admin-wrong-name = Un nom de 1 à 200 caractères, sur une ligne.
admin-wrong-name-taken = Ce nom est déjà pris. Choisissez-en un autre.
admin-wrong-city = Choisissez une ville de la liste.
admin-wrong-email = Une adresse e-mail, comme foyer@exemple.org.
admin-wrong-email-taken = Cette adresse a déjà un compte.
admin-wrong-roles = Choisissez au moins un rôle.
admin-wrong-own-roles = Vous ne pouvez pas vous retirer l’administration. Une autre personne qui administre Mabit le peut.
admin-wrong-partner = Choisissez une association : les équipes de rue et les foyers en ont toujours une.
admin-wrong-scope = Choisissez des villes, des régions ou tout le pays : la coordination en a besoin.
admin-wrong-place = Latitude et longitude vont ensemble : de -90 à 90 et de -180 à 180, comme 35.17 et -2.93.
admin-wrong-phone = Un numéro de 3 à 32 signes : chiffres, espaces, + ( ) . ou -.
admin-wrong-features = Choisissez dans la liste.
admin-wrong-gender = Dites qui ce groupe accueille.
admin-wrong-ages = Un âge en années entières, de 0 à 120.
admin-wrong-ages-order = Le plus jeune âge ne peut pas dépasser le plus grand.
admin-wrong-capacity = Un nombre de lits, de 0 à 10 000.
admin-wrong-below-free = Plus de lits que cela sont vides en ce moment. Le foyer doit d’abord les recompter.
admin-wrong-free = Des lits vides, pas plus qu’il n’y a de lits.
admin-wrong-after = Des minutes, comme 0 ou 30.
admin-wrong-after-order = Une étape ne peut pas venir avant la précédente.
admin-wrong-repeat = Des minutes, plus de zéro.
admin-wrong-other = Cette réponse ne va pas.

## Tokens

admin-tokens = Jetons d’un compte
admin-tokens-own = Mes jetons
admin-tokens-what = Un jeton permet à un programme d’agir au nom de ce compte. Qui l’a peut tout ce que le compte peut.
admin-tokens-none = Aucun jeton. Ceux que vous créez seront ici, sans leur secret.
admin-token = Le jeton
admin-token-made = Jeton créé
admin-token-once = Copiez-le maintenant : il n’est montré qu’une fois.
admin-token-new = Nouveau jeton
admin-token-label = À quoi sert-il ?
admin-token-lives = Valable
admin-token-for-ever = sans limite
admin-token-month = 30 jours
admin-token-quarter = 90 jours
admin-token-year = un an
admin-token-make = Créer le jeton
admin-token-until = valable jusqu’au
admin-token-over = terminé le
admin-token-revoked = révoqué le
admin-token-revoke = Révoquer

## Mail

admin-mails = E-mails
admin-mails-none = Aucun.
admin-mails-undeliverable = Refusés
admin-mails-waiting = En attente
admin-mails-sent = Partis
admin-mails-cancelled = Annulés
admin-mail-tries =
    { $count ->
        [0] pas encore essayé
        [one] { $count } essai
       *[other] { $count } essais
    }
admin-mail-next = prochain essai :
admin-mail-reason = Réponse du serveur :
admin-mail-escalation = Alerte : un enfant sans lit
admin-mail-handed-over = Demande confiée
admin-mail-accepted = Un foyer a dit oui
admin-mail-arrived = Enfant arrivé
admin-mail-still-on-the-way = Enfant encore en route
admin-mail-ended = Demande terminée
admin-mail-overcommitted = Plus d’enfants que de lits
admin-mail-arrival-asked = Question : est-il arrivé ?
admin-mail-answered = Réponse d’un foyer
admin-mail-offer-waits = Une demande attend un foyer
admin-mail-count-asked = Question : combien de lits ?
admin-mail-duty-gaps = Heures sans astreinte
admin-mail-digest = Lettre du matin
admin-mail-trouble = Constat du contrôle

## Erasing a request

admin-erase-title = Effacer une demande
admin-erase-what = Tout ce qui est conservé sur la demande est supprimé aussitôt et ne peut pas être récupéré : les enfants, les propositions, les alertes, les motifs.
admin-erase-stays = Il reste de quoi compter dans les rapports : mois, région, tranche d’âge, genre, issue et durées. Le journal garde qu’une demande a été effacée, pas ce qu’elle disait. La demande doit d’abord être retirée ou close.
admin-erase-reference = Référence de la demande
admin-erase-sure = Je sais que c’est définitif
admin-erase-do = Effacer
admin-erase-done = La demande est effacée.
admin-erase-wrong-none = Aucune demande ne porte cette référence.
admin-erase-wrong-sure = Veuillez confirmer que vous le savez.
admin-erase-wrong-open = Cette demande est encore ouverte : elle doit d’abord être retirée ou close, pour que personne ne perde un enfant de vue.
