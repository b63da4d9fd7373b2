## Of the children asked for, how many slept in a bed

gap-title = The gap
gap-this-month =
    Of { $count ->
        [one] one child
       *[other] { $n } children
    } this month, { $placed ->
        [0] none
        [one] one
       *[other] { $k }
    } slept in a bed.
gap-in-month =
    { $month }: of { $count ->
        [one] one child
       *[other] { $n } children
    }, { $placed ->
        [0] none
        [one] one
       *[other] { $k }
    } slept in a bed.
gap-between =
    From { $from } to { $to }, of { $count ->
        [one] one child
       *[other] { $n } children
    }, { $placed ->
        [0] none
        [one] one
       *[other] { $k }
    } slept in a bed.
gap-began = It began at { $share }.
gap-none = No child was asked for in these months. From the first request on you will read here how many children slept in a bed.
gap-note = From April 2019 to October 2022 the partners gave emergency shelter to { $placed } of { $asked } children: that is where this figure began.
gap-everywhere = These are the figures of all cities.
gap-yours = These are the figures of your cities.
gap-joined = Groups of fewer than five children in a month stand together under “Others”, or are left out.
gap-how = Each child counts in the month it was asked for.

## Which months

gap-from = From
gap-to = To
gap-show = Show
gap-month-year = { $month } { $year }
gap-wrong-month = Please choose a month of the list.
gap-wrong-order = The last month comes after the first.

## The charts, each with its table

gap-csv = Download (CSV)
gap-named = { $name }: { $value }
gap-and = {"; "}
gap-mark = at the start: { $share }
gap-legend = Full bar: in a bed. Frame: a bed was offered.
gap-asked = Asked for
gap-offered = Offered
gap-placed = In a bed
gap-share = Share
gap-month = Month
gap-city = City
gap-gender = Children
gap-age = Age
gap-by-month = Children in a bed, by month
gap-by-city = Children in a bed, by city
gap-by-gender = Girls and boys in a bed
gap-by-age = Children in a bed, by age
gap-title-months = From { $first } ({ $from }) to { $last } ({ $to })
gap-title-city = { $name } has the longest way to go: { $share }
gap-title-girls = Girls are { $share } of the children; { $placed } of them slept in a bed
gap-title-no-girls = No girl was asked for
gap-title-age = At this age beds are scarcest: { $name }, { $share } in a bed
gap-title-same = The same share everywhere: { $share }
gap-girls = Girls
gap-boys = Boys
gap-others = Others
gap-age-band = { $band } years
gap-age-grown = 18 and over

## How long it takes

gap-title-minutes = { $month }: one child in two was in bed within { $time }
gap-minutes = Median time from the call
gap-to-offer = Bed offered
gap-to-bed = In a bed

## Why shelters said no

gap-title-reasons = First reason of a refusal: { $reason } ({ $share })
gap-reasons = Refusals by shelters, by reason
gap-reason = Reason
gap-refusals = Refusals, in children
gap-reason-full = full
gap-reason-count-was-wrong = wrong count
gap-reason-cannot-meet-need = need too great
gap-reason-not-eligible = not taken here
gap-reason-safety = safety
gap-reason-closed = house closed
gap-reason-other = other reason
