## Mails. No age, gender, need, name, city or shelter, ever.

mail-brand = مبيت · Mabit

# When the bed is needed; stands in subjects too.
mail-urgency-emergency = tonight
mail-urgency-urgent = within 24 hours
mail-urgency-planned = within a week

# How far an escalation has come; cycle is how often its steps have begun.
mail-step = step { $step }
mail-step-again = step { $step }, round { $cycle }

mail-clock = { $time } (Morocco time)
mail-clock-day = { $date } at { $time } (Morocco time)

mail-fact = { $label }: { $value }
mail-fact-request = Request
mail-fact-needed = Needed
mail-fact-since = Since
mail-fact-alert = Alert

mail-open-request = Open the request
mail-open-board = Open the board
mail-copy-link = Or copy this address into your browser:

## A request without a bed

mail-unmatched-subject = { $reference } · { $urgency } · no bed yet ({ $step })
mail-unmatched-title = No bed yet
mail-unmatched-what = No shelter has said yes to this request yet.
mail-unmatched-next = Please open the request and say that you take care of it. Otherwise the next people on duty will be alerted too.

## A bed accepted, but no arrival

mail-on-the-way-subject = { $reference } · { $urgency } · arrival not confirmed ({ $step })
mail-on-the-way-title = Arrival not confirmed
mail-on-the-way-what = A shelter said yes, but nobody has confirmed the arrival.
mail-on-the-way-next = Please open the request, then call the team and the shelter: one of them may know more, or need your help.

## The shelter waited in vain

mail-missing-subject = { $reference } · { $urgency } · nobody arrived ({ $step })
mail-missing-title = Nobody arrived
mail-missing-what = The shelter reports that nobody came.
mail-missing-next = Please open the request and call the team at once. A bed is looked for again as soon as the team is back in touch.

## A bed is accepted

mail-accepted-subject = { $reference } · { $urgency } · bed found
mail-accepted-title = A bed has been found
mail-accepted-what = A shelter has said yes to this request.
mail-accepted-next = There is nothing more for you to do. Thank you. The request will show the arrival.

## Fewer beds free than promised

mail-overcommitted-subject = { $reference } · { $urgency } · a promised bed is no longer free
mail-overcommitted-title = A promised bed is no longer free
mail-overcommitted-what = A shelter now reports fewer free beds than it has promised. It had already said yes to this request.
mail-overcommitted-next = Please open the board and call the shelter: is there room after all, or is another bed needed?

## An account was made

mail-set-password-subject = Mabit: choose your password
mail-set-password-title = Welcome to Mabit
mail-set-password-what = An account has been made for you.
mail-set-password-next = Choose a password with this link. It works once; please keep it to yourself.
mail-set-password-action = Choose a password

## At the foot

mail-because-on-duty = You receive this message because you are on duty.
mail-because-alerted = You receive this message because you were alerted to this request.
mail-because-coordinator = You receive this message as a coordinator.
mail-because-account = If you did not expect this message, you can ignore it.
mail-discretion = To protect those concerned, this message says nothing about them. You will find the rest after signing in.
