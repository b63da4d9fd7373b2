## How the whole stands

admin-title = Administration
admin-look = À vérifier
admin-well = Tout fonctionne. Rien à signaler.
admin-no-database = La base de données ne répond pas.
admin-no-schedule = Les tâches automatiques sont arrêtées : des alertes peuvent partir en retard.
admin-no-outbox = Aucun e-mail n’est parti depuis plus d’une heure.
admin-no-watchdog = Le dernier contrôle a relevé un retard, ou n’a pas eu lieu.
admin-no-files = Le fichier de la base de données a disparu ou a été remplacé. Ce qui est saisi maintenant sera perdu à l’arrêt du service : remettez d’abord le fichier en place.
admin-no-clock = L’horloge de la machine du service est fausse. Remettez-la à l’heure.
admin-no-tasks = Une partie du service ne fonctionne plus. Son journal indique laquelle.
admin-undeliverable =
    { $count ->
        [one] { $count } e-mail refusé ces sept derniers jours.
       *[other] { $count } e-mails refusés ces sept derniers jours.
    }
admin-lack-beds =
    { $count ->
        [one] { $count } foyer n’a pas encore de lits : aucune demande ne peut lui être adressée.
       *[other] { $count } foyers n’ont pas encore de lits : aucune demande ne peut leur être adressée.
    }
admin-lack-coordinator =
    { $count ->
        [one] { $count } ville sans coordination : une demande sans lit n’alerterait personne.
       *[other] { $count } villes sans coordination : une demande sans lit n’y alerterait personne.
    }
admin-lack-duty =
    { $count ->
        [one] { $count } ville sans personne d’astreinte en ce moment : une alerte y partirait à toute la coordination.
       *[other] { $count } villes sans personne d’astreinte en ce moment : une alerte y partirait à toute la coordination.
    }
admin-lack-account =
    { $count ->
        [one] { $count } foyer sans compte : personne ne peut y compter les lits ni répondre aux demandes.
       *[other] { $count } foyers sans compte : personne ne peut y compter les lits ni répondre aux demandes.
    }
admin-lack-phone =
    { $count ->
        [one] { $count } foyer sans téléphone : l’équipe ne peut pas appeler avant de s’y rendre.
       *[other] { $count } foyers sans téléphone : l’équipe ne peut pas appeler avant de s’y rendre.
    }
admin-lack-team =
    { $count ->
        [one] { $count } association sans équipe de rue ni foyer : elle ne peut ni demander ni proposer de lits.
       *[other] { $count } associations sans équipe de rue ni foyer : elles ne peuvent ni demander ni proposer de lits.
    }
admin-lack-mail = Aucun serveur d’e-mail n’est configuré : les e-mails restent dans un dossier et aucune alerte n’arrive. La personne qui exploite le service peut en indiquer un (réglage mail.url).
admin-lack-more =
    { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }
admin-steps = Premiers pas
admin-steps-what = Mabit peut chercher des lits dès que tout ceci est en place.
admin-step-partner = Ajouter les associations partenaires
admin-step-shelter = Ajouter les foyers et leurs lits
admin-step-shelter-account = Ouvrir un compte à chaque foyer
admin-step-team = Ouvrir un compte à chaque équipe de rue
admin-step-coordinator = Ouvrir un compte à la coordination
admin-step-done = fait
admin-step-open = à faire
admin-mails-see = Voir les e-mails
admin-shelters-see = Voir les foyers
admin-there-is = En place
admin-partners =
    { $count ->
        [one] { $count } association partenaire
       *[other] { $count } associations partenaires
    }
admin-accounts =
    { $count ->
        [one] { $count } compte actif
       *[other] { $count } comptes actifs
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
admin-more = Autres réglages
admin-next = Page suivante

## What is wrong with a form

admin-wrong = À corriger avant d’enregistrer
admin-wrong-name = Indiquez un nom de 1 à 200 caractères, sur une ligne.
admin-wrong-name-taken = Ce nom est déjà pris. Choisissez-en un autre.
admin-wrong-city = Choisissez une ville dans la liste.
admin-wrong-email = Indiquez une adresse e-mail, par exemple foyer@exemple.org.
admin-wrong-email-taken = Un compte existe déjà pour cette adresse.
admin-wrong-roles = Choisissez au moins un rôle.
admin-wrong-own-roles = Vous ne pouvez pas vous retirer ce rôle vous-même. Une autre personne qui administre Mabit le peut.
admin-wrong-partner = L’association est obligatoire pour les équipes de rue et les foyers.
admin-wrong-scope = Les villes, les régions ou tout le pays sont obligatoires pour la coordination.
admin-wrong-place = Indiquez la latitude et la longitude : de -90 à 90 et de -180 à 180, par exemple 35.17 et -2.93.
admin-wrong-phone = Indiquez un numéro de 3 à 32 signes : chiffres, espaces, + ( ) . ou -.
admin-wrong-address = Indiquez une adresse de 300 signes au plus, sur une ligne.
admin-wrong-access-note = Indiquez comment entrer en 500 signes au plus, sur une ligne.
admin-wrong-features = Choisissez dans la liste.
admin-wrong-gender = Précisez qui ce groupe accueille.
admin-wrong-ages = Indiquez un âge en années entières, de 0 à 120.
admin-wrong-ages-order = L’âge minimum ne peut pas dépasser l’âge maximum.
admin-wrong-capacity = Indiquez un nombre de lits, de 0 à 10 000.
admin-wrong-below-free = Davantage de lits sont déclarés vides : le foyer doit d’abord corriger son compte.
admin-wrong-free = Pas plus de lits vides que de lits.
admin-wrong-after = Indiquez un nombre de minutes, par exemple 0 ou 30.
admin-wrong-after-order = Une étape ne peut pas venir avant la précédente.
admin-wrong-repeat = Indiquez un nombre de minutes supérieur à zéro.
admin-wrong-other = Valeur non acceptée.

## Tokens

admin-tokens = Jetons d’accès du compte
admin-tokens-own = Mes jetons d’accès
admin-tokens-what = Un jeton permet à un programme d’agir au nom de ce compte. Quiconque le détient peut agir avec tous les droits de ce compte.
admin-tokens-none = Aucun jeton. Ceux que vous créerez s’afficheront ici, sans leur valeur secrète.
admin-token = Jeton
admin-token-made = Jeton créé
admin-token-once = Copiez-le maintenant : il n’est affiché qu’une fois.
admin-token-new = Nouveau jeton
admin-token-label = À quoi sert-il ?
admin-token-lives = Durée de validité
admin-token-for-ever = sans limite
admin-token-month = 30 jours
admin-token-quarter = 90 jours
admin-token-year = un an
admin-token-make = Créer le jeton
admin-token-until = valable jusqu’au
admin-token-over = expiré le
admin-token-revoked = révoqué le
admin-token-revoke = Révoquer

## Mail

admin-mails = E-mails
admin-mails-none = Aucun e-mail.
admin-mails-undeliverable = Refusés
admin-mails-waiting = En attente
admin-mails-sent = Envoyés
admin-mails-cancelled = Annulés
admin-mail-tries =
    { $count ->
        [0] pas encore tenté
        [one] { $count } tentative
       *[other] { $count } tentatives
    }
admin-mail-next = prochaine tentative :
admin-mail-reason = Réponse du serveur :
admin-mail-escalation = Alerte : un enfant sans lit
admin-mail-handed-over = Demande confiée
admin-mail-accepted = Lit trouvé
admin-mail-arrived = Arrivée confirmée
admin-mail-still-on-the-way = Toujours en route
admin-mail-undone = Annulation
admin-mail-ended = Demande terminée
admin-mail-overcommitted = Plus d’enfants que de lits
admin-mail-arrival-asked = Question : arrivée confirmée ?
admin-mail-answered = Réponse d’un foyer
admin-mail-offer-waits = Demande en attente d’un foyer
admin-mail-count-asked = Question : combien de lits ?
admin-mail-duty-gaps = Heures sans astreinte
admin-mail-digest = Bilan du matin
admin-mail-password-link = Lien de mot de passe
admin-mail-trouble = Anomalie relevée par le contrôle

## Erasing a request

admin-erase-title = Effacer une demande
admin-erase-what = Tout ce qui est conservé sur la demande est supprimé aussitôt et ne peut pas être récupéré : les enfants, les propositions, les alertes, les motifs.
admin-erase-stays = Seules les données statistiques sont conservées : mois, région, tranche d’âge, sexe, issue et durées. Le journal retient qu’une demande a été effacée, pas son contenu. La demande doit d’abord être retirée ou clôturée.
admin-erase-reference = Référence de la demande
admin-erase-sure = Je sais que c’est définitif
admin-erase-do = Effacer
admin-erase-done = La demande est effacée.
admin-erase-wrong-none = Aucune demande ne porte cette référence.
admin-erase-wrong-sure = Confirmez que l’effacement est définitif.
admin-erase-wrong-open = Cette demande est encore ouverte : elle doit d’abord être retirée ou clôturée, pour qu’aucun enfant ne soit perdu de vue.
