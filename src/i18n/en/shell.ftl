## What stands around every page

shell-skip = Skip to content
shell-language = Language: English
shell-language-short = EN
shell-menu = Menu
shell-pages = Pages
shell-sign-out = Sign out
shell-sign-out-everywhere = Sign out everywhere
shell-home = My page
shell-tab-shelter = Our beds

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
