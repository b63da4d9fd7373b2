## Who is without a bed?

coordinator-calm = Aucune demande sans lit en ce moment
coordinator-calm-you = Rien à traiter pour l’instant.
coordinator-calm-next = Une demande sans lit s’affiche ici automatiquement dès qu’une équipe la fait, et un e-mail vous prévient.
coordinator-list-changed = La liste a changé.
coordinator-sound = Sonnerie à chaque demande sans lit
coordinator-without =
    { $count ->
        [0] Aucun enfant sans lit réservé
        [one] { $count } demande sans lit
       *[other] { $count } demandes sans lit
    }
coordinator-longest = attente la plus longue :
coordinator-promised-title = Lit réservé, en attente de la réponse du foyer
coordinator-part = Demandes { $from } à { $to }, sur { $count }
coordinator-coming = { $count } en route
coordinator-best = Meilleur choix :
coordinator-nearly = Au plus près :
coordinator-answer-by = Réponse attendue avant
coordinator-call-both = Appelez l’équipe et le foyer.
coordinator-call-team = Équipe : { $name }
coordinator-call-shelter = Foyer : { $name }
coordinator-no-number = numéro non enregistré
coordinator-open = Ouvrir
coordinator-offer-a-bed = Proposer un lit
coordinator-silent = Foyers qui ne répondent pas
coordinator-silent-why = Leurs comptes de lits ne sont plus à jour : un appel suffit.
coordinator-asked-times =
    { $count ->
        [one] relancé { $count } fois
       *[other] relancé { $count } fois
    }
coordinator-count-from = dernier compte il y a { $ago }

## Filters and the list of all

coordinator-all-title = Toutes les demandes
coordinator-filter-state = État
coordinator-filter-all = Toutes
coordinator-filter-mine = Celles dont je m’occupe
coordinator-filter-none = Tout afficher
coordinator-none-here = Aucune demande ne correspond à ce filtre.
coordinator-state-waiting = Sans lit
coordinator-state-ended = Retirée ou clôturée
coordinator-wrong-filter = Choisissez dans la liste.

## Who takes care

coordinator-take-care = Je m’en occupe
coordinator-what-is-done = Action en cours
coordinator-note-calling = J’appelle les foyers
coordinator-note-transport = J’organise le transport
coordinator-note-other = Autre solution
coordinator-doing-calling = appelle les foyers
coordinator-doing-transport = lit trouvé, transport en cours
coordinator-doing-other = autre solution qu’un foyer
coordinator-cared = s’en occupe jusqu’à { $time }
coordinator-somebody = Une autre personne de la coordination

## Who was alerted

coordinator-alerted = Qui a été alerté
coordinator-step = étape { $step } sur { $steps }
coordinator-no-step = pas encore d’alerte
coordinator-next = ensuite à
coordinator-late = en retard, prévu à
coordinator-trouble = réponse du serveur de messagerie :
coordinator-older = Plus tôt
coordinator-mail-sent =
    { $count ->
        [one] { $count } e-mail envoyé
       *[other] { $count } e-mails envoyés
    }
coordinator-mail-pending = e-mail en cours d’envoi
coordinator-mail-failing = e-mail non remis, nouvel essai
coordinator-mail-undeliverable = e-mail refusé, l’échelon suivant a été alerté aussitôt
coordinator-mail-cancelled = plus nécessaire, rien n’a été envoyé
coordinator-mail-nobody = personne d’astreinte, l’échelon suivant a été alerté aussitôt
coordinator-mail-caught-up = en retard, signalée avec l’étape suivante
coordinator-mail-passed-over = étape non attendue, l’échelon supérieur a été alerté

## One request

coordinator-back = Retour à la liste
coordinator-request-changed = Cette demande a changé.
coordinator-team = Équipe :
coordinator-made = demande faite à
coordinator-reach = jusqu’à { $count } km
coordinator-case = dossier
coordinator-guessed = âge estimé : { $ages }
coordinator-only-ranks = L’équipe souhaite choisir : aucun lit n’est réservé automatiquement.
coordinator-ended-because = Motif :
coordinator-waiting = Sans lit depuis
coordinator-promised = Lit réservé, en attente de la réponse du foyer
coordinator-missing = Sans nouvelles de l’enfant
coordinator-no-news = Arrivée non confirmée, sans nouvelles
coordinator-asked-both = Arrivée ? L’équipe et le foyer sont interrogés
coordinator-on-the-way = En route
coordinator-placed = Arrivée confirmée
coordinator-withdrawn = Plus besoin de lit
coordinator-closed = Clôturée

## The shelter that was asked

coordinator-in-their-place = Vous avez le foyer au téléphone ? Répondez à sa place.
coordinator-they-say-yes = Le foyer accepte
coordinator-they-say-no = Le foyer refuse
coordinator-why-no = Pourquoi ? Le foyer suivant reçoit la demande aussitôt.
coordinator-said-yes = Le foyer a accepté
coordinator-asked-at = arrivée à confirmer, question posée à
coordinator-arrived = Arrivée confirmée
coordinator-still-coming = Toujours en route
coordinator-did-not-arrive = Personne n’est venu
coordinator-declined-full = complet
coordinator-declined-count = le nombre affiché était faux
coordinator-declined-need = ne peut pas répondre à ce besoin
coordinator-declined-eligible = hors de ses critères d’accueil
coordinator-declined-safety = risque pour la sécurité de l’enfant ou des autres
coordinator-declined-closed = foyer fermé
coordinator-declined-other = autre motif

## Shelters

coordinator-ranked = Foyers qui peuvent accueillir, le plus adapté d’abord
coordinator-none-can = Aucun foyer pour l’instant. Ceux qui s’en approchent le plus sont plus bas : un appel peut suffire.
coordinator-score = score { $count } sur 100
coordinator-why-this = Pourquoi ce foyer
coordinator-criterion = Critère
coordinator-finding = Constat
coordinator-share = Part
coordinator-offer-here = Proposer à ce foyer
coordinator-excluded = Autres foyers et motif d’exclusion
coordinator-more-shelters =
    { $count ->
        [one] Et { $count } autre foyer
       *[other] Et { $count } autres foyers
    }
coordinator-anyway = Proposer quand même
coordinator-anyway-why = Pourquoi ? Le motif reste dans l’historique. N’écrivez rien qui identifie l’enfant.
coordinator-meant-for-others = Aucun lit libre ici n’est prévu pour cette demande. Choisissez-en un en connaissance de cause : le foyer le verra.
coordinator-bed-of = Lit : { $child }

## What can be done

coordinator-do = Actions
coordinator-nothing-to-do = Cette demande est terminée.
coordinator-found = Enfant retrouvé : chercher un lit
coordinator-reopen-what = Un lit est cherché aussitôt, et les alertes reprennent depuis le début.
coordinator-reopen = Rouvrir la demande
coordinator-hand-over = Confier à quelqu’un d’autre
coordinator-hand-over-now = Confier
coordinator-to-whom = À qui
coordinator-escalate = Alerter l’échelon supérieur, tout de suite
coordinator-whom = Qui alerter
coordinator-alert-now = Alerter
coordinator-withdraw = L’équipe n’a plus besoin de lit
coordinator-withdraw-why = Pourquoi ? N’écrivez rien qui identifie l’enfant.
coordinator-withdraw-now = Retirer la demande
coordinator-close = Clôturer la demande
coordinator-outcome-elsewhere = Un lit ailleurs
coordinator-outcome-family = Retour en famille
coordinator-outcome-hospital = À l’hôpital
coordinator-outcome-lost = Contact perdu
coordinator-outcome-other = Autre issue

## What was wrong

coordinator-wrong-note = Choisissez l’action en cours.
coordinator-wrong-reason = Indiquez le motif, en 200 caractères au plus.
coordinator-wrong-other = Choisissez une personne de la coordination de cette ville.
coordinator-wrong-level = Choisissez qui alerter.
coordinator-wrong-outcome = Choisissez l’issue de la demande.
coordinator-wrong-decline = Choisissez le motif du refus.
coordinator-wrong-shelter = Ce foyer n’existe plus. Choisissez-en un autre.
coordinator-wrong-excluded = Ce foyer ne convient plus : voyez pourquoi plus bas. Vous pouvez lui proposer la demande quand même, avec un motif.
coordinator-wrong-no-bed = Il n’y a plus assez de lits libres là-bas. Rien n’a changé.
coordinator-wrong-bed = Choisissez un lit pour chaque enfant.

## What happened

coordinator-history = Historique
coordinator-did-create = demande faite
coordinator-did-acknowledge = prise en charge
coordinator-did-hand-over = demande confiée
coordinator-did-escalate = échelon supérieur alerté
coordinator-did-find = enfant retrouvé
coordinator-did-reopen = demande rouverte
coordinator-did-lose = contact perdu
coordinator-did-withdraw = demande retirée
coordinator-did-close = demande clôturée
coordinator-did-promise =
    { $count ->
        [one] un lit réservé
       *[other] { $count } lits réservés
    }
coordinator-did-offer = demande proposée par la coordination
coordinator-did-offer-anyway = demande proposée quand même par la coordination
coordinator-did-accept = a accepté
coordinator-did-decline = a refusé
coordinator-did-expire = pas de réponse à temps
coordinator-did-take-back = réservation annulée
coordinator-did-arrive = arrivée confirmée
coordinator-did-not-come = personne n’est venu
coordinator-did-depart = départ
coordinator-did-undo =
    { $what ->
        [accept] accord annulé
        [arrive] arrivée annulée
        [no_show] absence annulée
       *[depart] départ annulé
    }
coordinator-did-ask = équipe et foyer interrogés : arrivée ?
coordinator-did-set-out = toujours en route
coordinator-did-alert = alertée
coordinator-did-skip = personne d’astreinte
coordinator-did-catch-up = en retard, signalée avec l’étape suivante
coordinator-did-pass-over = étape non attendue, l’échelon supérieur a été alerté
