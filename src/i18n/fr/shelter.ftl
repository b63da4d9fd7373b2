## How many are free?

shelter-title = Combien de lits libres ?
shelter-none = Ici se trouveront vos lits, dès que la personne qui administre Mabit aura ajouté votre maison.
shelter-free = 
    { $count ->
        [one] { $count } libre
       *[other] { $count } libres
    }
shelter-promised = 
    { $count ->
        [one] { $count } promis
       *[other] { $count } promis
    }
shelter-full = complet
shelter-closed = fermé
shelter-overcommitted = Plus d’enfants sont attendus qu’il n’y a de lits. La coordination est prévenue.
shelter-one-less = { $pool } : un lit vide de moins
shelter-one-more = { $pool } : un lit vide de plus
shelter-empty = { $pool } : lits vides en ce moment, sur { $max }
shelter-still = Toujours juste
shelter-counted-ago = Compté il y a { $time }
shelter-counted-at = Compté le { $time }
shelter-label = { $pool } : compte de { $time }
shelter-undo = Annuler
shelter-wrong-count = Ce nombre ne va pas : un nombre entier, de zéro au nombre de lits du groupe. Rien n’a changé.
shelter-meanwhile =
    { $count ->
        [one] Entre-temps : { $count } libre ({ $time }). Votre nombre, { $mine }, n’a pas été enregistré. Lequel est juste ?
       *[other] Entre-temps : { $count } libres ({ $time }). Votre nombre, { $mine }, n’a pas été enregistré. Lequel est juste ?
    }
shelter-right = { $count } est juste
shelter-close-this = Fermer ce groupe
shelter-close-what = Rien ne vous sera proposé ici tant que c’est fermé. Les enfants en route restent attendus.
shelter-nothing-offered = Rien n’est proposé ici.
shelter-close = Fermer
shelter-open = Rouvrir

## Who waits for an answer

shelter-waiting = 
    { $count ->
        [0] Personne n’attend votre réponse
        [one] { $count } demande attend votre réponse
       *[other] { $count } demandes attendent votre réponse
    }
shelter-answer-by = Répondre avant { $time }
shelter-answer = Répondre
shelter-sound = Sonner pour une demande
shelter-yes = Oui, nous l’accueillons
shelter-no = Nous ne pouvons pas
shelter-why = Pourquoi ? Le foyer suivant est aussitôt sollicité.
shelter-reason-full = Nous sommes complets
shelter-reason-count-was-wrong = Le chiffre était faux
shelter-reason-cannot-meet-need = Ce besoin nous dépasse
shelter-reason-not-eligible = Hors de notre accueil
shelter-reason-safety = Pas sûr, pour l’enfant ou les autres
shelter-reason-closed = La maison est fermée
shelter-reason-other = Autre raison

## Who is expected, and who is here

shelter-on-the-way = En route
shelter-since = depuis { $time }
shelter-there-yet = depuis { $time } : est‑il arrivé ?
shelter-arrived = Arrivé
shelter-still-coming = Encore en route
shelter-did-not-come = Pas venu
shelter-here = Ici ({ $count })
shelter-left = Parti
