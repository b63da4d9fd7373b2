## How the whole stands

admin-title = Administration
admin-look = Needs attention
admin-well = Everything works. Nothing to report.
admin-no-database = The database does not answer.
admin-no-schedule = Automatic tasks have stopped: alerts may go out late.
admin-no-outbox = No email has gone out for more than an hour.
admin-no-watchdog = The last check found a delay, or did not take place.
admin-no-files = The database file is gone or was replaced. What is entered now will be lost when the service stops: put the file back first.
admin-no-clock = The clock of the service’s machine is wrong. Please set it right.
admin-no-tasks = Part of the service has stopped working. Its log says which.
admin-undeliverable =
    { $count ->
        [one] { $count } email was refused in the last seven days.
       *[other] { $count } emails were refused in the last seven days.
    }
admin-lack-beds =
    { $count ->
        [one] { $count } shelter has no beds yet: no request can be sent to it.
       *[other] { $count } shelters have no beds yet: no request can be sent to them.
    }
admin-lack-coordinator =
    { $count ->
        [one] { $count } city without coordinators: a request without a bed would alert nobody.
       *[other] { $count } cities without coordinators: a request without a bed there would alert nobody.
    }
admin-lack-duty =
    { $count ->
        [one] { $count } city with nobody on duty now: an alert there would go to all its coordinators.
       *[other] { $count } cities with nobody on duty now: an alert there would go to all their coordinators.
    }
admin-lack-account =
    { $count ->
        [one] { $count } shelter without an account: nobody there can count the beds or answer requests.
       *[other] { $count } shelters without an account: nobody there can count the beds or answer requests.
    }
admin-lack-phone =
    { $count ->
        [one] { $count } shelter without a telephone: the team can’t call before going there.
       *[other] { $count } shelters without a telephone: the team can’t call before going there.
    }
admin-lack-team =
    { $count ->
        [one] { $count } association without a street team or a shelter: it can neither ask for beds nor offer any.
       *[other] { $count } associations without a street team or a shelter: they can neither ask for beds nor offer any.
    }
admin-lack-mail = No mail server is configured: emails stay in a folder and no alert arrives. The person who runs the service can name one (setting mail.url).
admin-lack-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
admin-steps = First steps
admin-steps-what = Mabit can look for beds as soon as all of this is in place.
admin-step-partner = Add the partner associations
admin-step-shelter = Add the shelters and their beds
admin-step-shelter-account = Open an account for each shelter
admin-step-team = Open an account for each street team
admin-step-coordinator = Open an account for the coordinators
admin-step-done = done
admin-step-open = to do
admin-mails-see = See the emails
admin-shelters-see = See the shelters
admin-there-is = Overview
admin-partners =
    { $count ->
        [one] { $count } partner association
       *[other] { $count } partner associations
    }
admin-accounts =
    { $count ->
        [one] { $count } active account
       *[other] { $count } active accounts
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
admin-more = Other settings
admin-next = Next page

## What is wrong with a form

admin-wrong = Please correct before saving
admin-wrong-name = Enter a name of 1 to 200 characters, on one line.
admin-wrong-name-taken = This name is taken. Choose another.
admin-wrong-city = Choose a city from the list.
admin-wrong-email = Enter an email address, such as shelter@example.org.
admin-wrong-email-taken = There is already an account for this address.
admin-wrong-roles = Choose at least one role.
admin-wrong-own-roles = You can’t remove this role from yourself. Another administrator can.
admin-wrong-partner = Street teams and shelters must have an association.
admin-wrong-scope = Coordinators must have cities, regions or the whole country.
admin-wrong-place = Enter both latitude and longitude: -90 to 90 and -180 to 180, such as 35.17 and -2.93.
admin-wrong-phone = Enter a number of 3 to 32 characters: digits, spaces, + ( ) . or -.
admin-wrong-address = Enter an address of at most 300 characters, on one line.
admin-wrong-access-note = Say how to get in with at most 500 characters, on one line.
admin-wrong-features = Choose from the list.
admin-wrong-gender = Say whom this group takes.
admin-wrong-ages = Enter an age in whole years, 0 to 120.
admin-wrong-ages-order = The lowest age can’t be above the highest.
admin-wrong-capacity = Enter a number of beds, 0 to 10,000.
admin-wrong-below-free = More beds than that are reported empty: the shelter must correct its count first.
admin-wrong-free = No more empty beds than beds.
admin-wrong-after = Enter a number of minutes, such as 0 or 30.
admin-wrong-after-order = A step can’t come before the one above it.
admin-wrong-repeat = Enter a number of minutes above zero.
admin-wrong-other = This value is not accepted.

## Tokens

admin-tokens = Access tokens of the account
admin-tokens-own = My access tokens
admin-tokens-what = A token lets a program act for this account. Whoever holds it can do all that the account may.
admin-tokens-none = No token. Those you create will be shown here, without their secret value.
admin-token = Token
admin-token-made = Token created
admin-token-once = Copy it now: it is shown only once.
admin-token-new = New token
admin-token-label = What is it for?
admin-token-lives = Valid for
admin-token-for-ever = no limit
admin-token-month = 30 days
admin-token-quarter = 90 days
admin-token-year = one year
admin-token-make = Create the token
admin-token-until = valid until
admin-token-over = expired
admin-token-revoked = revoked
admin-token-revoke = Revoke

## Emails

admin-mails = Emails
admin-mails-none = No emails.
admin-mails-undeliverable = Refused
admin-mails-waiting = Waiting
admin-mails-sent = Sent
admin-mails-cancelled = Cancelled
admin-mail-tries =
    { $count ->
        [0] not tried yet
        [one] { $count } attempt
       *[other] { $count } attempts
    }
admin-mail-next = next attempt:
admin-mail-reason = The server said:
admin-mail-escalation = Alert: a child without a bed
admin-mail-handed-over = Request handed over
admin-mail-accepted = Bed found
admin-mail-arrived = Arrived
admin-mail-still-on-the-way = Still on the way
admin-mail-undone = Undone
admin-mail-ended = Request ended
admin-mail-overcommitted = More children than beds
admin-mail-arrival-asked = Question: arrived?
admin-mail-answered = Answer from a shelter
admin-mail-offer-waits = Request waiting for a shelter
admin-mail-count-asked = Question: how many beds?
admin-mail-duty-gaps = Hours without anybody on duty
admin-mail-digest = Morning summary
admin-mail-password-link = Password link
admin-mail-trouble = Problem found by the check

## Erasing a request

admin-erase-title = Erase a request
admin-erase-what = Everything stored about the request is deleted at once and can’t be recovered: the children, the offers, the alerts, the reasons.
admin-erase-stays = Only statistics are kept: month, region, age band, gender, outcome and durations. The log records that a request was erased, not what it said. The request must be withdrawn or closed first.
admin-erase-reference = Reference of the request
admin-erase-sure = I know that this can’t be undone
admin-erase-do = Erase
admin-erase-done = The request is erased.
admin-erase-wrong-none = There is no request with this reference.
admin-erase-wrong-sure = Please confirm that this can’t be undone.
admin-erase-wrong-open = This request is still open: it must be withdrawn or closed first, so that no child is lost from sight.
