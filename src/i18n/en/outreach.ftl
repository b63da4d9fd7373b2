## Who needs a bed?

outreach-title = Find a bed
outreach-heading = Who needs a bed?
outreach-city = City
outreach-city-wrong = Choose the city where the children are.
outreach-child = Child
outreach-age = Age
outreach-age-of = Age of child { $count }
outreach-age-wrong = An age in years, 0 to 120. An estimate is enough.
outreach-guess = Estimated age
outreach-girl = Girl
outreach-boy = Boy
outreach-other = Other
outreach-gender-of = Girl, boy or other, for child { $count }
outreach-gender-wrong = Choose girl, boy or other.
outreach-add = Add a brother or sister
outreach-remove = Remove
outreach-when = When
outreach-needs = Needs
outreach-if-any = if any
outreach-more = More
outreach-case-ref = The association’s file number
outreach-case-ref-rule = Letters, digits and . _ / - only; never a name.
outreach-case-ref-wrong = A file number has only letters, digits and . _ / -
outreach-max-km = Greatest distance, in km
outreach-max-km-wrong = A distance in kilometres, such as 60.
outreach-find = Find a bed
outreach-wrong = An answer is missing
outreach-queued = Request for a bed, { $time }
outreach-open-count =
    { $count ->
        [one] { $count } open request
       *[other] { $count } open requests
    }

## What became of it

outreach-offered-heading = A bed is reserved
outreach-accepted-heading = You are expected
outreach-asked-heading = Has everyone arrived?
outreach-placed-heading = Arrived
outreach-missing-heading = No news of the child
outreach-waiting-heading = No bed free right now
outreach-ended-heading = This request has ended
outreach-promised-until = Reserved until
outreach-waiting-yes = Waiting for the shelter’s answer. Call before you set out: { $phone }
outreach-waiting-yes-no-number = Waiting for the shelter’s answer. Its number is not known here: call the coordinators before you set out.
outreach-at-the-door = On arrival, give this reference:
outreach-stays-yours = This bed is reserved for you.
outreach-asked-until = The bed stays reserved. Without an answer the coordinators are alerted at
outreach-call = Call { $name }
outreach-way = Directions
outreach-map = Map on the web
outreach-message = Send these details by text message
outreach-why = Why this shelter
outreach-criterion = Criterion
outreach-finding = Finding
outreach-share = Share
outreach-others = Other shelters and why not ({ $count })
outreach-without-for = Without a bed for
outreach-told = The coordinators have been told
outreach-nobody-told = Nobody could be told: call the shelters
outreach-will-be-told = Who will be told
outreach-alerted = { $who }: alerted at { $time }
outreach-nobody-there = { $who }: nobody on duty; the next level was alerted at once
outreach-alerted-next = { $who }: at { $time }
outreach-alerting = { $who }: being alerted now
outreach-alert-goes = being alerted now
outreach-cared-until = The coordinators are taking care of it until
outreach-waiting-next = As soon as a bed comes free it is reserved for you, and this page says so.
outreach-missing-next = Say so here as soon as the child is with you again: a bed will be looked for at once.
outreach-worth-a-call = Shelters to call, closest fit first
outreach-coordinators = Call the coordinators
outreach-coordinator = Coordinators
outreach-history = History
outreach-arrived = Arrived
outreach-still-coming = Still on the way
outreach-lost-contact = Contact lost
outreach-not-needed = Bed no longer needed
outreach-found = The child is with us again

## All requests

outreach-requests-title = Our requests
outreach-open = Open
outreach-ended = Ended
outreach-none-open = Your open requests will be shown here.
outreach-ask-for-one = Ask for a bed
outreach-ask-again = Make this request again
outreach-say-list = A request has changed.
outreach-state-waiting = No bed yet
outreach-state-offered = Bed reserved, waiting for the shelter’s answer
outreach-state-accepted = The shelter has accepted
outreach-state-placed = Arrived
outreach-state-missing = No news
outreach-state-withdrawn = Bed no longer needed
outreach-state-closed = Closed by the coordinators
