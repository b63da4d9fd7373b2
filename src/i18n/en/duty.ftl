## Who is on duty

duty-title = Who is on duty?
duty-now = Right now
duty-now-none = Nobody is on duty in your cities. Add hours so that somebody is alerted.
duty-nobody = nobody
duty-somebody = another coordinator
duty-region = { $name } region
duty-national = The whole country
duty-everywhere = Everywhere
duty-and = {", "}

## The hours without anybody

duty-full = Somebody is on duty at every hour of the next 14 days.
duty-lacking =
    { $count ->
        [one] Nobody for { $count } hour in the next 14 days
       *[other] Nobody for { $count } hours in the next 14 days
    }
duty-lacking-more =
    { $count ->
        [one] And { $count } more time
       *[other] And { $count } more times
    }
duty-lacking-next = At these hours an alert goes straight to the next level.
duty-never = Places with nobody ever on duty
duty-never-next = There an alert goes straight to the next level. Add hours so that somebody is alerted.

## The week and its hours

duty-no-hours = The week of each place that has hours will be shown here. Without hours, all of its coordinators are alerted every time.
duty-week = The coming week, { $area }: nobody { $gaps }.
duty-week-full = The coming week, { $area }: always somebody.
duty-legend = Full bar: somebody. Thin line: nobody.
duty-every-day = every day
duty-remove = Remove
duty-remove-hours = Remove: { $who }, { $days }
duty-remove-change = Remove: { $what }
duty-add = Add hours
duty-add-what = Once a place has hours, only those who have hours there are alerted.
duty-who = Who
duty-area = Place
duty-days = Days
duty-from = From
duty-to = To
duty-next-day = If the end is not after the beginning, the shift ends on the next day.
duty-add-do = Add

## Changes and swaps

duty-changes = Changes and swaps
duty-no-changes = Nothing planned. Leave and swaps are entered here, with their dates.
duty-change = Enter a change
duty-change-what = Who is away, who stands in, or who is added.
duty-off = Who is away
duty-on = Who is on duty
duty-none = Nobody
duty-change-from = From
duty-change-to = To
duty-change-do = Enter
duty-change-swap = { $on } in place of { $off }
duty-change-on = Added: { $who }
duty-change-off = Away: { $who }

## What is not right

duty-wrong-who = Choose a coordinator with an active account who is responsible for this place.
duty-wrong-area = Choose a place from the list; somebody added is for one place only.
duty-wrong-days = Choose at least one day.
duty-wrong-time = Enter a time, such as 20:00.
duty-wrong-moment = Enter a date and a time.
duty-wrong-span = The end must come after the beginning.
duty-wrong-nobody = Say who is away or who is on duty; somebody added is for one place only.
duty-wrong-same = Choose somebody other than the person who is away.
duty-too-many = The roster is full: a hundred lines. Remove some before you add more.
