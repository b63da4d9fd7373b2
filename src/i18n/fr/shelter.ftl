## How many are free?

shelter-title = Combien de lits libres ?
shelter-none = Vos lits s’afficheront ici dès que votre foyer aura été ajouté.
shelter-free =
    { $count ->
        [one] { $count } libre
       *[other] { $count } libres
    }
shelter-promised =
    { $count ->
        [one] { $count } réservé
       *[other] { $count } réservés
    }
shelter-stale = Compte trop ancien : aucune demande ne vous est envoyée. Confirmez ou corrigez le nombre.
shelter-to-give = { $count } à donner
shelter-empty-reserved =
    { $free ->
        [one] 1 vide
       *[other] { $free } vides
    }, { $promised ->
        [one] dont 1 réservé
       *[other] dont { $promised } réservés
    }
shelter-full = complet
shelter-closed = fermé
shelter-overcommitted = Il y a plus d’enfants attendus que de lits. La coordination est prévenue.
shelter-one-less = { $pool } : un lit vide de moins
shelter-one-more = { $pool } : un lit vide de plus
shelter-empty = { $pool } : lits vides en ce moment, sur { $max }
shelter-still = Toujours exact
shelter-counted-ago = Compté il y a { $time }
shelter-counted-now = Compté à l’instant
shelter-counted-at = Compté le { $time }
shelter-label = { $pool } : compte de { $time }
shelter-undo = Annuler
shelter-wrong-count = Nombre non accepté : indiquez un nombre entier, de zéro au nombre de lits du groupe. Rien n’a changé.
shelter-meanwhile =
    { $count ->
        [one] Entre-temps : { $count } lit vide ({ $time }). Votre nombre, { $mine }, n’a pas été enregistré. Lequel est exact ?
       *[other] Entre-temps : { $count } lits vides ({ $time }). Votre nombre, { $mine }, n’a pas été enregistré. Lequel est exact ?
    }
shelter-right = { $count } est exact
shelter-close-this = Fermer ce groupe
shelter-close-what = Aucune demande pour ce groupe tant qu’il est fermé. Les enfants en route restent attendus.
shelter-nothing-offered = Fermé : aucune demande.
shelter-close = Fermer
shelter-open = Rouvrir

## Who waits for an answer

shelter-waiting =
    { $count ->
        [0] Aucune demande n’attend votre réponse
        [one] { $count } demande attend votre réponse
       *[other] { $count } demandes attendent votre réponse
    }
shelter-waiting-kept = Le détail s’affichera dès le retour du réseau.
shelter-answer-by = Répondre avant { $time }
shelter-team = Équipe : { $name }
shelter-answer = Répondre
shelter-sound = Sonnerie à chaque demande
shelter-yes = Oui, nous accueillons
shelter-no = Nous ne pouvons pas
shelter-why = Pourquoi ? Le foyer suivant reçoit la demande aussitôt.
shelter-reason-full = Nous n’avons plus de place
shelter-reason-count-was-wrong = Le nombre affiché était faux
shelter-reason-cannot-meet-need = Nous ne pouvons pas répondre à ce besoin
shelter-reason-not-eligible = Hors de nos critères d’accueil
shelter-reason-safety = Risque pour la sécurité de l’enfant ou des autres
shelter-reason-closed = Le foyer est fermé
shelter-reason-other = Autre motif

## Who is expected, and who is here

shelter-on-the-way = En route
shelter-since = depuis { $time }
shelter-there-yet = depuis { $time } : arrivée confirmée ?
shelter-arrived = Arrivée confirmée
shelter-still-coming = Toujours en route
shelter-did-not-come = Personne n’est venu
shelter-here = Accueils en cours ({ $count })
shelter-left = Départ
