## Courriels. D’une demande, jamais d’âge, de genre, de besoin, de nom, de ville ni de centre.

mail-brand = مبيت · Mabit

# Pour quand il faut le lit ; figure aussi dans l’objet.
mail-urgency-emergency = cette nuit
mail-urgency-urgent = dans les 24 heures
mail-urgency-planned = dans la semaine

# Où en est l’alerte ; cycle compte combien de fois ses étapes ont commencé.
mail-step = étape { $step }
mail-step-again = étape { $step }, tour { $cycle }

# Une heure du jour même du message, d’un autre jour, et avec le jour de la semaine.
mail-moment = { $time }
mail-moment-day = le { $date } à { $time }
mail-moment-weekday =
    { $weekday ->
        [1] lundi
        [2] mardi
        [3] mercredi
        [4] jeudi
        [5] vendredi
        [6] samedi
       *[7] dimanche
    } { $date } à { $time }
mail-clock = { $zone ->
    [morocco] { $moment } (heure du Maroc)
   *[other] { $moment } (fuseau { $zone })
}

mail-fact = { $label } : { $value }
mail-fact-request = Demande
mail-fact-needed = Pour quand
mail-fact-since = Depuis
mail-fact-alert = Alerte
mail-fact-late = Envoi prévu
mail-fact-outcome = Issue
mail-fact-on-the-way = En route depuis
mail-fact-until = Réponse avant
mail-fact-oldest-count = Plus ancien relevé
mail-list = { $some }, { $next }

mail-open-request = Ouvrir la demande
mail-open-page = Ouvrir ma page
mail-open-board = Ouvrir le tableau
mail-open-duty-plan = Ouvrir le plan d’astreinte
mail-open-service = Ouvrir l’état du service
mail-enter-counts = Indiquer les chiffres
mail-copy-link = Ou copiez cette adresse dans votre navigateur :

## Une demande sans lit

mail-unmatched-subject = { $reference } · { $urgency } · pas encore de lit ({ $step })
mail-unmatched-title = Pas encore de lit
mail-unmatched-what = Aucun centre d’accueil n’a encore dit oui à cette demande.
mail-unmatched-next = Ouvrez la demande et indiquez que vous vous en occupez. Sinon, les prochaines personnes d’astreinte seront alertées à leur tour.

## Un lit accepté, mais ni arrivée ni nouvelles

mail-on-the-way-subject = { $reference } · { $urgency } · arrivée non confirmée ({ $step })
mail-on-the-way-title = Arrivée non confirmée
mail-on-the-way-what = Un centre d’accueil a dit oui et l’arrivée devrait avoir eu lieu. Ni l’équipe ni le centre n’ont dit où l’on en est.
mail-on-the-way-next = Ouvrez la demande et appelez les deux maintenant, l’équipe et le centre.

## Le centre a attendu en vain

mail-missing-subject = { $reference } · { $urgency } · personne n’est arrivé ({ $step })
mail-missing-title = Personne n’est arrivé
mail-missing-what = Le centre d’accueil signale que personne n’est venu.
mail-missing-next = Ouvrez la demande et appelez l’équipe tout de suite. Un lit sera de nouveau cherché dès qu’elle aura repris contact.

# Sur une alerte qui arrive en retard.
mail-late = { $due }. Ce message arrive en retard.

## Une demande confiée par une collègue ou un collègue

mail-handed-over-subject = { $reference } · { $urgency } · cette demande vous est confiée
mail-handed-over-title = Une demande vous est confiée
mail-handed-over-what = Votre collègue vous prie de vous en occuper.
mail-handed-over-next = Ouvrez la demande. Tant qu’aucun lit n’est trouvé, l’alerte continue.

## Un lit est accepté

mail-accepted-subject = { $reference } · { $urgency } · lit trouvé
mail-accepted-title = Un lit a été trouvé
mail-accepted-what = Un centre d’accueil a dit oui à cette demande.
mail-accepted-next = Vous n’avez plus rien à faire. Merci. L’arrivée s’affichera sur la demande.

## Une arrivée après une alerte

mail-arrived-subject = { $reference } · { $urgency } · arrivée confirmée
mail-arrived-title = Arrivée confirmée
mail-arrived-what = L’arrivée pour laquelle vous aviez reçu une alerte a bien eu lieu.
mail-nothing-more = Vous n’avez plus rien à faire. Merci.

mail-still-on-the-way-subject = { $reference } · { $urgency } · toujours en route
mail-still-on-the-way-title = Toujours en route
mail-still-on-the-way-what = L’arrivée pour laquelle vous aviez reçu une alerte est encore attendue : on nous dit que le trajet continue.
mail-still-on-the-way-next = Rien à faire pour l’instant. Si l’arrivée n’est pas confirmée à temps, vous recevrez une nouvelle alerte.

## Une demande terminée sans lit

mail-taken-back-subject = { $reference } · { $urgency } · plus besoin de lit
mail-taken-back-title = Plus besoin de lit
mail-taken-back-what = L’équipe a retiré cette demande.

mail-closed-subject = { $reference } · { $urgency } · demande close
mail-closed-title = La demande est close
mail-closed-what = La coordination a clos cette demande.

mail-outcome-placed-elsewhere = un lit ailleurs
mail-outcome-family = retour en famille
mail-outcome-hospital = à l’hôpital
mail-outcome-lost-contact = contact perdu
mail-outcome-other = autre issue

## Moins de lits libres que promis

mail-overcommitted-subject = { $reference } · { $urgency } · un lit promis n’est plus libre
mail-overcommitted-title = Un lit promis n’est plus libre
mail-overcommitted-what = Un centre d’accueil annonce maintenant moins de lits libres qu’il n’en a promis. Il avait déjà dit oui à cette demande.
mail-overcommitted-next = Ouvrez la demande et appelez le centre : y a-t-il tout de même de la place, ou faut-il un autre lit ?

## Tout le monde est-il arrivé ? À l’équipe, et au centre

mail-arrival-asked-subject = { $reference } · { $urgency } · tout le monde est-il arrivé ?
mail-arrival-asked-next = Sans réponse avant { $until }, la coordination sera alertée.

mail-team-asked-title = Tout le monde est-il bien arrivé ?
mail-team-asked-what = Un centre d’accueil a dit oui et vous attend. Un seul geste sur la page suffit : arrivée faite, encore en route, ou contact perdu.

mail-shelter-asked-title = Tout le monde est-il arrivé chez vous ?
mail-shelter-asked-what = Vous avez dit oui à cette demande. Un seul geste sur la page suffit : arrivée faite, encore en route, ou personne n’est venu.

## La réponse d’un centre, pour l’équipe

mail-said-yes-subject = { $reference } · { $urgency } · le centre a dit oui
mail-said-yes-title = Le centre d’accueil a dit oui
mail-said-yes-what = On vous y attend.
mail-said-yes-next = Ouvrez la demande : vous y verrez où aller et qui appeler.

mail-said-no-subject = { $reference } · { $urgency } · le centre a dit non
mail-said-no-title = Le centre d’accueil a dit non

mail-no-answer-subject = { $reference } · { $urgency } · pas de réponse à temps
mail-no-answer-title = Le centre d’accueil n’a pas répondu à temps

mail-asking-on-what = Le centre suivant est sollicité ; s’il n’y en a pas, la coordination est alertée.
mail-asking-on-next = Vous n’avez rien à faire pour l’instant. La demande montre où l’on en est.

## La réponse d’un centre est attendue

mail-offer-waits-subject = { $reference } · { $urgency } · à répondre avant { $until }
mail-offer-waits-title = Une demande attend votre réponse, avant { $until }
mail-offer-waits-what = D’ici là, de la place lui est réservée chez vous. Ensuite, le centre suivant sera sollicité.
mail-offer-waits-next = Ouvrez votre page et répondez par oui ou par non.

## Les chiffres des lits libres sont-ils encore justes ?

mail-count-asked-subject = Mabit : vos lits libres, toujours le bon compte ?
mail-count-asked-title = Vos lits libres : toujours le bon compte ?
mail-count-asked-what = Une demande ne peut vous parvenir que si vos chiffres sont récents.
mail-count-asked-next = Le lien ouvre un petit formulaire, sans connexion. Il sert une fois, pendant 24 heures, et pour vos seuls chiffres : gardez-le pour vous.

## Des heures sans personne d’astreinte

mail-duty-gaps-subject = Mabit : des heures sans personne d’astreinte
mail-duty-gaps-title = Des heures sans personne d’astreinte
mail-duty-gaps-what = { $zone ->
    [morocco] À ces heures, une alerte n’y trouverait personne. Toutes les heures sont celles du Maroc.
   *[other] À ces heures, une alerte n’y trouverait personne. Les heures sont celles du fuseau { $zone }.
}
mail-duty-gaps-next = Ouvrez le plan d’astreinte et trouvez quelqu’un pour ces heures.

mail-area-nation = Tout le pays
mail-gap = { $from } – { $to }
mail-gaps-more =
    { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }

## La journée

mail-digest-subject = Mabit : la journée, { $date }
mail-digest-title = La journée, { $date }
mail-digest-what = Les dernières 24 heures, et où l’on en est maintenant.
mail-digest-quiet = Rien n’a été demandé et personne n’attend.
mail-digest-next = Vous trouverez le détail sur le tableau.

mail-digest-asked =
    { $count ->
        [one] { $count } lit demandé
       *[other] { $count } lits demandés
    }
mail-digest-placed =
    { $count ->
        [one] { $count } arrivée
       *[other] { $count } arrivées
    }
mail-digest-waiting =
    { $count ->
        [one] { $count } enfant sans lit
       *[other] { $count } enfants sans lit
    }
mail-digest-late =
    { $count ->
        [one] { $count } réponse tardive ou absente
       *[other] { $count } réponses tardives ou absentes
    }
mail-digest-stale =
    { $count ->
        [one] { $count } centre d’accueil sans chiffre récent
       *[other] { $count } centres d’accueil sans chiffre récent
    }
mail-digest-silent =
    { $count ->
        [one] { $count } centre d’accueil qui ne répond pas
       *[other] { $count } centres d’accueil qui ne répondent pas
    }
mail-digest-gap =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    } sans personne d’astreinte dans les 24 heures à venir

## Le service demande un coup d’œil

mail-trouble-subject = Mabit : quelque chose à vérifier
mail-trouble-title = Quelque chose à vérifier
mail-trouble-what = Le service a trouvé ce qui suit. Il a réparé ce qu’il pouvait et continue d’essayer.
mail-trouble-next = Consultez /readyz et le journal du service.

mail-trouble-request-past-due = Demandes dont l’alerte est en retard
mail-trouble-request-without-due = Demandes ouvertes sans prochaine alerte
mail-trouble-offer-past-due = Propositions au délai dépassé
mail-trouble-clock-wrong = Secondes d’erreur de l’horloge de la machine du service
mail-trouble-nobody-to-alert = Demandes pour lesquelles il n’y a personne à alerter
mail-trouble-mail-failing = Courriels essayés en vain depuis plus d’une heure
mail-trouble-mail-stuck = Courriels qui n’avancent pas
mail-trouble-mail-refused = Courriels refusés définitivement
mail-trouble-database-file = Fichier de la base de données disparu ou remplacé : ce qui est saisi maintenant sera perdu à l’arrêt du service

## Au pied du message

mail-because-on-duty = Vous recevez ce message parce que vous êtes d’astreinte.
mail-because-alerted = Vous recevez ce message parce que cette demande vous avait été signalée.
mail-because-coordinator = Vous recevez ce message parce que vous assurez la coordination.
mail-because-team = Vous recevez ce message parce que votre équipe a fait cette demande.
mail-because-shelter = Vous recevez ce message parce que vous répondez des lits d’un centre d’accueil.
mail-because-asked-for = Vous recevez ce message parce que vous l’avez souhaité.
mail-because-admin = Vous recevez ce message parce que vous administrez Mabit.
mail-discretion = Pour protéger les personnes concernées, ce message ne dit rien d’elles. Vous trouverez le reste après connexion.
