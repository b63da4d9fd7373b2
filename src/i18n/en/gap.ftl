## Of the children for whom a bed was asked, how many were sheltered

gap-title = Results
gap-this-month =
    Of { $count ->
        [one] one child
       *[other] { $n } children
    } this month, { $placed ->
        [0] none was
        [one] one was
       *[other] { $k } were
    } sheltered.
gap-in-month =
    { $month }: of { $count ->
        [one] one child
       *[other] { $n } children
    }, { $placed ->
        [0] none was
        [one] one was
       *[other] { $k } were
    } sheltered.
gap-between =
    From { $from } to { $to }, of { $count ->
        [one] one child
       *[other] { $n } children
    }, { $placed ->
        [0] none was
        [one] one was
       *[other] { $k } were
    } sheltered.
gap-began = Starting point: { $share }.
gap-none = No request in this period. From the first one on, the share of children sheltered will be shown here.
gap-note = From April 2019 to October 2022 the partners sheltered { $placed } of { $asked } children: that is the starting point.
gap-everywhere = These are the figures of all cities.
gap-yours = These are the figures of your cities.
gap-joined = Groups of fewer than five children a month are joined under “Others”, or left out.
gap-how = Each child is counted in the month of the request.

## Which months

gap-from = From
gap-to = To
gap-show = Show
gap-month-year = { $month } { $year }
gap-wrong-month = Choose a month from the list.
gap-wrong-order = The last month must come after the first.

## The charts, each with its table

gap-csv = Download (CSV)
gap-named = { $name }: { $value }
gap-and = {"; "}
gap-mark = at the start: { $share }
gap-legend = Full bar: children sheltered. Frame: a bed was offered.
gap-asked = Children reported
gap-offered = Bed offered
gap-placed = Sheltered
gap-share = Share
gap-month = Month
gap-city = City
gap-gender = Children
gap-age = Age
gap-by-month = Children sheltered, by month
gap-by-city = Children sheltered, by city
gap-by-gender = Children sheltered, by gender
gap-by-age = Children sheltered, by age
gap-title-months = From { $first } ({ $from }) to { $last } ({ $to })
gap-title-city = Lowest share: { $name }, { $share } sheltered
gap-title-girls = Girls are { $share } of the children; { $placed } of them were sheltered
gap-title-no-girls = No request for a girl
gap-title-age = At this age beds are scarcest: { $name }, { $share } sheltered
gap-title-same = The same share everywhere: { $share }
gap-girls = Girls
gap-boys = Boys
gap-others = Others
gap-age-band = { $band } years
gap-age-grown = 18 and over

## How long it takes

gap-title-minutes = { $month }: one child in two was sheltered within { $time }
gap-minutes = Median time from the request
gap-to-offer = Bed offered
gap-to-bed = Sheltered

## Why shelters said no

gap-title-reasons = Most frequent reason for declining: { $reason } ({ $share })
gap-reasons = Requests declined by shelters, by reason
gap-reason = Reason
gap-refusals = Declined, in children
gap-reason-full = full
gap-reason-count-was-wrong = number shown was wrong
gap-reason-cannot-meet-need = need not met
gap-reason-not-eligible = outside criteria
gap-reason-safety = safety
gap-reason-closed = shelter closed
gap-reason-other = other reason
