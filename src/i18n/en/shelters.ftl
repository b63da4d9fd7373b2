## A shelter, for whoever looks for a bed

shelters-km = { $count } km
shelters-same-city = same city, { $km }
shelters-free =
    { $count ->
        [0] full
        [one] { $count } free
       *[other] { $count } free
    }
shelters-takes-girls = girls of { $min } to { $max }
shelters-takes-boys = boys of { $min } to { $max }
shelters-takes-all = girls and boys of { $min } to { $max }
shelters-counted = counted { $ago } ago

## Why this one

shelters-near = Near
shelters-fits = Fits
shelters-room = Room
shelters-fresh = Fresh count
shelters-answers = Answers
shelters-answers-of-ten = { $count } of 10 in time

## Why not

shelters-girls-only = takes girls only
shelters-boys-only = takes boys only
shelters-ages = takes ages { $min } to { $max }
shelters-other-ages = takes other ages
shelters-full = full
shelters-no-beds-posted = no beds posted
shelters-closed = closed at present
shelters-stale = count is { $age } old: call them
shelters-stale-somehow = count is too old: call them
shelters-too-far = too far
shelters-missing-need = can’t meet every need
shelters-asked-before = asked already for this request
shelters-not-together = not enough beds to stay together

## A bed given on purpose to a child it is not meant for

shelters-given-on-purpose = bed meant for { $takes }: the coordinators give it on purpose
