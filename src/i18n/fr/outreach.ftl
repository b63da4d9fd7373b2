## Who needs a bed?

outreach-title = Trouver un lit
outreach-heading = Qui a besoin d’un lit ?
outreach-city = Ville
outreach-city-wrong = Choisissez la ville où se trouvent les enfants.
outreach-child = Enfant
outreach-age = Âge
outreach-age-of = Âge de l’enfant { $count }
outreach-age-wrong = Un âge en années, de 0 à 120. Une estimation suffit.
outreach-guess = Âge estimé
outreach-girl = Fille
outreach-boy = Garçon
outreach-other = Autre
outreach-gender-of = Fille, garçon ou autre, pour l’enfant { $count }
outreach-gender-wrong = Choisissez fille, garçon ou autre.
outreach-add = Ajouter un frère ou une sœur
outreach-remove = Retirer
outreach-when = Pour quand
outreach-needs = Besoins
outreach-if-any = s’il y en a
outreach-more = Autres précisions
outreach-case-ref = Numéro de dossier de l’association
outreach-case-ref-rule = Lettres, chiffres et . _ / - ; jamais un nom.
outreach-case-ref-wrong = Le numéro de dossier n’a que des lettres, des chiffres et . _ / -
outreach-max-km = Distance maximale, en km
outreach-max-km-wrong = Une distance en kilomètres, par exemple 60.
outreach-find = Trouver un lit
outreach-wrong = Une réponse manque
outreach-queued = Demande de lit de { $time }
outreach-open-count =
    { $count ->
        [one] { $count } demande en cours
       *[other] { $count } demandes en cours
    }

## What became of it

outreach-offered-heading = Un lit est réservé
outreach-accepted-heading = On vous attend
outreach-asked-heading = Tout le monde est-il bien arrivé ?
outreach-placed-heading = Arrivée confirmée
outreach-missing-heading = Sans nouvelles de l’enfant
outreach-waiting-heading = Pas de lit libre pour l’instant
outreach-ended-heading = Cette demande est terminée
outreach-promised-until = Réservé jusqu’à
outreach-waiting-yes = En attente de la réponse du foyer. Appelez-le avant de partir : { $phone }
outreach-waiting-yes-no-number = En attente de la réponse du foyer. Son numéro n’est pas enregistré : appelez la coordination avant de partir.
outreach-at-the-door = À l’arrivée, donnez cette référence :
outreach-stays-yours = Ce lit vous est réservé.
outreach-asked-until = Le lit reste réservé. Sans réponse, la coordination est alertée à
outreach-call = Appeler { $name }
outreach-way = Itinéraire
outreach-map = Carte sur le web
outreach-message = Envoyer ces coordonnées par SMS
outreach-why = Pourquoi ce foyer
outreach-criterion = Critère
outreach-finding = Constat
outreach-share = Part
outreach-others = Autres foyers : motif d’exclusion ({ $count })
outreach-without-for = Sans lit depuis
outreach-told = La coordination est prévenue
outreach-nobody-told = Personne n’a pu être prévenu : appelez les foyers
outreach-will-be-told = Qui sera prévenu
outreach-alerted = { $who } : alertée à { $time }
outreach-nobody-there = { $who } : personne d’astreinte ; l’échelon suivant a été alerté aussitôt
outreach-alerted-next = { $who } : à { $time }
outreach-alerting = { $who } : alerte en cours d’envoi
outreach-alert-goes = alerte en cours d’envoi
outreach-cared-until = La coordination s’en occupe jusqu’à
outreach-waiting-next = Dès qu’un lit se libère, il vous est réservé et cette page l’indique.
outreach-missing-next = Indiquez-le ici dès que l’enfant est de nouveau avec vous : un lit sera cherché aussitôt.
outreach-worth-a-call = Foyers à appeler, du plus au moins adapté
outreach-coordinators = Appeler la coordination
outreach-coordinator = Coordination
outreach-history = Historique
outreach-arrived = Arrivée confirmée
outreach-still-coming = Toujours en route
outreach-lost-contact = Contact perdu
outreach-not-needed = Plus besoin de lit
outreach-found = L’enfant est de nouveau avec nous

## All requests

outreach-requests-title = Nos demandes
outreach-open = En cours
outreach-ended = Terminées
outreach-none-open = Vos demandes en cours s’afficheront ici.
outreach-ask-for-one = Demander un lit
outreach-ask-again = Refaire cette demande
outreach-say-list = Une demande a changé.
outreach-state-waiting = Pas encore de lit
outreach-state-offered = Lit réservé, en attente de la réponse du foyer
outreach-state-accepted = Le foyer a accepté
outreach-state-placed = Arrivée confirmée
outreach-state-missing = Sans nouvelles
outreach-state-withdrawn = Plus besoin de lit
outreach-state-closed = Clôturée par la coordination
