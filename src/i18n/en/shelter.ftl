## How many are free?

shelter-title = How many are free?
shelter-none = Your beds will be shown here as soon as your shelter has been added.
shelter-free = { $count } free
shelter-promised = { $count } reserved
shelter-stale = Count too old: no requests are sent to you. Confirm or correct the number.
shelter-to-give = { $count } to give
shelter-empty-reserved = { $free } empty, { $promised } of them reserved
shelter-full = full
shelter-closed = closed
shelter-overcommitted = More children are expected than there are beds. The coordinators have been told.
shelter-one-less = { $pool }: one empty bed fewer
shelter-one-more = { $pool }: one empty bed more
shelter-empty = { $pool }: beds empty now, out of { $max }
shelter-still = Still right
shelter-counted-ago = Counted { $time } ago
shelter-counted-now = Counted just now
shelter-counted-at = Counted on { $time }
shelter-label = { $pool }: count of { $time }
shelter-undo = Undo
shelter-wrong-count = This number is not accepted: enter a whole number, from zero to the number of beds in the group. Nothing has changed.
shelter-meanwhile = Meanwhile: { $count } empty ({ $time }). Your number, { $mine }, was not saved. Which is right?
shelter-right = { $count } is right
shelter-close-this = Close this group
shelter-close-what = No requests for this group while it is closed. Children on the way are still expected.
shelter-nothing-offered = Closed: no requests.
shelter-close = Close
shelter-open = Reopen

## Who waits for an answer

shelter-waiting =
    { $count ->
        [0] No request is waiting for your answer
        [one] One request is waiting for your answer
       *[other] { $count } requests are waiting for your answer
    }
shelter-waiting-kept = The details will be shown once the network is back.
shelter-answer-by = Answer by { $time }
shelter-team = Team: { $name }
shelter-answer = Answer
shelter-sound = Ring on new requests
shelter-yes = Yes, we can take them
shelter-no = We can’t
shelter-why = Why? The next shelter gets the request at once.
shelter-reason-full = We have no room left
shelter-reason-count-was-wrong = The number shown was wrong
shelter-reason-cannot-meet-need = We can’t meet this need
shelter-reason-not-eligible = Outside our admission criteria
shelter-reason-safety = A risk to the safety of the child or others
shelter-reason-closed = The shelter is closed
shelter-reason-other = Another reason

## Who is expected, and who is here

shelter-on-the-way = On the way
shelter-since = since { $time }
shelter-there-yet = since { $time }: arrived?
shelter-arrived = Arrived
shelter-still-coming = Still on the way
shelter-did-not-come = Nobody came
shelter-here = Staying here ({ $count })
shelter-left = Left
