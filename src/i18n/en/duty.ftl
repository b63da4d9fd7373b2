## Who is on duty

duty-title = Who is on duty?
duty-now = Right now
duty-now-none = Nobody is on duty in your cities. Add hours, so that somebody is alerted.
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
        [one] And { $count } time more
       *[other] And { $count } times more
    }
duty-lacking-next = At these hours an alert goes straight to the next step.
duty-never = Nobody is ever on duty there
duty-never-next = There an alert goes straight to the next step. Hours added here put somebody in.

## The week and its hours

duty-no-hours = Here you will read the week of each place that has hours. Without hours, all of its coordinators are alerted every time.
duty-week = The week to come, { $area }: nobody { $gaps }.
duty-week-full = The week to come, { $area }: always somebody.
duty-legend = Full bar: somebody. Thin line: nobody.
duty-every-day = every day
duty-remove = Remove
duty-remove-hours = Remove: { $who }, { $days }
duty-remove-change = Remove: { $what }
duty-add = Add hours
duty-add-what = Once a place has hours, only those who have hours there are alerted.
duty-who = Who
duty-area = For
duty-days = Days
duty-from = From
duty-to = To
duty-next-day = An end before the beginning, or at the same hour, is on the next day.
duty-add-do = Add

## Changes and swaps

duty-changes = Changes and swaps
duty-no-changes = Nothing planned. A leave or a swap is entered here, with its dates.
duty-change = Enter a change
duty-change-what = Who is off, who stands in, or who comes in addition.
duty-off = Off duty
duty-on = On duty
duty-none = Nobody
duty-change-from = From
duty-change-to = To
duty-change-do = Enter
duty-change-swap = { $on } in place of { $off }
duty-change-on = { $who }, in addition
duty-change-off = { $who }, off duty

## What is not right

duty-wrong-who = Please choose an active coordinator who answers for this place.
duty-wrong-area = Please choose a place of the list; whoever comes in addition does so for one place.
duty-wrong-days = Please choose at least one day.
duty-wrong-time = A time such as 20:00.
duty-wrong-moment = A date and a time.
duty-wrong-span = The end comes after the beginning.
duty-wrong-nobody = Say who is off, or who is on duty; in addition, it is for one place.
duty-wrong-same = Please choose somebody else than who is off.
duty-too-many = The plan is full: a hundred lines. Take some out before you add more.
