## A shelter, for whoever looks for a bed

shelters-km = { $count } km
shelters-from-centre =
    { $count ->
        [0] in the city centre
       *[other] { $count } km from the city centre
    }
shelters-same-city = same city
shelters-free =
    { $count ->
        [0] full
        [one] { $count } free
       *[other] { $count } free
    }
shelters-takes-girls = girls aged { $min } to { $max }
shelters-takes-boys = boys aged { $min } to { $max }
shelters-takes-all = girls and boys aged { $min } to { $max }
shelters-counted = counted { $ago } ago

## Why this one

shelters-near = Distance
shelters-fits = Whom it takes
shelters-room = Room left
shelters-fresh = Recent count
shelters-answers = Answers in time
shelters-answers-of-ten = { $count } times out of 10

## Why not

shelters-girls-only = takes girls only
shelters-boys-only = takes boys only
shelters-ages = takes ages { $min } to { $max }
shelters-other-ages = takes other ages
shelters-full = full
shelters-no-beds-posted = no beds reported
shelters-closed = closed at present
shelters-stale = last counted { $age } ago: call
shelters-stale-somehow = count is too old: call
shelters-too-far = too far
shelters-missing-need = can’t meet every need
shelters-asked-before = already asked for this request
shelters-not-together = not enough beds to stay together

## A bed given on purpose to a child it is not meant for

shelters-given-on-purpose = bed meant for { $takes }: the coordinators give it here knowingly
