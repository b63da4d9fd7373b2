## Who is without a bed?

coordinator-calm = Tous les enfants connus ont un lit
coordinator-calm-you = Personne ne vous attend.
coordinator-calm-next = Une demande sans lit apparaît ici d’elle-même dès qu’une équipe la fait, et un courriel vous prévient.
coordinator-list-changed = La liste a changé.
coordinator-without =
    { $count ->
        [0] Personne sans lit promis
        [one] { $count } demande sans lit
       *[other] { $count } demandes sans lit
    }
coordinator-longest = la plus longue :
coordinator-promised-title = Un lit est promis, on attend leur oui
coordinator-more =
    { $count ->
        [one] Et { $count } autre, moins pressée.
       *[other] Et { $count } autres, moins pressées.
    }
coordinator-best = Le meilleur :
coordinator-nearly = Presque :
coordinator-answer-by = Réponse attendue avant
coordinator-call-both = Appelez l’équipe et le foyer.
coordinator-open = Ouvrir
coordinator-offer-a-bed = Proposer un lit
coordinator-silent = Foyers qui ne répondent pas
coordinator-silent-why = Leurs chiffres vieillissent. Un appel les remet à jour.
coordinator-asked-times =
    { $count ->
        [one] demandé { $count } fois
       *[other] demandé { $count } fois
    }
coordinator-count-from = chiffre vieux de { $ago }

## Who takes care

coordinator-take-care = Je m’en occupe
coordinator-what-is-done = Ce qui se fait
coordinator-note-calling = J’appelle
coordinator-note-transport = Transport
coordinator-note-other = Autre
coordinator-doing-calling = appelle les foyers
coordinator-doing-transport = lit trouvé, transport en cours
coordinator-doing-other = une autre solution qu’un foyer
coordinator-cared = s’en occupe jusqu’à { $time }
coordinator-somebody = Un autre coordinateur

## Who was alerted

coordinator-alerted = Qui a été alerté
coordinator-step = étape { $step } sur { $steps }
coordinator-no-step = aucune alerte encore
coordinator-next = ensuite à
coordinator-late = en retard, prévu à
coordinator-trouble = le serveur de courriel répond :
coordinator-older = Plus ancien
coordinator-mail-sent =
    { $count ->
        [one] { $count } courriel parti
       *[other] { $count } courriels partis
    }
coordinator-mail-pending = courriel en route
coordinator-mail-failing = courriel pas encore passé, on réessaie
coordinator-mail-undeliverable = courriel refusé, l’étape suivante a été alertée aussitôt
coordinator-mail-cancelled = plus nécessaire, rien n’est parti
coordinator-mail-nobody = personne d’astreinte, l’étape suivante a été alertée aussitôt
coordinator-mail-caught-up = en retard, dite avec l’étape suivante
coordinator-mail-passed-over = sautée pour alerter plus haut

## One request

coordinator-back = Retour à la liste
coordinator-request-changed = Cette demande a changé.
coordinator-team = Équipe :
coordinator-made = demandé à
coordinator-reach = jusqu’à { $count } km
coordinator-case = dossier
coordinator-guessed = âge estimé : { $ages }
coordinator-only-ranks = L’équipe veut choisir : aucun lit n’est promis tout seul.
coordinator-ended-because = Dit à la fin :
coordinator-waiting = Sans lit depuis
coordinator-promised = Lit promis, on attend leur oui
coordinator-missing = Pas venu, pas de nouvelles
coordinator-no-news = Pas arrivé, pas de nouvelles
coordinator-asked-both = Est‑il arrivé ? Les deux côtés sont interrogés
coordinator-on-the-way = En route
coordinator-placed = Arrivé
coordinator-withdrawn = Plus besoin de lit
coordinator-closed = Close

## The shelter that was asked

coordinator-in-their-place = Vous avez le foyer au téléphone ? Répondez à sa place.
coordinator-they-say-yes = Le foyer dit oui
coordinator-they-say-no = Le foyer dit non
coordinator-why-no = Pourquoi ? Le foyer suivant est aussitôt sollicité.
coordinator-said-yes = Le foyer a dit oui
coordinator-asked-at = est‑il arrivé ? Demandé à
coordinator-arrived = Arrivé
coordinator-still-coming = Encore en route
coordinator-did-not-arrive = Pas venu
coordinator-declined-full = complet
coordinator-declined-count = le chiffre était faux
coordinator-declined-need = ne peut pas répondre à ce besoin
coordinator-declined-eligible = hors de son accueil
coordinator-declined-safety = pas sûr, pour l’enfant ou les autres
coordinator-declined-closed = maison fermée
coordinator-declined-other = autre raison

## Shelters

coordinator-ranked = Peuvent les accueillir, le meilleur d’abord
coordinator-none-can = Aucun foyer pour l’instant. Les plus proches du but sont plus bas : un appel peut suffire.
coordinator-score = note { $count } sur 100
coordinator-why-this = Pourquoi ce foyer
coordinator-criterion = Critère
coordinator-finding = Constat
coordinator-share = Part
coordinator-offer-here = Proposer ici
coordinator-excluded = Les autres, et pourquoi
coordinator-anyway = Proposer quand même
coordinator-anyway-why = Pourquoi ? Reste dans l’historique. Rien sur l’enfant.
coordinator-meant-for-others = Aucun lit libre ici n’est prévu pour cette demande. Choisissez-en un en connaissance de cause : le foyer le verra.
coordinator-bed-of = Lit : { $child }

## What can be done

coordinator-do = Agir
coordinator-nothing-to-do = Cette demande est terminée.
coordinator-found = L’équipe l’a retrouvé : chercher un lit
coordinator-hand-over = Confier à un autre
coordinator-hand-over-now = Confier
coordinator-to-whom = À qui
coordinator-escalate = Alerter plus haut, tout de suite
coordinator-whom = Qui
coordinator-alert-now = Alerter
coordinator-withdraw = L’équipe n’a plus besoin de lit
coordinator-withdraw-why = Pourquoi ? Rien sur l’enfant.
coordinator-withdraw-now = Retirer la demande
coordinator-close = Clore la demande
coordinator-outcome-elsewhere = Un lit ailleurs
coordinator-outcome-family = Retour en famille
coordinator-outcome-hospital = À l’hôpital
coordinator-outcome-lost = Contact perdu
coordinator-outcome-other = Autre issue

## What was wrong

coordinator-wrong-note = Choisissez ce qui se fait.
coordinator-wrong-reason = Dites pourquoi, en 200 caractères au plus.
coordinator-wrong-other = Choisissez un coordinateur de cette ville.
coordinator-wrong-level = Choisissez qui alerter.
coordinator-wrong-outcome = Choisissez comment cela s’est terminé.
coordinator-wrong-decline = Choisissez pourquoi le foyer dit non.
coordinator-wrong-shelter = Ce foyer n’existe plus. Choisissez-en un autre.
coordinator-wrong-excluded = Ce foyer ne convient plus : voyez pourquoi plus bas. Vous pouvez le proposer quand même, avec une raison.
coordinator-wrong-no-bed = Il n’y a plus assez de lits libres là-bas. Rien n’a changé.
coordinator-wrong-bed = Choisissez un lit pour chaque enfant.

## What happened

coordinator-history = Historique
coordinator-did-create = demande faite
coordinator-did-acknowledge = pris en charge
coordinator-did-hand-over = confié
coordinator-did-escalate = alerte envoyée plus haut
coordinator-did-find = retrouvé
coordinator-did-withdraw = demande retirée
coordinator-did-close = demande close
coordinator-did-promise =
    { $count ->
        [one] un lit promis
       *[other] { $count } lits promis
    }
coordinator-did-offer = proposé par la coordination
coordinator-did-offer-anyway = proposé quand même par la coordination
coordinator-did-accept = oui
coordinator-did-decline = non
coordinator-did-expire = pas de réponse à temps
coordinator-did-take-back = promesse reprise
coordinator-did-arrive = arrivé
coordinator-did-not-come = pas venu
coordinator-did-depart = parti
coordinator-did-ask = les deux côtés interrogés : est‑il arrivé ?
coordinator-did-set-out = encore en route
coordinator-did-alert = alertée
coordinator-did-skip = personne d’astreinte
coordinator-did-catch-up = en retard, dite avec l’étape suivante
coordinator-did-pass-over = sautée pour alerter plus haut
