## A shelter, for whoever looks for a bed

shelters-km = { $count } km
shelters-from-centre =
    { $count ->
        [0] dans le centre-ville
       *[other] { $count } km du centre-ville
    }
shelters-same-city = même ville
shelters-free =
    { $count ->
        [0] complet
        [one] { $count } libre
       *[other] { $count } libres
    }
shelters-takes-girls = filles de { $min } à { $max } ans
shelters-takes-boys = garçons de { $min } à { $max } ans
shelters-takes-all = filles et garçons de { $min } à { $max } ans
shelters-counted = compté il y a { $ago }

## Why this one

shelters-near = Proximité
shelters-fits = Public accueilli
shelters-room = Places restantes
shelters-fresh = Compte récent
shelters-answers = Délai de réponse
shelters-answers-of-ten = { $count } fois sur 10 à temps

## Why not

shelters-girls-only = n’accueille que des filles
shelters-boys-only = n’accueille que des garçons
shelters-ages = accueille de { $min } à { $max } ans
shelters-other-ages = accueille d’autres âges
shelters-full = complet
shelters-no-beds-posted = aucun lit déclaré
shelters-closed = fermé pour le moment
shelters-stale = dernier compte il y a { $age } : appelez
shelters-stale-somehow = compte trop ancien : appelez
shelters-too-far = trop loin
shelters-missing-need = ne peut pas répondre à tous les besoins
shelters-asked-before = déjà sollicité pour cette demande
shelters-not-together = pas assez de lits pour rester ensemble

## A bed given on purpose to a child it is not meant for

shelters-given-on-purpose = lit prévu pour { $takes } : attribué ici en connaissance de cause par la coordination
