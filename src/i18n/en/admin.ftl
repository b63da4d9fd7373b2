## How the whole stands

admin-title = Administration
admin-look = Needs a look
admin-well = All is well. Nothing waits.
admin-no-database = The database does not answer.
admin-no-schedule = The regular work has stopped: alerts may be late.
admin-no-outbox = No mail has gone out for more than an hour.
admin-no-watchdog = The last check found something late, or did not take place.
admin-no-files = The database’s file is gone or another one. What is entered now is lost when the service stops: put the file back first.
admin-no-clock = The clock of the service’s machine is wrong. Set it right.
admin-no-tasks = A part of the service has stopped working. Its log says which.
admin-undeliverable =
    { $count ->
        [one] { $count } mail was refused in the last seven days.
       *[other] { $count } mails were refused in the last seven days.
    }
admin-bare-shelters =
    { $count ->
        [one] { $count } shelter has no beds yet: nothing can be offered to it.
       *[other] { $count } shelters have no beds yet: nothing can be offered to them.
    }
admin-mails-see = See the mail
admin-shelters-see = See the shelters
admin-there-is = What there is
admin-partners =
    { $count ->
        [one] { $count } partner association
       *[other] { $count } partner associations
    }
admin-accounts =
    { $count ->
        [one] { $count } open account
       *[other] { $count } open accounts
    }
admin-shelters =
    { $count ->
        [one] { $count } shelter
       *[other] { $count } shelters
    }
admin-beds =
    { $count ->
        [one] { $count } bed in all
       *[other] { $count } beds in all
    }
admin-more = More
admin-next = Next

## What is wrong with a form

admin-wrong = Something is not right yet
admin-wrong-name = A name of 1 to 200 characters, on one line.
admin-wrong-name-taken = This name is taken. Choose another.
admin-wrong-city = Choose a city of the list.
admin-wrong-email = A mail address, such as home@example.org.
admin-wrong-email-taken = This address has an account already.
admin-wrong-roles = Choose at least one role.
admin-wrong-own-roles = You can’t take administration away from yourself. Another administrator can.
admin-wrong-partner = Choose an association: street teams and shelters always have one.
admin-wrong-scope = Choose cities, regions or the whole country: coordinators need it.
admin-wrong-place = Latitude and longitude go together: -90 to 90 and -180 to 180, such as 35.17 and -2.93.
admin-wrong-phone = A number of 3 to 32 signs: digits, spaces, + ( ) . or -.
admin-wrong-features = Choose from the list.
admin-wrong-gender = Say whom this group takes.
admin-wrong-ages = An age in whole years, 0 to 120.
admin-wrong-ages-order = The youngest age can’t be above the oldest.
admin-wrong-capacity = A number of beds, 0 to 10,000.
admin-wrong-below-free = More beds than that stand empty now. The shelter must count them first.
admin-wrong-free = Empty beds, no more than there are beds.
admin-wrong-after = Minutes, such as 0 or 30.
admin-wrong-after-order = A step can’t come before the one above it.
admin-wrong-repeat = Minutes, more than zero.
admin-wrong-other = This answer won’t do.

## Tokens

admin-tokens = Tokens of an account
admin-tokens-own = My tokens
admin-tokens-what = A token lets a program act for this account. Whoever has it may do all that the account may.
admin-tokens-none = No token. Those you make will be here, without their secret.
admin-token = The token
admin-token-made = Token made
admin-token-once = Copy it now: it is shown only once.
admin-token-new = New token
admin-token-label = What is it for?
admin-token-lives = Works for
admin-token-for-ever = no limit
admin-token-month = 30 days
admin-token-quarter = 90 days
admin-token-year = a year
admin-token-make = Make the token
admin-token-until = works until
admin-token-over = ended
admin-token-revoked = revoked
admin-token-revoke = Revoke

## Mail

admin-mails = Mail
admin-mails-none = None.
admin-mails-undeliverable = Refused
admin-mails-waiting = Waiting
admin-mails-sent = Sent
admin-mails-cancelled = Cancelled
admin-mail-tries =
    { $count ->
        [0] not tried yet
        [one] { $count } try
       *[other] { $count } tries
    }
admin-mail-next = next try:
admin-mail-reason = The server said:
admin-mail-escalation = Alert: a child without a bed
admin-mail-handed-over = Request handed over
admin-mail-accepted = A shelter said yes
admin-mail-arrived = Child has arrived
admin-mail-still-on-the-way = Child still on the way
admin-mail-ended = Request ended
admin-mail-overcommitted = More children than beds
admin-mail-arrival-asked = Question: has the child arrived?
admin-mail-answered = Answer of a shelter
admin-mail-offer-waits = A request waits for a shelter
admin-mail-count-asked = Question: how many beds?
admin-mail-duty-gaps = Hours without anybody on duty
admin-mail-digest = Letter of the morning
admin-mail-trouble = Findings of the check

## Erasing a request

admin-erase-title = Erase a request
admin-erase-what = Everything stored about the request is deleted at once and can’t be brought back: the children, the offers, the alerts, the reasons.
admin-erase-stays = What stays counts in the reports: month, region, age band, gender, outcome and durations. The log keeps that a request was erased, not what it said. A request must be withdrawn or closed first.
admin-erase-reference = Reference of the request
admin-erase-sure = I know that this can’t be undone
admin-erase-do = Erase
admin-erase-done = The request is erased.
admin-erase-wrong-none = There is no request with this reference.
admin-erase-wrong-sure = Please confirm that you know.
admin-erase-wrong-open = This request is still open: it must be withdrawn or closed first, so that nobody loses a child out of sight.
