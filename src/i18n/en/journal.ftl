## The audit, and whether its chain holds

journal-title = Log
journal-heading = Everything that changed
journal-by = By
journal-itself = By Mabit itself, or the command line
journal-what = Show
journal-everything = Everything
journal-all-of = { $what }: all
journal-show = Show
journal-none = Nothing of the kind has changed.
journal-check = Check the chain of the log
journal-broken = The chain of the log is broken
journal-broken-where = At seal { $seal }, entries { $first } to { $last }, set on
journal-broken-next = Somebody has changed the database outside Mabit. Keep a copy of it and tell whoever runs it.
journal-holds =
    { $count ->
        [one] The chain holds: { $count } entry.
       *[other] The chain holds: { $count } entries.
    }
journal-unsealed =
    { $count ->
        [one] { $count } recent entry waits for its seal.
       *[other] { $count } recent entries wait for their seal.
    }

## What was done

journal-partner = Partners
journal-partner-create = Association added
journal-account = Accounts
journal-account-create = Account added
journal-account-change = Account changed
journal-account-link = Password link made
journal-account-set-password = Password set
journal-account-sign-in = Signed in
journal-account-sign-in-limited = Too many tries to sign in
journal-account-sign-out = Signed out
journal-account-code-on = Code at sign-in switched on
journal-account-code-off = Code at sign-in switched off
journal-account-code-reset = Code lifted, phone lost
journal-token = Tokens
journal-token-create = Token made
journal-token-revoke = Token revoked
journal-shelter = Shelters
journal-shelter-create = Shelter added
journal-shelter-change = Shelter changed
journal-shelter-ask-counts = Shelter asked to count
journal-pool = Groups of beds
journal-pool-create = Group added
journal-pool-change = Group changed
journal-pool-report = Beds counted
journal-policy = Alert rules
journal-policy-set = Rule put in force
journal-duty = Duty
journal-duty-add = Hours added
journal-duty-except = Change noted
journal-duty-remove = Hours removed
journal-request = Requests
journal-request-create = Request made
journal-request-acknowledge = Request taken on
journal-request-hand-over = Request handed over
journal-request-escalate = Alerted higher up
journal-request-found = Child found
journal-request-withdraw = Request withdrawn
journal-request-close = Request closed
journal-request-strip = Details erased
journal-request-erase = Erased on demand
journal-offer = Offers
journal-offer-create = Bed promised
journal-offer-accept = Shelter: yes
journal-offer-decline = Shelter: no
journal-offer-expire = No answer in time
journal-offer-withdraw = Promise taken back
journal-offer-ask-arrival = Arrival asked about
journal-offer-on-the-way = Still on the way
journal-offer-arrive = Arrived
journal-offer-no-show = Didn’t come
journal-offer-depart = Left
journal-escalation = Alerts
journal-escalation-step = Alert sent
journal-escalation-skip = Nobody to alert
journal-escalation-catch-up = Alert caught up
journal-escalation-pass-over = Step passed over
journal-escalation-hurry = Step brought forward
