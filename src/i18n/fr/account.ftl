## One's own account

account-title = Mon compte
account-settings = Langue, téléphone et e-mails
account-locale = Langue
account-name = Votre nom, ou celui de l’équipe
account-phone = Téléphone
account-phone-what = Pour que l’équipe, le foyer et la coordination puissent s’appeler au sujet d’une demande.
account-mail-offers = Un e-mail à chaque demande reçue ou réponse d’un foyer
account-mail-offers-shelter = Un e-mail à chaque demande adressée au foyer
account-mail-offers-team = Un e-mail à chaque réponse d’un foyer
account-save = Enregistrer
account-done-settings = C’est enregistré.
account-done-password = Votre mot de passe a changé. Vos autres appareils sont déconnectés.
account-done-code-on = Double vérification activée : un code vous sera demandé après le mot de passe.
account-done-code-off = Double vérification désactivée : aucun code ne vous sera plus demandé.

## The password

account-password = Mot de passe
account-password-old = Mot de passe actuel
account-password-new = Nouveau mot de passe
account-password-again = Confirmez le nouveau mot de passe
account-password-others = Vos autres appareils seront déconnectés.
account-tokens-end = Ces programmes perdront leur accès à votre compte :
account-tokens-keep = Conserver leur accès
account-password-change = Changer le mot de passe
account-password-wrong = Mot de passe actuel incorrect.
account-again-wrong = Les deux mots de passe ne correspondent pas.

## A code after the password

account-second = Double vérification
account-second-on = depuis { $time }
account-second-off = désactivée
account-second-what = Une application d’authentification de votre téléphone donne un nouveau code toutes les 30 secondes. Sans ce code, un mot de passe volé ne sert à rien.
account-second-begin = Activer
account-second-go-on = Continuer
account-second-type = Ajoutez cette clé dans votre application d’authentification, puis saisissez le premier code affiché. La clé est valable 15 minutes.
account-second-open = Ouvrir dans l’application
account-second-first = Premier code
account-second-confirm = Activer
account-second-cancel = Annuler
account-second-end = Désactiver la double vérification
account-code-title = Code
account-code-heading = Code de votre téléphone
account-code = Code à six chiffres
account-code-rule = Il change toutes les 30 secondes ; chaque code ne sert qu’une fois.
account-code-wrong = Code incorrect ou déjà utilisé. Saisissez celui que l’application affiche maintenant.
account-code-lost = Téléphone perdu ? La personne qui administre Mabit peut désactiver le code.

## Where one is signed in

account-browsers = Appareils connectés
account-browser-unnamed = Appareil sans nom
account-browser-this = cet appareil
account-browser-since = depuis { $time }
account-browser-seen = dernière activité : { $time }
account-everywhere-what = Un appareil perdu ou inconnu ? Changez aussi votre mot de passe.
