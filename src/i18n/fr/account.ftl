## One's own account

account-title = Mon compte
account-settings = Langue et courriels
account-locale = Langue
account-mail-offers = Un courriel pour chaque offre
account-save = Enregistrer
account-done-settings = C’est enregistré.
account-done-password = Votre mot de passe a changé. Vos autres appareils sont déconnectés.
account-done-code-on = Désormais un code vous sera demandé après le mot de passe.
account-done-code-off = Plus aucun code ne vous sera demandé.

## The password

account-password = Mot de passe
account-password-old = Mot de passe actuel
account-password-new = Nouveau mot de passe
account-password-again = Le nouveau, encore une fois
account-password-others = Vos autres appareils seront déconnectés.
account-tokens-end = Ces programmes perdront leur accès à votre compte :
account-tokens-keep = Leur laisser l’accès
account-password-change = Changer le mot de passe
account-password-wrong = Ce n’est pas votre mot de passe actuel.
account-again-wrong = Les deux nouveaux mots de passe ne sont pas les mêmes.

## A code after the password

account-second = Un code à la connexion
account-second-on = depuis { $time }
account-second-off = non demandé
account-second-what = Une application d’authentification de votre téléphone donne un nouveau code toutes les trente secondes. Sans lui, un mot de passe volé n’ouvre rien.
account-second-begin = Demander un code
account-second-go-on = Continuer
account-second-type = Ajoutez cette clé dans votre application d’authentification, puis donnez le premier code qu’elle affiche. La clé attend un quart d’heure.
account-second-open = Ouvrir dans l’application
account-second-first = Premier code
account-second-confirm = Activer
account-second-cancel = Renoncer
account-second-end = Ne plus demander de code
account-code-title = Code
account-code-heading = Le code de votre téléphone
account-code = Code à six chiffres
account-code-rule = Il change toutes les trente secondes ; chacun sert une seule fois.
account-code-wrong = Ce code ne convient pas, ou il a déjà servi. Donnez celui que l’application affiche maintenant.
account-code-lost = Téléphone perdu ? La personne qui administre Mabit peut lever le code.

## Where one is signed in

account-browsers = Où vous êtes connecté
account-browser-unnamed = Un appareil
account-browser-this = celui-ci
account-browser-since = depuis { $time }
account-browser-seen = vu { $time }
account-everywhere-what = Un appareil perdu ou inconnu ? Changez aussi votre mot de passe.
