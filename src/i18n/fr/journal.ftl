## The audit, and whether its chain holds

journal-title = Journal
journal-heading = Tout ce qui a changé
journal-by = Par
journal-itself = Par Mabit même, ou la ligne de commande
journal-what = Montrer
journal-everything = Tout
journal-all-of = { $what } : tout
journal-show = Afficher
journal-none = Rien de tel n’a changé.
journal-check = Vérifier la chaîne du journal
journal-broken = La chaîne du journal est rompue
journal-broken-where = Au sceau { $seal }, entrées { $first } à { $last }, posé le
journal-broken-next = Quelqu’un a modifié la base de données en dehors de Mabit. Gardez une copie de la base et prévenez qui l’exploite.
journal-holds =
    { $count ->
        [one] La chaîne tient : { $count } entrée.
       *[other] La chaîne tient : { $count } entrées.
    }
journal-unsealed =
    { $count ->
        [one] { $count } entrée récente attend encore son sceau.
       *[other] { $count } entrées récentes attendent encore leur sceau.
    }

## What was done

journal-partner = Partenaires
journal-partner-create = Association ajoutée
journal-account = Comptes
journal-account-create = Compte ajouté
journal-account-change = Compte modifié
journal-account-link = Lien de mot de passe créé
journal-account-set-password = Mot de passe choisi
journal-account-sign-in = Connexion
journal-account-sign-in-limited = Trop d’essais de connexion
journal-account-sign-out = Déconnexion
journal-account-code-on = Code à la connexion activé
journal-account-code-off = Code à la connexion désactivé
journal-account-code-reset = Code levé, téléphone perdu
journal-token = Jetons
journal-token-create = Jeton créé
journal-token-revoke = Jeton révoqué
journal-shelter = Foyers
journal-shelter-create = Foyer ajouté
journal-shelter-change = Foyer modifié
journal-shelter-ask-counts = Foyer prié de compter
journal-pool = Groupes de lits
journal-pool-create = Groupe ajouté
journal-pool-change = Groupe modifié
journal-pool-report = Lits comptés
journal-policy = Règles d’alerte
journal-policy-set = Règle mise en vigueur
journal-duty = Astreinte
journal-duty-add = Heures ajoutées
journal-duty-except = Changement noté
journal-duty-remove = Heures retirées
journal-request = Demandes
journal-request-create = Demande faite
journal-request-acknowledge = Demande prise en charge
journal-request-hand-over = Demande confiée
journal-request-escalate = Alerte plus haut
journal-request-found = Enfant retrouvé
journal-request-withdraw = Demande retirée
journal-request-close = Demande close
journal-request-strip = Détails effacés
journal-request-erase = Effacée sur demande
journal-offer = Propositions
journal-offer-create = Lit promis
journal-offer-accept = Foyer : oui
journal-offer-decline = Foyer : non
journal-offer-expire = Pas de réponse à temps
journal-offer-withdraw = Promesse retirée
journal-offer-ask-arrival = Arrivée demandée
journal-offer-on-the-way = Encore en route
journal-offer-arrive = Arrivée
journal-offer-no-show = Pas venu
journal-offer-depart = Départ
journal-escalation = Alertes
journal-escalation-step = Alerte envoyée
journal-escalation-skip = Personne à alerter
journal-escalation-catch-up = Alerte rattrapée
journal-escalation-pass-over = Étape sautée
journal-escalation-hurry = Étape avancée
