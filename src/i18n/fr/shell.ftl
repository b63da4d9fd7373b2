## What stands around every page

shell-skip = Aller au contenu
shell-demo = Démonstration : les foyers, les lits et les demandes sont tous inventés. Ne demandez pas ici un lit dont un enfant a besoin.
shell-language = Langue : français
shell-language-short = FR
shell-menu = Menu
shell-pages = Pages
shell-sign-out = Se déconnecter
shell-sign-out-everywhere = Se déconnecter partout
shell-home = Ma page
shell-as-of = État au { $time }
shell-tab-ask = Demander
shell-tab-requests = Nos demandes
shell-tab-without = Sans lit
shell-tab-all-requests = Demandes
shell-tab-shelter = Nos lits
shell-tab-board = Tous les lits
shell-tab-map = Carte
shell-tab-gap = Résultats
shell-tab-duty = Astreinte

## Lists of requests

shell-reference = Référence d’une demande
shell-reference-find = Chercher
shell-reference-wrong = Une référence a huit lettres et chiffres, par exemple K7Q2-M9XD.
shell-reference-unknown = Aucune demande avec cette référence parmi celles que vous pouvez voir.
shell-older = Plus anciennes
shell-newest = Les plus récentes
shell-first = Première page

## Why something was not done

shell-not-yours-title = Cette page ne vous est pas destinée
shell-not-yours-next = Votre rôle ne donne pas cet accès. La personne qui administre Mabit peut le modifier.
shell-not-there-title = Page introuvable
shell-not-there-next = Elle n’existe pas, ou ne vous est pas destinée.
shell-changed-title = Quelque chose a changé entre-temps
shell-changed-next = Rien n’a été enregistré. Revenez à votre page : elle montre où l’on en est.
shell-invalid-title = Une information manque
shell-invalid-next = Rien n’a été enregistré. Revenez à votre page et complétez.

## What was just done, and can be undone

shell-undo = Annuler
shell-done-accepted = Accueil confirmé
shell-done-arrived = Arrivée confirmée
shell-done-no-show = Enregistré : personne n’est venu
shell-done-departed = Départ enregistré
shell-done-undone = Annulé

## Children, and what they need

shell-child-female =
    { $count ->
        [0] Fille, moins d’un an
        [one] Fille, { $count } an
       *[other] Fille, { $count } ans
    }
shell-child-male =
    { $count ->
        [0] Garçon, moins d’un an
        [one] Garçon, { $count } an
       *[other] Garçon, { $count } ans
    }
shell-child-other =
    { $count ->
        [0] Enfant, moins d’un an
        [one] Enfant, { $count } an
       *[other] Enfant, { $count } ans
    }
shell-urgency-emergency = cette nuit
shell-urgency-urgent = dans les 24 heures
shell-urgency-planned = dans la semaine
shell-need-wheelchair = accès fauteuil roulant
shell-need-infant-care = avec nourrisson
shell-need-medical-care = soins médicaux
shell-need-psychosocial-care = soutien psychosocial
shell-need-pregnancy = enceinte
shell-need-separate-room = chambre séparée
shell-need-interpreter = interprète
shell-need-open-at-night = accueil de nuit

shell-broken-title = Mabit rencontre un problème
shell-broken-next = Réessayez dans un instant. Si le problème persiste, appelez les foyers et la coordination.
shell-broken-number = À signaler avec ce numéro : { $number }
shell-elsewhere-title = Cette page a expiré
shell-elsewhere-next = Rien n’a été enregistré. Rechargez la page et recommencez.
shell-too-large-title = C’est trop en une fois
shell-too-large-next = Rien n’a été enregistré. Revenez en arrière et envoyez moins ; une longue liste peut être envoyée en plusieurs parties.
shell-not-a-form-title = Ceci n’a pas pu être lu
shell-not-a-form-next = Rien n’a été enregistré. Rouvrez la page et envoyez le formulaire à partir de là.
shell-bad-field-title = Un champ contient un caractère impossible à enregistrer
shell-bad-field-next = Rien n’a été enregistré. Revenez en arrière et saisissez ce champ à nouveau, sur une seule ligne : les retours à la ligne et les caractères de contrôle invisibles ne sont pas acceptés.
shell-too-many-title = Trop d’envois à la fois
shell-too-many-next = Rien n’a été enregistré. Votre compte a envoyé beaucoup de choses en peu de temps.
shell-too-many-wait =
    { $count ->
        [one] Attendez { $count } seconde, puis réessayez.
       *[other] Attendez { $count } secondes, puis réessayez.
    }

## Clocks

shell-left = reste { $m }:{ $s }
shell-left-hours = reste { $h } h { $m }
shell-left-none = délai dépassé
shell-for = { $m } min
shell-for-hours = { $h } h { $m }

## What the scripts say

shell-net-live = En direct
shell-net-waiting = Connexion…
shell-net-offline = Hors ligne depuis { $time }
shell-net-read = Sans réseau : page enregistrée à { $time }
shell-net-queued = à envoyer : { $n }
shell-net-over = Votre session est terminée.
shell-net-needed = Pas de réseau : rien n’est parti. Appelez, ou réessayez plus tard.
shell-sending = Envoi…
shell-saving = Enregistrement…
shell-saved = Enregistré à { $time }
shell-waits = En attente du réseau
shell-refused = Refusé : { $reason }
shell-sent = Envoyé. Voir la réponse
shell-too-old = trop ancien pour un envoi automatique ; refaites la demande
shell-forget = Retirer
shell-sign-out-unsent = Encore à envoyer : { $n }. La déconnexion efface tout de ce téléphone. Continuer ?
shell-sound-blocked = Touchez l’écran une fois pour activer le son.
shell-sound-on = Sonne toutes les 20 secondes tant qu’une demande attend et que cette page reste ouverte.
shell-sound-none = Ce navigateur ne peut pas sonner : gardez cette page à l’écran.
shell-missing = Ce champ est à remplir.
shell-range = Indiquez un nombre entier, de { $min } à { $max }.
shell-unfit = Ce champ n’a pas pu être lu : vérifiez-le.

shell-minutes =
    { $count ->
        [0] moins d’une minute
       *[other] { $count } min
    }
shell-hours = { $count } h
shell-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }

## Who is alerted

shell-level-city = Coordination, { $name }
shell-level-region = Coordination de la région, { $name }
shell-level-some-region = Coordination de la région
shell-level-national = Coordination nationale
