## Emails. Of a request no age, gender, need, name, city or shelter, ever.

mail-brand = مبيت · Mabit

# When the bed is needed; stands in subjects too.
mail-urgency-emergency = tonight
mail-urgency-urgent = within 24 hours
mail-urgency-planned = within a week

# How far an escalation has come; cycle is how often its steps have begun.
mail-step = step { $step }
mail-step-again = step { $step }, round { $cycle }

# A time of the letter’s own day, of another day, and with the day of the week.
mail-moment = { $time }
mail-moment-day = { $date } at { $time }
mail-moment-weekday =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    } { $date }, { $time }
mail-clock = { $zone ->
    [morocco] { $moment } (Morocco time)
   *[other] { $moment } ({ $zone } time)
}

mail-fact = { $label }: { $value }
mail-fact-request = Request
mail-fact-needed = Needed
mail-fact-since = Since
mail-fact-alert = Alert
mail-fact-late = Was due
mail-fact-outcome = Outcome
mail-fact-on-the-way = On the way since
mail-fact-until = Answer by
mail-fact-oldest-count = Oldest count
mail-list = { $some }, { $next }

mail-open-request = Open the request
mail-open-page = Open my page
mail-open-board = See all beds
mail-open-duty-plan = Open the duty roster
mail-open-administration = Open the administration page
mail-choose-password = Choose my password
mail-enter-counts = Update my beds
mail-copy-link = Or copy this address into your browser:

## A request without a bed

mail-unmatched-subject = { $reference } · { $urgency } · no bed yet ({ $step })
mail-unmatched-title = No bed yet
mail-unmatched-what = No shelter has accepted this request yet.
mail-unmatched-next = Please open the request and say that you are taking care of it. Otherwise the next people on duty will be alerted too.

## A bed accepted, but no arrival, and no word of it

mail-on-the-way-subject = { $reference } · { $urgency } · arrival not confirmed ({ $step })
mail-on-the-way-title = Arrival not confirmed
mail-on-the-way-what = A shelter has accepted, and the arrival was expected by now. Neither the team nor the shelter has given any news.
mail-on-the-way-next = Please open the request and call both now, the team and the shelter.

## The shelter waited in vain

mail-missing-subject = { $reference } · { $urgency } · no news ({ $step })
mail-missing-title = No news
mail-missing-what = Nobody came to the shelter, or the team has lost contact.
mail-missing-next = Please open the request and call the team at once. A bed will be looked for again as soon as the team is back in touch.

# On an alert that comes late.
mail-late = { $due }. This message is late.

## Handed over by a colleague

mail-handed-over-subject = { $reference } · { $urgency } · handed over to you
mail-handed-over-title = A request is handed over to you
mail-handed-over-what = A colleague asks you to take care of this request.
mail-handed-over-next = Please open the request. As long as no bed is found, the alert continues.

## A bed is accepted

mail-accepted-subject = { $reference } · { $urgency } · bed found
mail-accepted-title = A bed has been found
mail-accepted-what = A shelter has accepted this request.
mail-accepted-next = There is nothing more for you to do. Thank you. The request will show the arrival.

## An arrival after an alert

mail-arrived-subject = { $reference } · { $urgency } · arrived
mail-arrived-title = Arrived
mail-arrived-what = The arrival you were alerted about is confirmed.
mail-nothing-more = There is nothing more for you to do. Thank you.

mail-still-on-the-way-subject = { $reference } · { $urgency } · still on the way
mail-still-on-the-way-title = Still on the way
mail-still-on-the-way-what = The arrival you were alerted about is still expected: we have been told that the journey continues.
mail-still-on-the-way-next = There is nothing to do for now. If the arrival is not confirmed in time, you will be alerted again.

## What was announced is undone

mail-yes-undone-subject = { $reference } · { $urgency } · acceptance undone
mail-yes-undone-title = The shelter’s acceptance was undone
mail-yes-undone-what = A shelter had accepted this request. That has just been undone: the bed stays reserved, and the shelter’s answer is awaited again.
mail-yes-undone-next = Please open the request. As long as no shelter has accepted, the alert continues.

mail-arrival-undone-subject = { $reference } · { $urgency } · arrival not confirmed
mail-arrival-undone-title = The arrival is not confirmed
mail-arrival-undone-what = The arrival you were told of has just been undone: it is expected again.

mail-no-show-undone-subject = { $reference } · { $urgency } · arrival expected again
mail-no-show-undone-title = The arrival is expected again
mail-no-show-undone-what = It had been reported that nobody came. That report has just been undone: the bed is reserved again.

## A request that has ended without a bed

mail-taken-back-subject = { $reference } · { $urgency } · bed no longer needed
mail-taken-back-title = Bed no longer needed
mail-taken-back-what = The team has withdrawn this request.

mail-closed-subject = { $reference } · { $urgency } · request closed
mail-closed-title = The request is closed
mail-closed-what = The coordinators have closed this request.

mail-outcome-placed-elsewhere = a bed elsewhere
mail-outcome-family = back with family
mail-outcome-hospital = in hospital
mail-outcome-lost-contact = contact lost
mail-outcome-other = another outcome

## Fewer beds empty than reserved

mail-overcommitted-subject = { $reference } · { $urgency } · a reserved bed is no longer available
mail-overcommitted-title = A reserved bed is no longer available
mail-overcommitted-what = A shelter now reports fewer empty beds than reserved ones. It had already accepted this request.
mail-overcommitted-next = Please open the request and call the shelter: is there room after all, or is another bed needed?

## Has everyone arrived? To the team, and to the shelter

mail-arrival-asked-subject = { $reference } · { $urgency } · has everyone arrived?
mail-arrival-asked-next = Without an answer by { $until }, the coordinators will be alerted.

mail-team-asked-title = Has everyone arrived?
mail-team-asked-what = A shelter has accepted and expects you. One tap on the page is enough: arrived, still on the way, or contact lost.

mail-shelter-asked-title = Has everyone arrived at your shelter?
mail-shelter-asked-what = You have accepted this request. One tap on the page is enough: arrived, still on the way, or nobody came.

## A shelter’s answer, told to the team

mail-said-yes-subject = { $reference } · { $urgency } · the shelter has accepted
mail-said-yes-title = The shelter has accepted
mail-said-yes-what = You are expected there.
mail-said-yes-next = Open the request: it shows where to go and whom to call.

mail-no-more-yes-subject = { $reference } · { $urgency } · acceptance undone
mail-no-more-yes-title = The shelter’s acceptance was undone
mail-no-more-yes-what = The bed stays reserved, but the shelter’s answer is awaited again.
mail-no-more-yes-next = Please call the shelter before you go there. The request shows how things stand.

mail-said-no-subject = { $reference } · { $urgency } · the shelter has declined
mail-said-no-title = The shelter has declined

mail-no-answer-subject = { $reference } · { $urgency } · no answer in time
mail-no-answer-title = The shelter did not answer in time

mail-asking-on-what = The next shelter is being asked; if there is none, the coordinators are alerted.
mail-asking-on-next = There is nothing you need to do now. The request shows how things stand.

## A shelter’s answer is awaited

mail-offer-waits-subject = { $reference } · { $urgency } · answer by { $until }
mail-offer-waits-title = A request is waiting for your answer until { $until }
mail-offer-waits-what = Until then, room is reserved for it in your shelter. After that, the next shelter is asked.
mail-offer-waits-next = Please open your page and say whether you have room.

## Is the count of empty beds still right?

mail-count-asked-subject = Mabit: is your count of empty beds still right?
mail-count-asked-title = Is your count of empty beds still right?
mail-count-asked-what = A request can only reach you while the count of your beds is recent.
mail-count-asked-next = The link opens a small form, without signing in. It works once, for 24 hours, and only for your own beds: please keep it to yourself.

## Hours without anybody on duty

mail-duty-gaps-subject = Mabit: hours without anybody on duty
mail-duty-gaps-title = Hours without anybody on duty
mail-duty-gaps-what = { $zone ->
    [morocco] In these hours an alert would find nobody there. All times are Morocco time.
   *[other] In these hours an alert would find nobody there. All times are { $zone } time.
}
mail-duty-gaps-next = Please open the duty roster and find somebody for these hours.

mail-area-nation = The whole country
mail-gap = { $from } – { $to }
mail-gaps-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }

## The morning summary

mail-digest-subject = Mabit: morning summary, { $date }
mail-digest-title = Morning summary, { $date }
mail-digest-what = The last 24 hours, and how things stand now.
mail-digest-quiet = No bed was asked for and no child is waiting.
mail-digest-next = You will find the details on the page “All beds”.

mail-digest-asked =
    { $count ->
        [one] { $count } bed asked for
       *[other] { $count } beds asked for
    }
mail-digest-placed =
    { $count ->
        [one] { $count } arrival
       *[other] { $count } arrivals
    }
mail-digest-waiting =
    { $count ->
        [one] { $count } child without a bed
       *[other] { $count } children without a bed
    }
mail-digest-late =
    { $count ->
        [one] { $count } answer late or missing
       *[other] { $count } answers late or missing
    }
mail-digest-stale =
    { $count ->
        [one] { $count } shelter without a recent count
       *[other] { $count } shelters without a recent count
    }
mail-digest-silent =
    { $count ->
        [one] { $count } shelter that doesn’t answer
       *[other] { $count } shelters that don’t answer
    }
mail-digest-gap =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    } without anybody on duty in the day ahead

## A link to choose the password

mail-invited-subject = Mabit: your access
mail-invited-title = Your access to Mabit
mail-invited-what = An account was opened for you on Mabit, which finds emergency beds for unaccompanied or separated children.
mail-invited-next = Please choose your password first. The link works once, within seven days: keep it to yourself.

mail-forgotten-subject = Mabit: choose a new password
mail-forgotten-title = Choose a new password
mail-forgotten-what = A new password was asked for, for your account.
mail-forgotten-next = The link works once, within seven days: keep it to yourself. If you did not ask for it, ignore this message: your password stays the same.

## The service needs attention

mail-trouble-subject = Mabit: something needs attention
mail-trouble-title = Something needs attention
mail-trouble-what = The service has found the following. It has repaired what it could and keeps trying.
mail-trouble-next = The administration page shows what needs attention; the service’s log says more.

mail-trouble-request-past-due = Requests whose alert is past due
mail-trouble-request-without-due = Open requests without a next alert
mail-trouble-offer-past-due = Offers past their time
mail-trouble-clock-wrong = Error of the clock of the service’s machine, in seconds
mail-trouble-nobody-to-alert = Requests for which there is nobody to alert
mail-trouble-mail-failing = Emails failing for more than an hour
mail-trouble-mail-stuck = Emails that make no progress
mail-trouble-mail-refused = Emails refused for good
mail-trouble-database-file = Database file gone or replaced: what is entered now will be lost when the service stops

## At the foot

mail-because-on-duty = You receive this message because you are on duty.
mail-because-alerted = You receive this message because you were alerted to this request.
mail-because-corrected = You receive this message because it corrects one you received.
mail-because-coordinator = You receive this message as a coordinator.
mail-because-team = You receive this message because your team made this request.
mail-because-shelter = You receive this message because you are responsible for a shelter’s beds.
mail-because-asked-for = You receive this message because you asked for it.
mail-because-account = You receive this message because there is a Mabit account for this address.
mail-because-admin = You receive this message because you administer Mabit.
mail-discretion = To protect the people concerned, this message says nothing about them. You will find the rest after signing in.
