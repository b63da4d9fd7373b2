## Courriels. Jamais d’âge, de genre, de besoin, de nom, de ville ni de centre.

mail-brand = مبيت · Mabit

# Pour quand il faut le lit ; figure aussi dans l’objet.
mail-urgency-emergency = cette nuit
mail-urgency-urgent = dans les 24 heures
mail-urgency-planned = dans la semaine

# Où en est l’alerte ; cycle compte combien de fois ses étapes ont commencé.
mail-step = étape { $step }
mail-step-again = étape { $step }, tour { $cycle }

mail-clock = { $time } (heure du Maroc)
mail-clock-day = le { $date } à { $time } (heure du Maroc)

mail-fact = { $label } : { $value }
mail-fact-request = Demande
mail-fact-needed = Pour quand
mail-fact-since = Depuis
mail-fact-alert = Alerte

mail-open-request = Ouvrir la demande
mail-open-board = Ouvrir le tableau
mail-copy-link = Ou copiez cette adresse dans votre navigateur :

## Une demande sans lit

mail-unmatched-subject = { $reference } · { $urgency } · pas encore de lit ({ $step })
mail-unmatched-title = Pas encore de lit
mail-unmatched-what = Aucun centre d’accueil n’a encore dit oui à cette demande.
mail-unmatched-next = Ouvrez la demande et indiquez que vous vous en occupez. Sinon, les prochaines personnes d’astreinte seront alertées à leur tour.

## Un lit accepté, mais pas d’arrivée

mail-on-the-way-subject = { $reference } · { $urgency } · arrivée non confirmée ({ $step })
mail-on-the-way-title = Arrivée non confirmée
mail-on-the-way-what = Un centre d’accueil a dit oui, mais personne n’a confirmé l’arrivée.
mail-on-the-way-next = Ouvrez la demande, puis appelez l’équipe et le centre : l’un des deux en sait peut-être plus, ou a besoin de votre aide.

## Le centre a attendu en vain

mail-missing-subject = { $reference } · { $urgency } · personne n’est arrivé ({ $step })
mail-missing-title = Personne n’est arrivé
mail-missing-what = Le centre d’accueil signale que personne n’est venu.
mail-missing-next = Ouvrez la demande et appelez l’équipe tout de suite. Un lit sera de nouveau cherché dès qu’elle aura repris contact.

## Un lit est accepté

mail-accepted-subject = { $reference } · { $urgency } · lit trouvé
mail-accepted-title = Un lit a été trouvé
mail-accepted-what = Un centre d’accueil a dit oui à cette demande.
mail-accepted-next = Vous n’avez plus rien à faire. Merci. L’arrivée s’affichera sur la demande.

## Moins de lits libres que promis

mail-overcommitted-subject = { $reference } · { $urgency } · un lit promis n’est plus libre
mail-overcommitted-title = Un lit promis n’est plus libre
mail-overcommitted-what = Un centre d’accueil annonce maintenant moins de lits libres qu’il n’en a promis. Il avait déjà dit oui à cette demande.
mail-overcommitted-next = Ouvrez le tableau et appelez le centre : y a-t-il tout de même de la place, ou faut-il un autre lit ?

## Un compte a été créé

mail-set-password-subject = Mabit : choisissez votre mot de passe
mail-set-password-title = Bienvenue sur Mabit
mail-set-password-what = Un compte a été créé pour vous.
mail-set-password-next = Choisissez un mot de passe avec ce lien. Il ne sert qu’une fois ; gardez-le pour vous.
mail-set-password-action = Choisir un mot de passe

## Au pied du message

mail-because-on-duty = Vous recevez ce message parce que vous êtes d’astreinte.
mail-because-alerted = Vous recevez ce message parce que cette demande vous avait été signalée.
mail-because-coordinator = Vous recevez ce message parce que vous assurez la coordination.
mail-because-account = Si vous n’attendiez pas ce message, vous pouvez l’ignorer.
mail-discretion = Pour protéger les personnes concernées, ce message ne dit rien d’elles. Vous trouverez le reste après connexion.
