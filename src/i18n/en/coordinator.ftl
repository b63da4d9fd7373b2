## Who is without a bed?

coordinator-calm = Every child we know of has a bed
coordinator-calm-you = Nobody waits for you.
coordinator-calm-next = A request without a bed appears here by itself as soon as a team makes it, and a mail tells you.
coordinator-list-changed = The list has changed.
coordinator-without =
    { $count ->
        [0] Nobody without a promised bed
       *[other] { $count } without a bed
    }
coordinator-longest = longest
coordinator-promised-title = A bed is promised, waiting for their yes
coordinator-more =
    { $count ->
        [one] And { $count } more, less pressing.
       *[other] And { $count } more, less pressing.
    }
coordinator-best = Best:
coordinator-nearly = Nearly:
coordinator-answer-by = Their answer is due by
coordinator-call-both = Call the team and the shelter.
coordinator-open = Open
coordinator-offer-a-bed = Offer a bed
coordinator-silent = Shelters that don’t answer
coordinator-silent-why = Their counts grow old. A call brings them up to date.
coordinator-asked-times =
    { $count ->
        [one] asked once
        [two] asked twice
       *[other] asked { $count } times
    }
coordinator-count-from = count is { $ago } old

## Who takes care

coordinator-take-care = I take care of it
coordinator-what-is-done = What is being done
coordinator-note-calling = I am calling
coordinator-note-transport = Transport
coordinator-note-other = Other
coordinator-doing-calling = calling shelters
coordinator-doing-transport = bed found, transport under way
coordinator-doing-other = another solution than a shelter
coordinator-cared = takes care of it until { $time }
coordinator-somebody = Another coordinator

## Who was alerted

coordinator-alerted = Who was alerted
coordinator-step = step { $step } of { $steps }
coordinator-no-step = no alert yet
coordinator-next = next at
coordinator-late = late, was due at
coordinator-trouble = the mail server says:
coordinator-older = Older
coordinator-mail-sent =
    { $count ->
        [one] { $count } mail sent
       *[other] { $count } mails sent
    }
coordinator-mail-pending = mail on its way
coordinator-mail-failing = mail not through yet, trying again
coordinator-mail-undeliverable = mail refused, the next step was alerted at once
coordinator-mail-cancelled = no longer needed, nothing was sent
coordinator-mail-nobody = nobody on duty, the next step was alerted at once
coordinator-mail-caught-up = late, told together with the next step
coordinator-mail-passed-over = passed over to alert higher up

## One request

coordinator-back = Back to the list
coordinator-request-changed = This request has changed.
coordinator-team = Team:
coordinator-made = asked at
coordinator-reach = up to { $count } km
coordinator-case = file
coordinator-guessed = age is a guess: { $ages }
coordinator-only-ranks = The team wants to choose: no bed is promised by itself.
coordinator-ended-because = Said at the end:
coordinator-waiting = Without a bed for
coordinator-promised = Bed promised, waiting for their yes
coordinator-missing = Didn’t come, no news
coordinator-no-news = Not arrived, no news
coordinator-asked-both = Has the child arrived? Both sides were asked
coordinator-on-the-way = On the way
coordinator-placed = Arrived
coordinator-withdrawn = Not needed any more
coordinator-closed = Closed

## The shelter that was asked

coordinator-in-their-place = Is the shelter on the phone? Answer in its place.
coordinator-they-say-yes = The shelter says yes
coordinator-they-say-no = The shelter says no
coordinator-why-no = Why? The next shelter is asked at once.
coordinator-said-yes = The shelter said yes
coordinator-asked-at = has the child arrived? Asked at
coordinator-arrived = Arrived
coordinator-still-coming = Still on the way
coordinator-did-not-arrive = Didn’t come
coordinator-declined-full = full
coordinator-declined-count = the count was wrong
coordinator-declined-need = can’t meet this need
coordinator-declined-eligible = not whom it may take
coordinator-declined-safety = not safe, for the child or others
coordinator-declined-closed = the house is closed
coordinator-declined-other = another reason

## Shelters

coordinator-ranked = Can take them, best first
coordinator-none-can = No shelter right now. The nearest misses are below: a call may do.
coordinator-score = score { $count } of 100
coordinator-why-this = Why this one
coordinator-criterion = Criterion
coordinator-finding = Finding
coordinator-share = Share
coordinator-offer-here = Offer here
coordinator-excluded = The others, and why
coordinator-anyway = Offer all the same
coordinator-anyway-why = Why? It stays in the history. Nothing about the child.
coordinator-meant-for-others = No free bed here is meant for this request. Choose one on purpose: the shelter will see it.
coordinator-bed-of = Bed: { $child }

## What can be done

coordinator-do = Act
coordinator-nothing-to-do = This request has ended.
coordinator-found = The team has found the child: look for a bed
coordinator-hand-over = Hand over
coordinator-hand-over-now = Hand over
coordinator-to-whom = To whom
coordinator-escalate = Alert higher up, at once
coordinator-whom = Whom
coordinator-alert-now = Alert
coordinator-withdraw = The team needs no bed any more
coordinator-withdraw-why = Why? Nothing about the child.
coordinator-withdraw-now = Take the request back
coordinator-close = Close the request
coordinator-outcome-elsewhere = A bed elsewhere
coordinator-outcome-family = Back with family
coordinator-outcome-hospital = In hospital
coordinator-outcome-lost = Lost contact
coordinator-outcome-other = Another outcome

## What was wrong

coordinator-wrong-note = Choose what is being done.
coordinator-wrong-reason = Say why, in 200 characters at most.
coordinator-wrong-other = Choose a coordinator of this city.
coordinator-wrong-level = Choose whom to alert.
coordinator-wrong-outcome = Choose how it ended.
coordinator-wrong-decline = Choose why the shelter says no.
coordinator-wrong-shelter = This shelter is no longer there. Choose another.
coordinator-wrong-excluded = This shelter no longer fits: see why below. You can offer it all the same, with a reason.
coordinator-wrong-no-bed = There are not enough free beds there any more. Nothing has changed.
coordinator-wrong-bed = Choose a bed for each child.

## What happened

coordinator-history = History
coordinator-did-create = request made
coordinator-did-acknowledge = taken on
coordinator-did-hand-over = handed over
coordinator-did-escalate = alerted higher up
coordinator-did-find = found
coordinator-did-withdraw = request taken back
coordinator-did-close = request closed
coordinator-did-promise =
    { $count ->
        [one] one bed promised
       *[other] { $count } beds promised
    }
coordinator-did-offer = offered by the coordinators
coordinator-did-offer-anyway = offered all the same by the coordinators
coordinator-did-accept = yes
coordinator-did-decline = no
coordinator-did-expire = no answer in time
coordinator-did-take-back = promise taken back
coordinator-did-arrive = arrived
coordinator-did-not-come = didn’t come
coordinator-did-depart = has left
coordinator-did-ask = both sides asked: has the child arrived?
coordinator-did-set-out = still on the way
coordinator-did-alert = alerted
coordinator-did-skip = nobody on duty
coordinator-did-catch-up = late, told with the next step
coordinator-did-pass-over = passed over to alert higher up
