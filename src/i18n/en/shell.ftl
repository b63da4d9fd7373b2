## What stands around every page

shell-skip = Skip to content
shell-demo = Demonstration: the shelters, beds and requests are all invented. Do not ask here for a bed that a child needs.
shell-language = Language: English
shell-language-short = EN
shell-menu = Menu
shell-pages = Pages
shell-sign-out = Sign out
shell-sign-out-everywhere = Sign out everywhere
shell-home = My page
shell-as-of = As of { $time }
shell-tab-ask = Ask for a bed
shell-tab-requests = Our requests
shell-tab-without = Without a bed
shell-tab-all-requests = Requests
shell-tab-shelter = Our beds
shell-tab-board = All beds
shell-tab-map = Map
shell-tab-gap = Results
shell-tab-duty = Duty

## Lists of requests

shell-reference = Reference of a request
shell-reference-find = Find
shell-reference-wrong = A reference has eight letters and digits, such as K7Q2-M9XD.
shell-reference-unknown = No request with this reference among those you can see.
shell-older = Older
shell-newest = Newest
shell-first = First page

## Why something was not done

shell-not-yours-title = This page is not for you
shell-not-yours-next = Your role does not give this access. The person who administers Mabit can change it.
shell-not-there-title = Page not found
shell-not-there-next = It does not exist, or is not for you.
shell-changed-title = Something has changed meanwhile
shell-changed-next = Nothing was saved. Go back to your page: it shows how things stand.
shell-invalid-title = Something is missing
shell-invalid-next = Nothing was saved. Please go back to your page and complete it.

## What was just done, and can be undone

shell-undo = Undo
shell-done-accepted = Request accepted
shell-done-arrived = Arrival confirmed
shell-done-no-show = Noted: nobody came
shell-done-departed = Departure noted
shell-done-undone = Undone

## Children, and what they need

shell-child-female =
    { $count ->
        [0] Girl, under 1
       *[other] Girl, { $count }
    }
shell-child-male =
    { $count ->
        [0] Boy, under 1
       *[other] Boy, { $count }
    }
shell-child-other =
    { $count ->
        [0] Child, under 1
       *[other] Child, { $count }
    }
shell-urgency-emergency = tonight
shell-urgency-urgent = within 24 hours
shell-urgency-planned = within a week
shell-need-wheelchair = wheelchair access
shell-need-infant-care = with an infant
shell-need-medical-care = medical care
shell-need-psychosocial-care = psychosocial support
shell-need-pregnancy = pregnant
shell-need-separate-room = separate room
shell-need-interpreter = interpreter
shell-need-open-at-night = open at night

shell-broken-title = Mabit has a problem right now
shell-broken-next = Try again in a moment. If it goes on, call the shelters and the coordinators.
shell-broken-number = Report it with this number: { $number }
shell-elsewhere-title = This page has expired
shell-elsewhere-next = Nothing was saved. Reload the page and start again.
shell-too-large-title = That is too much at once
shell-too-large-next = Nothing was saved. Please go back and send less; a long list can be sent in parts.
shell-not-a-form-title = This could not be read
shell-not-a-form-next = Nothing was saved. Please open the page again and send its form from there.
shell-bad-field-title = A field has a character that can’t be saved
shell-bad-field-next = Nothing was saved. Please go back and type the field again, on one line: line breaks and invisible control characters can’t be saved.
shell-too-many-title = Too much at once
shell-too-many-next = Nothing was saved. Your account has sent a great deal within a short time.
shell-too-many-wait =
    { $count ->
        [one] Please wait { $count } second, then try again.
       *[other] Please wait { $count } seconds, then try again.
    }

## Clocks

shell-left = { $m }:{ $s } left
shell-left-hours = { $h } h { $m } min left
shell-left-none = time is up
shell-for = { $m } min
shell-for-hours = { $h } h { $m } min

## What the scripts say

shell-net-live = Live
shell-net-waiting = Connecting…
shell-net-offline = Offline since { $time }
shell-net-read = No network: page saved at { $time }
shell-net-queued = to send: { $n }
shell-net-over = Your session has ended.
shell-net-needed = No network: nothing was sent. Call, or try again later.
shell-sending = Sending…
shell-saving = Saving…
shell-saved = Saved at { $time }
shell-waits = Waiting for network
shell-refused = Refused: { $reason }
shell-sent = Sent. See the answer
shell-too-old = too old to be sent automatically; please ask again
shell-forget = Remove
shell-sign-out-unsent = Still to send: { $n }. Signing out clears everything from this phone. Continue?
shell-sound-blocked = Tap the screen once to turn on the sound.
shell-sound-on = Rings every 20 seconds while a request waits and this page stays open.
shell-sound-none = This browser can’t ring: keep this page in view.
shell-missing = This field is needed.
shell-range = Enter a whole number, from { $min } to { $max }.
shell-unfit = This field could not be read: please check it.

shell-minutes =
    { $count ->
        [0] less than a minute
       *[other] { $count } min
    }
shell-hours = { $count } h
shell-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

## Who is alerted

shell-level-city = Coordinators of { $name }
shell-level-region = Coordinators of the region, { $name }
shell-level-some-region = Coordinators of the region
shell-level-national = National coordinators
