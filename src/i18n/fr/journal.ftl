## The audit, and whether its chain holds

journal-title = Journal
journal-heading = Tout ce qui a changé
journal-by = Par
journal-itself = Par Mabit, ou en ligne de commande
journal-what = Type de modification
journal-everything = Tout
journal-all-of = { $what } : tout
journal-show = Afficher
journal-none = Aucune modification de ce type.
journal-check = Vérifier l’intégrité du journal
journal-broken = Le journal a été altéré
journal-broken-where = Au sceau { $seal }, entrées { $first } à { $last }, posé le
journal-broken-next = Quelqu’un a modifié la base de données en dehors de Mabit. Gardez une copie de la base et prévenez la personne qui l’exploite.
journal-holds =
    { $count ->
        [one] Le journal est intègre : { $count } entrée.
       *[other] Le journal est intègre : { $count } entrées.
    }
journal-unsealed =
    { $count ->
        [one] { $count } entrée récente attend encore son sceau.
       *[other] { $count } entrées récentes attendent encore leur sceau.
    }

## What was done

journal-partner = Partenaires
journal-partner-create = Association ajoutée
journal-partner-change = Association modifiée
journal-partner-deactivate = Fin d’utilisation d’une association
journal-partner-reactivate = Reprise d’une association
journal-account = Comptes
journal-account-create = Compte ajouté
journal-account-change = Compte modifié
journal-account-link = Lien de mot de passe créé
journal-account-mail-link = Lien de mot de passe envoyé par e-mail
journal-account-forgotten = Mot de passe oublié, lien demandé
journal-account-set-password = Mot de passe choisi
journal-account-sign-in = Connexion
journal-account-sign-in-limited = Trop d’essais de connexion
journal-account-sign-out = Déconnexion
journal-account-code-on = Double vérification activée
journal-account-code-off = Double vérification désactivée
journal-account-code-reset = Double vérification désactivée, téléphone perdu
journal-token = Jetons
journal-token-create = Jeton créé
journal-token-revoke = Jeton révoqué
journal-shelter = Foyers
journal-shelter-create = Foyer ajouté
journal-shelter-change = Foyer modifié
journal-shelter-deactivate = Fin d’utilisation d’un foyer
journal-shelter-reactivate = Reprise d’un foyer
journal-shelter-ask-counts = Mise à jour demandée au foyer
journal-pool = Groupes de lits
journal-pool-create = Groupe ajouté
journal-pool-change = Groupe modifié
journal-pool-deactivate = Fin d’utilisation d’un groupe
journal-pool-reactivate = Reprise d’un groupe
journal-pool-report = Lits comptés
journal-policy = Règles d’alerte
journal-policy-set = Règle appliquée
journal-duty = Astreinte
journal-duty-add = Heures ajoutées
journal-duty-except = Changement noté
journal-duty-remove = Heures retirées
journal-request = Demandes
journal-request-create = Demande faite
journal-request-acknowledge = Demande prise en charge
journal-request-hand-over = Demande confiée
journal-request-escalate = Échelon supérieur alerté
journal-request-found = Enfant retrouvé
journal-request-reopen = Demande rouverte
journal-request-lost = Contact perdu
journal-request-withdraw = Demande retirée
journal-request-close = Demande clôturée
journal-request-strip = Détails effacés
journal-request-erase = Effacée sur demande
journal-offer = Propositions
journal-offer-create = Lit réservé
journal-offer-accept = Le foyer a accepté
journal-offer-decline = Le foyer a refusé
journal-offer-expire = Pas de réponse à temps
journal-offer-withdraw = Réservation annulée
journal-offer-ask-arrival = Arrivée : question posée
journal-offer-on-the-way = Toujours en route
journal-offer-arrive = Arrivée confirmée
journal-offer-no-show = Personne n’est venu
journal-offer-depart = Départ
journal-offer-undo = Annulation
journal-escalation = Alertes
journal-escalation-step = Alerte envoyée
journal-escalation-skip = Aucune personne à alerter
journal-escalation-catch-up = Alerte rattrapée
journal-escalation-pass-over = Étape non attendue
journal-escalation-hurry = Étape avancée

## Details

journal-changed = modifié : { $what }
journal-active = actif
journal-mail-offers = e-mails des demandes et des réponses
journal-no-mail-offers = pas d’e-mails des demandes ni des réponses
journal-overcommitted = plus de lits réservés que de lits vides
journal-by-link = par le lien reçu par e-mail
journal-mails =
    { $count ->
        [one] { $count } e-mail
       *[other] { $count } e-mails
    }
journal-everywhere = sur tous les appareils
journal-network = depuis un même réseau
journal-wrong-password = mot de passe incorrect
journal-wrong-code = code incorrect
journal-from = à partir de { $time }
journal-to = jusqu’à { $time }
