## Who is without a bed?

coordinator-calm = No request without a bed right now
coordinator-calm-you = Nothing for you to do right now.
coordinator-calm-next = A request without a bed is shown here automatically as soon as a team makes it, and an email tells you.
coordinator-list-changed = The list has changed.
coordinator-sound = Ring on requests without a bed
coordinator-without =
    { $count ->
        [0] No child without a reserved bed
        [one] { $count } request without a bed
       *[other] { $count } requests without a bed
    }
coordinator-longest = longest wait:
coordinator-promised-title = Bed reserved, waiting for the shelter’s answer
coordinator-part = Requests { $from } to { $to } of { $count }
coordinator-coming = { $count } on the way
coordinator-best = Best choice:
coordinator-nearly = Closest:
coordinator-answer-by = Answer due by
coordinator-call-both = Call the team and the shelter.
coordinator-call-team = Team: { $name }
coordinator-call-shelter = Shelter: { $name }
coordinator-no-number = number not known
coordinator-open = Open
coordinator-offer-a-bed = Offer a bed
coordinator-silent = Shelters that don’t answer
coordinator-silent-why = Their counts are no longer up to date: one call is enough.
coordinator-asked-times =
    { $count ->
        [one] reminded once
        [2] reminded twice
       *[other] reminded { $count } times
    }
coordinator-count-from = last counted { $ago } ago

## Filters and the list of all

coordinator-all-title = All requests
coordinator-filter-state = State
coordinator-filter-all = All
coordinator-filter-mine = Those I take care of
coordinator-filter-none = Show all
coordinator-none-here = No request matches this filter.
coordinator-state-waiting = Without a bed
coordinator-state-ended = Withdrawn or closed
coordinator-wrong-filter = Please choose from the list.

## Who takes care

coordinator-take-care = I take care of it
coordinator-what-is-done = What is being done
coordinator-note-calling = I am calling shelters
coordinator-note-transport = I am arranging transport
coordinator-note-other = Another solution
coordinator-doing-calling = calling shelters
coordinator-doing-transport = bed found, transport under way
coordinator-doing-other = a solution other than a shelter
coordinator-cared = takes care of it until { $time }
coordinator-somebody = Another coordinator

## Who was alerted

coordinator-alerted = Who was alerted
coordinator-step = step { $step } of { $steps }
coordinator-no-step = no alert yet
coordinator-next = next at
coordinator-late = late, was due at
coordinator-trouble = answer from the mail server:
coordinator-older = Earlier
coordinator-mail-sent =
    { $count ->
        [one] { $count } email sent
       *[other] { $count } emails sent
    }
coordinator-mail-pending = email being sent
coordinator-mail-failing = email not delivered yet, trying again
coordinator-mail-undeliverable = email refused, the next level was alerted at once
coordinator-mail-cancelled = no longer needed, nothing was sent
coordinator-mail-nobody = nobody on duty, the next level was alerted at once
coordinator-mail-caught-up = late, told together with the next step
coordinator-mail-passed-over = skipped, the level above was alerted

## One request

coordinator-back = Back to the list
coordinator-request-changed = This request has changed.
coordinator-team = Team:
coordinator-made = request made at
coordinator-reach = up to { $count } km
coordinator-case = file
coordinator-guessed = estimated age: { $ages }
coordinator-only-ranks = The team wants to choose: no bed is reserved automatically.
coordinator-ended-because = Reason:
coordinator-waiting = Without a bed for
coordinator-promised = Bed reserved, waiting for the shelter’s answer
coordinator-missing = No news of the child
coordinator-no-news = Arrival not confirmed, no news
coordinator-asked-both = Arrived? The team and the shelter were asked
coordinator-on-the-way = On the way
coordinator-placed = Arrived
coordinator-withdrawn = Bed no longer needed
coordinator-closed = Closed

## The shelter that was asked

coordinator-in-their-place = Is the shelter on the phone? Answer in its place.
coordinator-they-say-yes = The shelter accepts
coordinator-they-say-no = The shelter declines
coordinator-why-no = Why? The next shelter gets the request at once.
coordinator-said-yes = The shelter has accepted
coordinator-asked-at = arrived? Asked at
coordinator-arrived = Arrived
coordinator-still-coming = Still on the way
coordinator-did-not-arrive = Nobody came
coordinator-declined-full = full
coordinator-declined-count = the number shown was wrong
coordinator-declined-need = can’t meet this need
coordinator-declined-eligible = outside its admission criteria
coordinator-declined-safety = a risk to the safety of the child or others
coordinator-declined-closed = shelter closed
coordinator-declined-other = another reason

## Shelters

coordinator-ranked = Shelters that can take them, best first
coordinator-none-can = No shelter right now. Those that come closest are below: one call may be enough.
coordinator-score = score { $count } of 100
coordinator-why-this = Why this shelter
coordinator-criterion = Criterion
coordinator-finding = Finding
coordinator-share = Share
coordinator-offer-here = Offer to this shelter
coordinator-excluded = Other shelters and why not
coordinator-more-shelters =
    { $count ->
        [one] And { $count } more shelter
       *[other] And { $count } more shelters
    }
coordinator-anyway = Offer anyway
coordinator-anyway-why = Why? The reason stays in the history. Write nothing that identifies the child.
coordinator-meant-for-others = No free bed here is meant for this request. Choose one knowingly: the shelter will see it.
coordinator-bed-of = Bed: { $child }

## What can be done

coordinator-do = Actions
coordinator-nothing-to-do = This request has ended.
coordinator-found = Child found: look for a bed
coordinator-reopen-what = A bed is looked for at once, and the alerts begin again.
coordinator-reopen = Reopen the request
coordinator-hand-over = Hand over to somebody else
coordinator-hand-over-now = Hand over
coordinator-to-whom = To whom
coordinator-escalate = Alert the level above, now
coordinator-whom = Whom to alert
coordinator-alert-now = Alert
coordinator-withdraw = The team no longer needs a bed
coordinator-withdraw-why = Why? Write nothing that identifies the child.
coordinator-withdraw-now = Withdraw the request
coordinator-close = Close the request
coordinator-outcome-elsewhere = A bed elsewhere
coordinator-outcome-family = Back with family
coordinator-outcome-hospital = In hospital
coordinator-outcome-lost = Contact lost
coordinator-outcome-other = Another outcome

## What was wrong

coordinator-wrong-note = Choose what is being done.
coordinator-wrong-reason = Give the reason, in 200 characters at most.
coordinator-wrong-other = Choose a coordinator of this city.
coordinator-wrong-level = Choose whom to alert.
coordinator-wrong-outcome = Choose how the request ended.
coordinator-wrong-decline = Choose why the shelter declines.
coordinator-wrong-shelter = This shelter is no longer there. Choose another.
coordinator-wrong-excluded = This shelter no longer fits: see why below. You can still offer it the request, with a reason.
coordinator-wrong-no-bed = There are no longer enough free beds there. Nothing has changed.
coordinator-wrong-bed = Choose a bed for each child.

## What happened

coordinator-history = History
coordinator-did-create = request made
coordinator-did-acknowledge = taken on
coordinator-did-hand-over = request handed over
coordinator-did-escalate = level above alerted
coordinator-did-find = child found
coordinator-did-reopen = request reopened
coordinator-did-lose = contact lost
coordinator-did-withdraw = request withdrawn
coordinator-did-close = request closed
coordinator-did-promise =
    { $count ->
        [one] one bed reserved
       *[other] { $count } beds reserved
    }
coordinator-did-offer = request offered by the coordinators
coordinator-did-offer-anyway = request offered anyway by the coordinators
coordinator-did-accept = accepted
coordinator-did-decline = declined
coordinator-did-expire = no answer in time
coordinator-did-take-back = reservation cancelled
coordinator-did-arrive = arrived
coordinator-did-not-come = nobody came
coordinator-did-depart = left
coordinator-did-undo =
    { $what ->
        [accept] acceptance undone
        [arrive] arrival undone
        [no_show] no-show undone
       *[depart] departure undone
    }
coordinator-did-ask = team and shelter asked: arrived?
coordinator-did-set-out = still on the way
coordinator-did-alert = alerted
coordinator-did-skip = nobody on duty
coordinator-did-catch-up = late, told together with the next step
coordinator-did-pass-over = skipped, the level above was alerted
