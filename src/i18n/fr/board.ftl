## Every bed, live

board-title = Tous les lits, en ce moment
board-none = Aucun foyer ne correspond à ce filtre. Élargissez-le ; tout nouveau foyer s’affichera ici automatiquement.
board-no-pools = Ses lits s’afficheront ici dès qu’ils seront ajoutés.
board-call = Appeler
board-call-name = Appeler { $name }
board-counted = compté il y a { $for }
board-counted-now = compté à l’instant
board-stale-hours =
    { $count ->
        [one] dernier compte il y a { $count } h
       *[other] dernier compte il y a { $count } h
    }
board-stale-days =
    { $count ->
        [one] dernier compte il y a { $count } jour
       *[other] dernier compte il y a { $count } jours
    }
board-overcommitted = plus de réservations que de lits
board-stale =
    { $count ->
        [one] { $count } lit, compte trop ancien
       *[other] { $count } lits, compte trop ancien
    }
board-takes-female = filles, { $from }–{ $to } ans
board-takes-male = garçons, { $from }–{ $to } ans
board-takes-any = filles et garçons, { $from }–{ $to } ans

## What it is narrowed to

board-city = Ville
board-all-cities = Toutes
board-for-whom = Pour qui
board-all = Tous
board-female = Fille
board-male = Garçon
board-other = Autre
board-age = Âge
board-show = Afficher
board-filter = Filtrer
board-only-free = Seulement les foyers avec des lits libres
board-every-shelter = Tous les foyers
board-wrong-city = Cette ville n’est pas dans la liste. Choisissez-en une autre.
board-wrong-gender = Choisissez fille, garçon ou autre.
board-wrong-age = Un âge en années, de 0 à 120.

## Where children wait

board-who-waits = Enfants en attente d’un lit
board-nobody-waits = Aucun enfant n’attend un lit dans vos villes.
board-waiting =
    { $count ->
        [one] { $count } enfant attend un lit
       *[other] { $count } enfants attendent un lit
    }
board-waiting-here =
    { $count ->
        [one] { $count } enfant
       *[other] { $count } enfants
    }
