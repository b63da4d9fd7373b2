## Who needs a bed?

outreach-title = Find a bed
outreach-heading = Who needs a bed?
outreach-city = City
outreach-city-wrong = The city where the children are
outreach-child = Child
outreach-age = Age
outreach-age-of = The age of child { $count }
outreach-age-wrong = An age in years, 0 to 120. A guess will do.
outreach-guess = Age is a guess
outreach-girl = Girl
outreach-boy = Boy
outreach-other = Other
outreach-gender-of = Girl, boy or other, for child { $count }
outreach-gender-wrong = Girl, boy or other: please choose.
outreach-add = Brother or sister
outreach-remove = Remove
outreach-when = When
outreach-needs = Needs
outreach-if-any = if any
outreach-find = Find a bed
outreach-wrong = An answer is still missing
outreach-queued = Request for a bed, { $time }

## What became of it

outreach-offered-heading = A bed is promised
outreach-accepted-heading = They expect you
outreach-asked-heading = Has the child arrived?
outreach-placed-heading = The child has arrived
outreach-missing-heading = Not arrived, no news
outreach-waiting-heading = No bed free now
outreach-ended-heading = This request has ended
outreach-promised-until = Promised until
outreach-waiting-yes = Waiting for their yes. You can set out already.
outreach-at-the-door = At the door, say:
outreach-stays-yours = The bed stays yours.
outreach-asked-until = The bed stays promised. Without an answer the coordinators are alerted at
outreach-call = Call
outreach-way = Way
outreach-why = Why this one
outreach-criterion = Criterion
outreach-finding = Finding
outreach-share = Share
outreach-others = Other shelters: why not ({ $count })
outreach-without-for = Without a bed for
outreach-not-alone = You are not alone
outreach-alerted = alerted at
outreach-nobody-there = nobody on duty, the next step was taken at once
outreach-cared-until = A coordinator takes care of it until
outreach-waiting-next = As soon as a bed comes free it is promised to you, and this page says so.
outreach-missing-next = Say so here as soon as the child is with you again: a bed is looked for at once.
outreach-worth-a-call = Worth a call, nearest miss first
outreach-history = History
outreach-arrived = Child has arrived
outreach-still-coming = Still on the way
outreach-lost-contact = Lost contact
outreach-not-needed = Not needed any more
outreach-found = The child is here again

## All requests

outreach-requests-title = Our requests
outreach-open = Open
outreach-ended = Ended
outreach-none-open = Your open requests will be here, as soon as you look for a bed.
outreach-ask-for-one = Ask for a bed
outreach-say-list = A request has changed.
outreach-state-waiting = No bed yet
outreach-state-offered = Promised, waiting for their yes
outreach-state-accepted = The shelter said yes
outreach-state-placed = Arrived
outreach-state-missing = Not arrived, no news
outreach-state-withdrawn = Not needed any more
outreach-state-closed = Closed by the coordinators
