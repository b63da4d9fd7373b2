## Every bed, live

board-title = All beds, right now
board-none = No shelter matches this filter. Widen it; every new shelter will be shown here automatically.
board-no-pools = Its beds will be shown here as soon as they are added.
board-call = Call
board-call-name = Call { $name }
board-counted = counted { $for } ago
board-counted-now = counted just now
board-stale-hours =
    { $count ->
        [one] last counted { $count } h ago
       *[other] last counted { $count } h ago
    }
board-stale-days =
    { $count ->
        [one] last counted { $count } day ago
       *[other] last counted { $count } days ago
    }
board-overcommitted = more reserved than empty
board-stale =
    { $count ->
        [one] { $count } bed, count too old
       *[other] { $count } beds, count too old
    }
board-takes-female = girls { $from }–{ $to }
board-takes-male = boys { $from }–{ $to }
board-takes-any = girls and boys { $from }–{ $to }

## What it is narrowed to

board-city = City
board-all-cities = All
board-for-whom = For whom
board-all = All
board-female = Girl
board-male = Boy
board-other = Other
board-age = Age
board-show = Show
board-filter = Filter
board-only-free = Only shelters with free beds
board-every-shelter = All shelters
board-wrong-city = This city is not on the list. Please choose another.
board-wrong-gender = Please choose girl, boy or other.
board-wrong-age = An age in years, 0 to 120.

## Where children wait

board-who-waits = Children waiting for a bed
board-nobody-waits = No child is waiting for a bed in your cities.
board-waiting =
    { $count ->
        [one] { $count } child is waiting for a bed
       *[other] { $count } children are waiting for a bed
    }
board-waiting-here =
    { $count ->
        [one] { $count } child
       *[other] { $count } children
    }
