## What stands around every page

shell-skip = Skip to content
shell-language = Language: English
shell-language-short = EN
shell-menu = Menu
shell-pages = Pages
shell-sign-out = Sign out
shell-sign-out-everywhere = Sign out everywhere
shell-home = My page
shell-tab-ask = A bed
shell-tab-requests = Our requests
shell-tab-without = Without a bed
shell-tab-shelter = Our beds
shell-tab-board = Board
shell-tab-map = Map
shell-tab-gap = Gap
shell-tab-duty = Duty

## Why something was not done

shell-not-yours-title = This page is not for you
shell-not-yours-next = Your role does not allow this. The person who administers Mabit can change it.
shell-not-there-title = Nothing here
shell-not-there-next = It does not exist, or is not for you.
shell-changed-title = Something has changed meanwhile
shell-changed-next = Nothing was done. Go back to your page: it shows how things stand.
shell-invalid-title = Something is missing
shell-invalid-next = Nothing was done. Please go back to your page and complete it.

## Children, and what they need

shell-child-female = 
    Girl, { $count }
shell-child-male = 
    Boy, { $count }
shell-child-other = 
    Child, { $count }
shell-urgency-emergency = tonight
shell-urgency-urgent = within 24 hours
shell-urgency-planned = within a week
shell-need-wheelchair = wheelchair
shell-need-infant-care = infant
shell-need-medical-care = medical care
shell-need-psychosocial-care = psychosocial care
shell-need-pregnancy = pregnancy
shell-need-separate-room = separate room
shell-need-interpreter = interpreter
shell-need-open-at-night = open at night

shell-broken-title = Mabit does not answer well right now
shell-broken-next = Try again in a moment. If it lasts, call the shelters and the coordinators.
shell-broken-number = Report it with this number: { $number }
shell-elsewhere-title = This page is too old
shell-elsewhere-next = Nothing was done. Reload the page and try again.
shell-too-large-title = That is too much at once
shell-too-large-next = Nothing was done. Please go back and send less; split a long list into several.
shell-not-a-form-title = This could not be read
shell-not-a-form-next = Nothing was done. Please open the page again and send its form from there.
shell-bad-field-title = A field holds a sign that can’t be entered
shell-bad-field-next = Nothing was done. Please go back and type the field again, on one line: line breaks and invisible control signs can’t be entered.
shell-too-many-title = Too much at once
shell-too-many-next = Nothing was done. Your account has sent a great deal within a short time.
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
shell-net-read = No network: this page was read at { $time }
shell-net-queued = to send: { $n }
shell-net-over = You are signed out. Reload the page to sign in.
shell-net-needed = No network: nothing was sent. Call, or try again later.
shell-saving = Saving…
shell-saved = Saved at { $time }
shell-waits = Waiting for network
shell-refused = Not taken: { $reason }
shell-sent = Sent. See the answer
shell-too-old = too old to be sent by itself; please ask again
shell-forget = Clear
shell-sign-out-unsent = Still to send: { $n }. Signing out clears all of it from this phone. Go on?
shell-sound-blocked = Touch the page once to let it sound.

shell-minutes = { $count } min
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
