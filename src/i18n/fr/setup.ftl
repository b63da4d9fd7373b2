## Partners

setup-partners = Partenaires
setup-partners-none = Les associations partenaires s’afficheront ici.
setup-partner-add = Ajouter une association
setup-partner-shelters = Foyers de cette association
setup-partner-unused = n’est plus utilisée
setup-partner-shut = Ne plus utiliser cette association
setup-partner-shut-what = C’est possible dès qu’elle n’a plus ni foyer utilisé, ni compte actif, ni demande en cours. Son historique est conservé et vous pourrez l’utiliser à nouveau.
setup-partner-open = Utiliser à nouveau cette association
setup-partner-in-use = Cette association a encore un foyer utilisé, un compte actif ou une demande en cours. Commencez par là.
setup-search = Rechercher
setup-search-by = Rechercher par nom
setup-search-none = Aucun résultat pour « { $words } ».
setup-search-end = Afficher toute la liste
setup-parts = Pages de la liste
setup-part-before = Page précédente
setup-name = Nom
setup-city = Ville
setup-choose = Choisir…
setup-add = Ajouter
setup-save = Enregistrer

## Accounts

setup-accounts = Comptes
setup-account-add = Ajouter un compte
setup-account-added = Compte ajouté. Un e-mail avec un lien pour choisir le mot de passe lui est envoyé.
setup-person = Nom de la personne ou de l’équipe
setup-person-what = Nom et téléphone de la personne qui utilise le compte, jamais d’un enfant. L’équipe, le foyer et la coordination s’appellent à ce numéro.
setup-email = Adresse e-mail
setup-roles = Rôles
setup-role-outreach = Équipe de rue
setup-role-shelter = Foyer
setup-role-coordinator = Coordination
setup-role-observer = Observation
setup-role-admin = Administration
setup-account-partner = Association
setup-no-partner = Aucune
setup-locale = Langue
setup-scope = Villes et régions
setup-scope-for = pour la coordination
setup-national = Tout le pays
setup-by-place = Choisir des villes ou des régions
setup-whole-region = Toute la région
setup-shut = désactivé
setup-access = Accès
setup-link = Lien
setup-link-what = L’e-mail contient un lien pour choisir le mot de passe. Le lien est valable une seule fois, pendant sept jours.
setup-link-send = Envoyer un lien de mot de passe
setup-link-mailed = Un e-mail avec un lien pour choisir le mot de passe est envoyé à cette adresse.
setup-link-unmailed = Aucun serveur d’e-mail n’est configuré : l’e-mail n’arrivera pas. Affichez un lien ci-dessous, dans « Accès », et transmettez-le vous-même.
setup-link-show = Afficher un lien à copier
setup-link-show-what = Si les e-mails n’arrivent pas, transmettez le lien vous-même. Il annule les liens envoyés auparavant.
setup-link-make = Créer et afficher le lien
setup-link-copy = Copier le lien
setup-link-copied = Lien copié
setup-link-title = Lien pour choisir le mot de passe
setup-link-once = Transmettez-le maintenant : il n’est affiché qu’une fois. Il est valable une seule fois, pendant sept jours.
setup-link-mail = Écrire un e-mail
setup-link-done = C’est transmis
setup-link-subject = Votre accès à Mabit
setup-link-letter = Bonjour, voici le lien pour choisir votre mot de passe. Il est valable une seule fois, pendant sept jours : { $link }
setup-account-tokens = Jetons d’accès du compte
setup-code-lift = Désactiver la double vérification
setup-code-lift-what = Pour une personne qui a perdu son téléphone : son mot de passe suffira de nouveau. Assurez-vous de son identité.
setup-account-shut = Désactiver ce compte
setup-account-shut-what = La personne est déconnectée partout, aussitôt, et ses jetons ne fonctionnent plus. Vous pourrez réactiver le compte.
setup-account-open = Réactiver ce compte
setup-own-account = C’est votre compte : une autre personne qui administre Mabit peut le désactiver.

## Shelters and their beds

setup-shelters = Foyers
setup-shelter = Foyer
setup-shelters-none = Les foyers s’afficheront ici. Ajoutez-en un, ou importez une liste.
setup-shelter-add = Ajouter un foyer
setup-shelter-partner = Association
setup-phone = Téléphone
setup-address = Adresse
setup-access-note = Pour entrer
setup-access-note-what = Porte, sonnette, gardien, entrée de nuit… N’écrivez rien sur un enfant.
setup-lat = Latitude
setup-lon = Longitude
setup-place-what = Sans coordonnées, c’est le centre de la ville qui est pris en compte.
setup-features = Services
setup-feature-wheelchair = accès fauteuil roulant
setup-feature-infant-care = accueil de nourrissons
setup-feature-medical-care = soins médicaux
setup-feature-psychosocial-care = soutien psychosocial
setup-feature-pregnancy = suivi de grossesse
setup-feature-separate-room = chambre séparée
setup-feature-interpreter = interprétariat
setup-feature-open-at-night = accueil de nuit
setup-shelter-unused = n’est plus utilisé
setup-shelter-shut = Ne plus utiliser ce foyer
setup-shelter-shut-what = Pour un foyer qui ferme définitivement. Il n’est plus affiché parmi les lits, ne reçoit plus de demandes et n’est plus relancé pour ses comptes. Son historique est conservé et vous pourrez l’utiliser à nouveau.
setup-shelter-open = Utiliser à nouveau ce foyer
setup-shelter-open-what = Il est de nouveau affiché avec ses derniers comptes. Tant qu’ils ne sont pas récents, aucune demande ne lui est adressée automatiquement.
setup-shelter-in-use = Des enfants sont attendus dans ce foyer ou y sont hébergés. Vous pourrez cesser de l’utiliser quand les arrivées et les départs auront été notés.
setup-partner-first = L’association de ce foyer n’est plus utilisée. Commencez par l’utiliser à nouveau.
setup-no-beds = pas encore de lits
setup-pools = Groupes de lits
setup-pools-none = Ajoutez un groupe de lits pour que des demandes puissent être adressées à ce foyer.
setup-pools-count =
    { $count ->
        [one] { $count } groupe
       *[other] { $count } groupes
    }
setup-beds-count =
    { $count ->
        [one] { $count } lit
       *[other] { $count } lits
    }
setup-free-count =
    { $count ->
        [one] { $count } vide
       *[other] { $count } vides
    }
setup-counted = compté le
setup-pool-closed = fermé
setup-pool-add = Ajouter un groupe de lits
setup-pool-change = Modifier
setup-pool-unused = n’est plus utilisé
setup-pool-shut = Ne plus utiliser ce groupe
setup-pool-shut-what = Ses lits ne sont plus affichés, proposés ni comptés. Son historique est conservé et vous pourrez l’utiliser à nouveau.
setup-pool-open = Utiliser à nouveau ce groupe
setup-pool-open-what = Ses lits sont de nouveau affichés avec leur dernier compte.
setup-pool-in-use = Des enfants sont attendus dans ce groupe de lits ou y sont hébergés. Vous pourrez cesser de l’utiliser quand les arrivées et les départs auront été notés.
setup-takes = Accueille
setup-takes-female = Filles
setup-takes-male = Garçons
setup-takes-any = Filles et garçons
setup-age-min = Âge, de
setup-age-max = à
setup-capacity = Lits
setup-free = Lits vides

## Escalation policies

setup-policies = Règles d’alerte
setup-policies-heading = Qui est alerté, et quand
setup-policies-what = Qui est alerté quand un enfant n’a pas de lit. Chaque demande garde la règle en vigueur à sa création.
setup-policy-of = Alertes : { $urgency }
setup-policy-what = La nouvelle règle vaut pour les demandes à venir. Celles en cours gardent la leur.
setup-policy-change = Modifier
setup-policy-set = Appliquer
setup-step = Étape { $count }
setup-step-add = Ajouter une étape
setup-step-remove = Retirer
setup-step-at-once = { $whom } : tout de suite
setup-step-after = { $whom } : après { $minutes } min
setup-then-again = Puis reprise au début, { $minutes } min après la dernière étape
setup-minutes = Après, en minutes
setup-whom = Qui est alerté
setup-repeat = Reprendre au début après, en minutes
setup-level-city = La ville
setup-level-region = La région
setup-level-national = Le pays
setup-versions = Versions
setup-version = Version { $count }
setup-version-first = Réglage d’origine

## Shelters from a file

setup-import = Importer des foyers
setup-import-what = Collez ici une liste en CSV, un groupe de lits par ligne, avec ces colonnes :
setup-import-how = Les lignes de même association et de même foyer forment un seul foyer. Séparez les services par | ; téléphone, e-mail, coordonnées et services peuvent rester vides ; les colonnes address (adresse) et access_note (pour entrer) peuvent manquer. La ville est un code, comme nador ; le sexe (gender) est female, male ou any.
setup-import-text = Liste
setup-import-look = Vérifier d’abord
setup-import-preview = Ce qui sera ajouté
setup-import-unconfirmed = Aucun lit n’est libre tant que le foyer n’a pas compté ses lits.
setup-import-do = Tout ajouter
setup-import-done =
    { $count ->
        [one] { $count } foyer ajouté.
       *[other] { $count } foyers ajoutés.
    }
setup-import-wrong = Rien n’a été ajouté : ces lignes sont à corriger
setup-import-line = Ligne { $line }
setup-import-mend = Corriger la liste
setup-import-not-utf8 = La liste contient des caractères qui n’ont pas été enregistrés en UTF-8. Dans le tableur, choisissez « Enregistrer sous » puis le type « CSV UTF-8 », et collez-la à nouveau.
setup-import-more =
    { $count ->
        [one] et encore une erreur
       *[other] et encore { $count } erreurs
    }
setup-import-fields = Cette ligne a plus de cases que de colonnes nommées.
setup-import-unknown-column = Une colonne est inconnue, ou s’y trouve deux fois.
setup-import-no-column = Cette colonne manque.
setup-import-empty = La liste est vide.
setup-import-differs = Cette valeur diffère de celle des autres lignes de ce foyer.
setup-import-twice = Ce foyer a déjà un groupe de ce nom, plus haut.
setup-import-exists = Cette association a déjà un foyer de ce nom.
setup-import-unknown-partner = Aucune association ne porte ce nom.
