## E-mails. D’une demande, jamais d’âge, de genre, de besoin, de nom, de ville ni de foyer.

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
mail-fact-oldest-count = Compte le plus ancien
mail-list = { $some }, { $next }

mail-open-request = Ouvrir la demande
mail-open-page = Ouvrir ma page
mail-open-board = Voir tous les lits
mail-open-duty-plan = Ouvrir le planning d’astreinte
mail-open-administration = Ouvrir la page d’administration
mail-choose-password = Choisir mon mot de passe
mail-enter-counts = Mettre à jour mes lits
mail-copy-link = Ou copiez cette adresse dans votre navigateur :

## Une demande sans lit

mail-unmatched-subject = { $reference } · { $urgency } · pas encore de lit ({ $step })
mail-unmatched-title = Pas encore de lit
mail-unmatched-what = Aucun foyer n’a encore accepté cette demande.
mail-unmatched-next = Ouvrez la demande et indiquez que vous vous en occupez. Sinon, les prochaines personnes d’astreinte seront alertées à leur tour.

## Un lit accepté, mais ni arrivée ni nouvelles

mail-on-the-way-subject = { $reference } · { $urgency } · arrivée non confirmée ({ $step })
mail-on-the-way-title = Arrivée non confirmée
mail-on-the-way-what = Un foyer a accepté et l’arrivée devrait avoir eu lieu. Ni l’équipe ni le foyer n’ont donné de nouvelles.
mail-on-the-way-next = Ouvrez la demande et appelez les deux maintenant, l’équipe et le foyer.

## Le foyer a attendu en vain

mail-missing-subject = { $reference } · { $urgency } · sans nouvelles ({ $step })
mail-missing-title = Sans nouvelles
mail-missing-what = Personne n’est arrivé au foyer, ou l’équipe a perdu le contact.
mail-missing-next = Ouvrez la demande et appelez l’équipe tout de suite. Un lit sera de nouveau cherché dès qu’elle aura repris contact.

# Sur une alerte qui arrive en retard.
mail-late = { $due }. Ce message arrive en retard.

## Une demande confiée par une collègue ou un collègue

mail-handed-over-subject = { $reference } · { $urgency } · cette demande vous est confiée
mail-handed-over-title = Une demande vous est confiée
mail-handed-over-what = Un membre de la coordination vous demande de vous en charger.
mail-handed-over-next = Ouvrez la demande. Tant qu’aucun lit n’est trouvé, l’alerte continue.

## Un lit est accepté

mail-accepted-subject = { $reference } · { $urgency } · lit trouvé
mail-accepted-title = Un lit a été trouvé
mail-accepted-what = Un foyer a accepté cette demande.
mail-accepted-next = Vous n’avez plus rien à faire. Merci. L’arrivée s’affichera sur la demande.

## Une arrivée après une alerte

mail-arrived-subject = { $reference } · { $urgency } · arrivée confirmée
mail-arrived-title = Arrivée confirmée
mail-arrived-what = L’arrivée pour laquelle vous aviez reçu une alerte a bien eu lieu.
mail-nothing-more = Vous n’avez plus rien à faire. Merci.

mail-still-on-the-way-subject = { $reference } · { $urgency } · toujours en route
mail-still-on-the-way-title = Toujours en route
mail-still-on-the-way-what = L’arrivée pour laquelle vous aviez reçu une alerte est encore attendue : il nous a été signalé que le trajet continue.
mail-still-on-the-way-next = Rien à faire pour l’instant. Si l’arrivée n’est pas confirmée à temps, vous recevrez une nouvelle alerte.

## Ce qui avait été annoncé est annulé

mail-yes-undone-subject = { $reference } · { $urgency } · accord du foyer annulé
mail-yes-undone-title = L’accord du foyer est annulé
mail-yes-undone-what = Un foyer avait accepté cette demande. Cet accord vient d’être annulé : le lit reste réservé, et la réponse du foyer est de nouveau attendue.
mail-yes-undone-next = Ouvrez la demande. Tant qu’aucun foyer n’a accepté, l’alerte continue.

mail-arrival-undone-subject = { $reference } · { $urgency } · arrivée non confirmée
mail-arrival-undone-title = L’arrivée n’est pas confirmée
mail-arrival-undone-what = L’arrivée qui vous a été annoncée vient d’être annulée : elle est de nouveau attendue.

mail-no-show-undone-subject = { $reference } · { $urgency } · arrivée de nouveau attendue
mail-no-show-undone-title = L’arrivée est de nouveau attendue
mail-no-show-undone-what = Il avait été signalé que personne n’était venu. Ce signalement vient d’être annulé : le lit est de nouveau réservé.

## Une demande terminée sans lit

mail-taken-back-subject = { $reference } · { $urgency } · plus besoin de lit
mail-taken-back-title = Plus besoin de lit
mail-taken-back-what = L’équipe a retiré cette demande.

mail-closed-subject = { $reference } · { $urgency } · demande clôturée
mail-closed-title = La demande est clôturée
mail-closed-what = La coordination a clôturé cette demande.

mail-outcome-placed-elsewhere = un lit ailleurs
mail-outcome-family = retour en famille
mail-outcome-hospital = à l’hôpital
mail-outcome-lost-contact = contact perdu
mail-outcome-other = autre issue

## Moins de lits vides que réservés

mail-overcommitted-subject = { $reference } · { $urgency } · un lit réservé n’est plus disponible
mail-overcommitted-title = Un lit réservé n’est plus disponible
mail-overcommitted-what = Un foyer annonce maintenant moins de lits vides que de lits réservés. Il avait déjà accepté cette demande.
mail-overcommitted-next = Ouvrez la demande et appelez le foyer : y a-t-il tout de même de la place, ou faut-il un autre lit ?

## Tout le monde est-il arrivé ? À l’équipe, et au foyer

mail-arrival-asked-subject = { $reference } · { $urgency } · tout le monde est-il bien arrivé ?
mail-arrival-asked-next = Sans réponse avant { $until }, la coordination sera alertée.

mail-team-asked-title = Tout le monde est-il bien arrivé ?
mail-team-asked-what = Un foyer a accepté et vous attend. Un seul geste sur la page suffit : arrivée confirmée, toujours en route, ou contact perdu.

mail-shelter-asked-title = Tout le monde est-il bien arrivé chez vous ?
mail-shelter-asked-what = Vous avez accepté cette demande. Un seul geste sur la page suffit : arrivée confirmée, toujours en route, ou personne n’est venu.

## La réponse d’un foyer, pour l’équipe

mail-said-yes-subject = { $reference } · { $urgency } · le foyer a accepté
mail-said-yes-title = Le foyer a accepté
mail-said-yes-what = On vous y attend.
mail-said-yes-next = Ouvrez la demande : vous y verrez où aller et qui appeler.

mail-no-more-yes-subject = { $reference } · { $urgency } · accord du foyer annulé
mail-no-more-yes-title = L’accord du foyer est annulé
mail-no-more-yes-what = Le lit reste réservé, mais la réponse du foyer est de nouveau attendue.
mail-no-more-yes-next = Appelez le foyer avant d’y aller. La demande montre où l’on en est.

mail-said-no-subject = { $reference } · { $urgency } · le foyer a refusé
mail-said-no-title = Le foyer a refusé

mail-no-answer-subject = { $reference } · { $urgency } · pas de réponse à temps
mail-no-answer-title = Le foyer n’a pas répondu à temps

mail-asking-on-what = Le foyer suivant est sollicité ; s’il n’y en a pas, la coordination est alertée.
mail-asking-on-next = Vous n’avez rien à faire pour l’instant. La demande montre où l’on en est.

## La réponse d’un foyer est attendue

mail-offer-waits-subject = { $reference } · { $urgency } · à répondre avant { $until }
mail-offer-waits-title = Une demande attend votre réponse, avant { $until }
mail-offer-waits-what = D’ici là, de la place lui est réservée chez vous. Ensuite, le foyer suivant sera sollicité.
mail-offer-waits-next = Ouvrez votre page et indiquez si vous pouvez accueillir ou non.

## Le compte des lits vides est-il toujours exact ?

mail-count-asked-subject = Mabit : vos lits vides, le compte est-il toujours exact ?
mail-count-asked-title = Vos lits vides : le compte est-il toujours exact ?
mail-count-asked-what = Une demande ne peut vous parvenir que si le compte de vos lits est récent.
mail-count-asked-next = Le lien ouvre un petit formulaire, sans connexion. Il sert une seule fois, pendant 24 heures, et seulement pour vos lits : gardez-le pour vous.

## Des heures sans personne d’astreinte

mail-duty-gaps-subject = Mabit : des heures sans personne d’astreinte
mail-duty-gaps-title = Des heures sans personne d’astreinte
mail-duty-gaps-what = { $zone ->
    [morocco] À ces heures, une alerte n’y trouverait personne. Toutes les heures sont celles du Maroc.
   *[other] À ces heures, une alerte n’y trouverait personne. Les heures sont celles du fuseau { $zone }.
}
mail-duty-gaps-next = Ouvrez le planning d’astreinte et trouvez quelqu’un pour ces heures.

mail-area-nation = Tout le pays
mail-gap = { $from } – { $to }
mail-gaps-more =
    { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }

## Le bilan du matin

mail-digest-subject = Mabit : bilan du matin, { $date }
mail-digest-title = Bilan du matin, { $date }
mail-digest-what = Les dernières 24 heures, et où l’on en est maintenant.
mail-digest-quiet = Aucun lit n’a été demandé et aucun enfant n’attend.
mail-digest-next = Vous trouverez le détail à la page « Tous les lits ».

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
        [one] { $count } foyer sans compte de lits récent
       *[other] { $count } foyers sans compte de lits récent
    }
mail-digest-silent =
    { $count ->
        [one] { $count } foyer qui ne répond pas
       *[other] { $count } foyers qui ne répondent pas
    }
mail-digest-gap =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    } sans personne d’astreinte dans les 24 heures à venir

## Un lien pour choisir le mot de passe

mail-invited-subject = Mabit : votre accès
mail-invited-title = Votre accès à Mabit
mail-invited-what = Un compte vous a été ouvert sur Mabit, qui trouve des lits d’urgence pour des enfants non accompagnés ou séparés.
mail-invited-next = Choisissez d’abord votre mot de passe. Le lien est valable une seule fois, pendant sept jours : gardez-le pour vous.

mail-forgotten-subject = Mabit : choisir un nouveau mot de passe
mail-forgotten-title = Choisir un nouveau mot de passe
mail-forgotten-what = Un nouveau mot de passe a été demandé pour votre compte.
mail-forgotten-next = Le lien est valable une seule fois, pendant sept jours : gardez-le pour vous. Si vous n’avez rien demandé, ignorez ce message : votre mot de passe reste le même.

## Le service demande un coup d’œil

mail-trouble-subject = Mabit : quelque chose à vérifier
mail-trouble-title = Quelque chose à vérifier
mail-trouble-what = Le service a relevé ce qui suit. Il a réparé ce qu’il pouvait et continue d’essayer.
mail-trouble-next = La page d’administration indique ce qui est à vérifier ; le journal du service en dit davantage.

mail-trouble-request-past-due = Demandes dont l’alerte est en retard
mail-trouble-request-without-due = Demandes ouvertes sans prochaine alerte
mail-trouble-offer-past-due = Propositions au délai dépassé
mail-trouble-clock-wrong = Écart de l’horloge de la machine du service, en secondes
mail-trouble-nobody-to-alert = Demandes pour lesquelles il n’y a personne à alerter
mail-trouble-mail-failing = E-mails en échec depuis plus d’une heure
mail-trouble-mail-stuck = E-mails qui n’avancent pas
mail-trouble-mail-refused = E-mails refusés définitivement
mail-trouble-database-file = Fichier de la base de données disparu ou remplacé : ce qui est saisi maintenant sera perdu à l’arrêt du service

## Au pied du message

mail-because-on-duty = Vous recevez ce message parce que vous êtes d’astreinte.
mail-because-alerted = Vous recevez ce message parce que cette demande vous avait été signalée.
mail-because-corrected = Vous recevez ce message parce qu’il corrige celui que vous avez reçu.
mail-because-coordinator = Vous recevez ce message parce que vous assurez la coordination.
mail-because-team = Vous recevez ce message parce que votre équipe a fait cette demande.
mail-because-shelter = Vous recevez ce message parce que vous répondez des lits d’un foyer.
mail-because-asked-for = Vous recevez ce message parce que vous l’avez souhaité.
mail-because-account = Vous recevez ce message parce qu’un compte Mabit est ouvert à cette adresse.
mail-because-admin = Vous recevez ce message parce que vous administrez Mabit.
mail-discretion = Pour protéger les personnes concernées, ce message ne dit rien d’elles. Vous trouverez le reste après connexion.
