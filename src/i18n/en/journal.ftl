## The audit, and whether its chain holds

journal-title = Log
journal-heading = Everything that has changed
journal-by = By
journal-itself = By Mabit, or from the command line
journal-what = Kind of change
journal-everything = Everything
journal-all-of = { $what }: all
journal-show = Show
journal-none = No change of this kind.
journal-check = Check that the log is intact
journal-broken = The log has been tampered with
journal-broken-where = At seal { $seal }, entries { $first } to { $last }, set on
journal-broken-next = Somebody has changed the database outside Mabit. Keep a copy of it and tell the person who runs it.
journal-holds =
    { $count ->
        [one] The log is intact: { $count } entry.
       *[other] The log is intact: { $count } entries.
    }
journal-unsealed =
    { $count ->
        [one] { $count } recent entry waits for its seal.
       *[other] { $count } recent entries wait for their seal.
    }

## What was done

journal-partner = Partners
journal-partner-create = Association added
journal-partner-change = Association changed
journal-partner-deactivate = Association no longer used
journal-partner-reactivate = Association used again
journal-account = Accounts
journal-account-create = Account added
journal-account-change = Account changed
journal-account-link = Password link created
journal-account-mail-link = Password link sent by email
journal-account-forgotten = Forgotten password, link asked for
journal-account-set-password = Password set
journal-account-sign-in = Signed in
journal-account-sign-in-limited = Too many attempts to sign in
journal-account-sign-out = Signed out
journal-account-code-on = Two-step sign-in turned on
journal-account-code-off = Two-step sign-in turned off
journal-account-code-reset = Two-step sign-in turned off, phone lost
journal-token = Tokens
journal-token-create = Token created
journal-token-revoke = Token revoked
journal-shelter = Shelters
journal-shelter-create = Shelter added
journal-shelter-change = Shelter changed
journal-shelter-deactivate = Shelter no longer used
journal-shelter-reactivate = Shelter used again
journal-shelter-ask-counts = Shelter asked to update its count
journal-pool = Groups of beds
journal-pool-create = Group added
journal-pool-change = Group changed
journal-pool-deactivate = Group no longer used
journal-pool-reactivate = Group used again
journal-pool-report = Beds counted
journal-policy = Alert rules
journal-policy-set = Rule applied
journal-duty = Duty
journal-duty-add = Hours added
journal-duty-except = Change entered
journal-duty-remove = Hours removed
journal-request = Requests
journal-request-create = Request made
journal-request-acknowledge = Request taken on
journal-request-hand-over = Request handed over
journal-request-escalate = Level above alerted
journal-request-found = Child found
journal-request-reopen = Request reopened
journal-request-lost = Contact lost
journal-request-withdraw = Request withdrawn
journal-request-close = Request closed
journal-request-strip = Details erased
journal-request-erase = Erased on request
journal-offer = Offers
journal-offer-create = Bed reserved
journal-offer-accept = The shelter has accepted
journal-offer-decline = The shelter has declined
journal-offer-expire = No answer in time
journal-offer-withdraw = Reservation cancelled
journal-offer-ask-arrival = Arrival asked about
journal-offer-on-the-way = Still on the way
journal-offer-arrive = Arrived
journal-offer-no-show = Nobody came
journal-offer-depart = Left
journal-offer-undo = Undone
journal-escalation = Alerts
journal-escalation-step = Alert sent
journal-escalation-skip = Nobody to alert
journal-escalation-catch-up = Alert caught up
journal-escalation-pass-over = Step skipped
journal-escalation-hurry = Step brought forward

## Details

journal-changed = changed: { $what }
journal-active = active
journal-mail-offers = emails about requests and answers
journal-no-mail-offers = no emails about requests and answers
journal-overcommitted = more beds reserved than empty
journal-by-link = by the link received by email
journal-mails =
    { $count ->
        [one] { $count } email
       *[other] { $count } emails
    }
journal-everywhere = on all devices
journal-network = from one network
journal-wrong-password = wrong password
journal-wrong-code = wrong code
journal-from = from { $time }
journal-to = until { $time }
