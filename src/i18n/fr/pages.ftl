### Pages

pages-link-title = Choisir votre mot de passe
pages-link-first-admin = Créer le premier compte d’administration
pages-link-email = Adresse e-mail
pages-link-password = Mot de passe
pages-link-password-rule = Au moins 10 caractères. Une phrase que personne d’autre ne connaît convient bien.
pages-link-save = Enregistrer
pages-link-done = C’est fait. Votre mot de passe est enregistré.
pages-link-ends = Vos appareils seront déconnectés et les jetons d’accès de vos programmes seront révoqués.
pages-link-ended = Vos appareils sont déconnectés et les jetons d’accès de vos programmes sont révoqués.
pages-link-gone = Ce lien ne fonctionne plus.
pages-link-gone-next = Il a déjà servi, ou il est trop ancien. Demandez-en un nouveau : « Mot de passe oublié » à la page de connexion.
pages-link-bad-password = Le mot de passe doit avoir de 10 à 200 caractères, sans tabulation ni retour à la ligne.
pages-link-bad-email = Indiquez une adresse e-mail valable.
pages-link-email-taken = Un compte existe déjà pour cette adresse.

pages-counts-title = Combien de lits sont vides ?
pages-counts-done = Merci, vos lits sont à jour.
pages-counts-gone-next = Connectez-vous pour mettre à jour vos lits.
pages-counts-rule = Comptez les lits vides en ce moment, y compris ceux réservés à un enfant.
pages-counts-limit = Un nombre entier de 0 à { $capacity }.
pages-counts-meanwhile =
    { $count ->
        [one] Entre-temps : { $count } lit vide ({ $time }). Rien n’a été enregistré. Si votre nombre est exact, envoyez-le à nouveau.
       *[other] Entre-temps : { $count } lits vides ({ $time }). Rien n’a été enregistré. Si votre nombre est exact, envoyez-le à nouveau.
    }
pages-counts-send = Envoyer

pages-sign-in-title = Se connecter
pages-sign-in-wrong = Adresse e-mail ou mot de passe incorrect. Réessayez.
pages-sign-in-too-many = Trop d’essais ont échoué. Réessayez dans { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
pages-sign-in-too-many-hours = Trop d’essais ont échoué. Réessayez dans { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}. La personne qui administre Mabit peut désactiver le code.
pages-sign-in-busy = Trop de personnes se connectent en ce moment. Réessayez dans quelques secondes.
pages-sign-in-address = L’adresse de Mabit est { $url }.
pages-sign-in-dropped = Votre mot de passe est correct, mais votre navigateur n’a pas gardé la connexion : { $url } n’est pas une adresse sécurisée (https). Signalez-le à la personne qui administre Mabit.
pages-sign-in-not-here = Votre mot de passe est correct, mais votre navigateur n’a pas gardé la connexion. Ouvrez Mabit à l’adresse { $url } et acceptez ses cookies.
pages-sign-in-go = Se connecter
pages-sign-in-heading = Un lit pour cette nuit
pages-sign-in-who = Les équipes de rue, les foyers et la coordination se connectent ici.
pages-sign-in-forgotten = Mot de passe oublié ?

pages-forgotten-title = Mot de passe oublié
pages-forgotten-what = Indiquez l’adresse de votre compte : vous y recevrez un lien pour choisir un nouveau mot de passe.
pages-forgotten-send = Recevoir un lien
pages-forgotten-asked = Consultez votre boîte e-mail
pages-forgotten-asked-what = Si un compte existe à cette adresse, un e-mail lui est envoyé. Le lien qu’il contient est valable une seule fois, pendant sept jours.
pages-forgotten-asked-next = Rien après quelques minutes ? Regardez dans les messages indésirables et vérifiez l’adresse. Un nouvel e-mail peut être demandé au bout d’un quart d’heure. La personne qui administre Mabit peut aussi vous envoyer un lien.
