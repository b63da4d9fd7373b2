## Every bed, live

board-title = Beds, right now
board-none = No shelter fits this choice. Widen it, or wait: a shelter that is added appears here by itself.
board-no-pools = Its beds will appear here as soon as they are added.
board-call = Call
board-call-name = Call { $name }
board-counted = counted { $for } ago
board-stale-hours =
    { $count ->
        [one] count is { $count } h old
       *[other] count is { $count } h old
    }
board-stale-days =
    { $count ->
        [one] count is { $count } day old
       *[other] count is { $count } days old
    }
board-overcommitted = promised too many
board-takes-female = girls of { $from }–{ $to }
board-takes-male = boys of { $from }–{ $to }
board-takes-any = everyone of { $from }–{ $to }

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
board-wrong-city = This city is not in the list. Please choose another.
board-wrong-gender = Please choose girl, boy or other.
board-wrong-age = An age in years, 0 to 120.

## Where children wait

board-who-waits = Children who wait for a bed
board-nobody-waits = No child is waiting for a bed in your cities.
board-waiting =
    { $count ->
        [one] { $count } child waits for a bed
       *[other] { $count } children wait for a bed
    }
board-waiting-here =
    { $count ->
        [one] { $count } child
       *[other] { $count } children
    }
