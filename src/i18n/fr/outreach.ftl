## Who needs a bed?

outreach-title = Trouver un lit
outreach-heading = Qui a besoin d’un lit ?
outreach-city = Ville
outreach-city-wrong = La ville où sont les enfants
outreach-child = Enfant
outreach-age = Âge
outreach-age-of = L’âge de l’enfant { $count }
outreach-age-wrong = Un âge en années, de 0 à 120. Une estimation suffit.
outreach-guess = Âge estimé
outreach-girl = Fille
outreach-boy = Garçon
outreach-other = Autre
outreach-gender-of = Fille, garçon ou autre, pour l’enfant { $count }
outreach-gender-wrong = Fille, garçon ou autre : à choisir.
outreach-add = Un frère ou une sœur
outreach-remove = Retirer
outreach-when = Pour quand
outreach-needs = Besoins
outreach-if-any = s’il y en a
outreach-find = Trouver un lit
outreach-wrong = Il manque encore une réponse
outreach-queued = Demande de lit de { $time }

## What became of it

outreach-offered-heading = Un lit est promis
outreach-accepted-heading = On vous attend
outreach-asked-heading = L’enfant est-il bien arrivé ?
outreach-placed-heading = L’enfant est arrivé
outreach-missing-heading = Pas arrivé, pas de nouvelles
outreach-waiting-heading = Pas de lit libre pour l’instant
outreach-ended-heading = Cette demande est terminée
outreach-promised-until = Promis jusqu’à
outreach-waiting-yes = On attend leur oui. Vous pouvez déjà partir.
outreach-at-the-door = À la porte, dites :
outreach-stays-yours = Le lit reste à vous.
outreach-asked-until = Le lit reste promis. Sans réponse, la coordination est alertée à
outreach-call = Appeler
outreach-way = Itinéraire
outreach-why = Pourquoi ce foyer
outreach-criterion = Critère
outreach-finding = Constat
outreach-share = Part
outreach-others = Autres foyers : pourquoi pas ({ $count })
outreach-without-for = Sans lit depuis
outreach-not-alone = Vous n’êtes pas seuls
outreach-alerted = alertée à
outreach-nobody-there = personne d’astreinte, l’étape suivante a été prise aussitôt
outreach-cared-until = Une coordination s’en occupe jusqu’à
outreach-waiting-next = Dès qu’un lit se libère, il vous est promis et cette page le dit.
outreach-missing-next = Dites-le ici dès que l’enfant est de nouveau avec vous : un lit est cherché aussitôt.
outreach-worth-a-call = À appeler, du plus proche au plus loin du but
outreach-history = Historique
outreach-arrived = L’enfant est arrivé
outreach-still-coming = Encore en route
outreach-lost-contact = Contact perdu
outreach-not-needed = Plus besoin de lit
outreach-found = L’enfant est de nouveau là

## All requests

outreach-requests-title = Nos demandes
outreach-open = En cours
outreach-ended = Terminées
outreach-none-open = Ici se trouveront vos demandes en cours, dès que vous cherchez un lit.
outreach-ask-for-one = Demander un lit
outreach-say-list = Une demande a changé.
outreach-state-waiting = Pas de lit encore
outreach-state-offered = Promis, on attend leur oui
outreach-state-accepted = Le foyer a dit oui
outreach-state-placed = Arrivé
outreach-state-missing = Pas arrivé, pas de nouvelles
outreach-state-withdrawn = Plus besoin
outreach-state-closed = Close par la coordination
