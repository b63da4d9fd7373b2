## How many are free?

shelter-title = How many are free?
shelter-none = Your beds will be here as soon as the person who administers Mabit has added your house.
shelter-free = { $count } free
shelter-promised = { $count } promised
shelter-full = full
shelter-closed = closed
shelter-overcommitted = More children are expected than there are beds. The coordinators know.
shelter-one-less = { $pool }: one empty bed less
shelter-one-more = { $pool }: one empty bed more
shelter-empty = { $pool }: beds empty now, of { $max }
shelter-still = Still right
shelter-counted-ago = Counted { $time } ago
shelter-counted-at = Counted on { $time }
shelter-label = { $pool }: count of { $time }
shelter-undo = Undo
shelter-wrong-count = This number can’t be: a whole number from zero to the beds of the group. Nothing has changed.
shelter-meanwhile = Meanwhile: { $count } free ({ $time }). Your number, { $mine }, was not saved. Which is right?
shelter-right = { $count } is right
shelter-close-this = Close this group
shelter-close-what = Nothing will be offered here while it is closed. Children on the way are still expected.
shelter-nothing-offered = Nothing is offered here.
shelter-close = Close
shelter-open = Open again

## Who waits for an answer

shelter-waiting = 
    { $count ->
        [0] Nobody waits for your answer
        [one] One waits for your answer
       *[other] { $count } wait for your answer
    }
shelter-answer-by = Answer by { $time }
shelter-answer = Answer
shelter-sound = Ring for a request
shelter-yes = Yes, we take the child
shelter-no = We can’t
shelter-why = Why? The next shelter is asked at once.
shelter-reason-full = We are full
shelter-reason-count-was-wrong = The count was wrong
shelter-reason-cannot-meet-need = We can’t meet this need
shelter-reason-not-eligible = Not whom we may take
shelter-reason-safety = Not safe, for the child or others
shelter-reason-closed = The house is closed
shelter-reason-other = Another reason

## Who is expected, and who is here

shelter-on-the-way = On the way
shelter-since = since { $time }
shelter-there-yet = since { $time }: is the child there?
shelter-arrived = Arrived
shelter-still-coming = Still on the way
shelter-did-not-come = Didn’t come
shelter-here = Here ({ $count })
shelter-left = Has left
