## Every bed, live

board-title = Les lits, en ce moment
board-none = Aucun foyer ne convient à ce choix. Élargissez-le, ou attendez : un foyer ajouté apparaît ici de lui-même.
board-no-pools = Ses lits apparaîtront ici dès qu’ils seront ajoutés.
board-call = Appeler
board-call-name = Appeler { $name }
board-counted = compté il y a { $for }
board-stale-hours =
    { $count ->
        [one] chiffre vieux de { $count } h
       *[other] chiffre vieux de { $count } h
    }
board-stale-days =
    { $count ->
        [one] chiffre vieux de { $count } jour
       *[other] chiffre vieux de { $count } jours
    }
board-overcommitted = trop promis
board-takes-female = filles, { $from }–{ $to } ans
board-takes-male = garçons, { $from }–{ $to } ans
board-takes-any = tous, { $from }–{ $to } ans

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
board-wrong-city = Cette ville n’est pas dans la liste. Choisissez-en une autre.
board-wrong-gender = Choisissez fille, garçon ou autre.
board-wrong-age = Un âge en années, de 0 à 120.

## Where children wait

board-who-waits = Enfants qui attendent un lit
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
