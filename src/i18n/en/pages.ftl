### Pages

pages-link-title = Choose your password
pages-link-first-admin = Make the first administrator
pages-link-email = Mail address
pages-link-password = Password
pages-link-password-rule = At least 10 characters. A sentence only you know does well.
pages-link-save = Save
pages-link-done = Done. Your password is set.
pages-link-gone = This link no longer works.
pages-link-gone-next = It was used already, or it is too old. Ask the person who administers Mabit for a new one.
pages-link-bad-password = The password must have 10 to 200 characters.
pages-link-bad-email = Write a valid mail address.
pages-link-email-taken = There is already an account for this address.

pages-counts-title = How many beds are free?
pages-counts-done = Thank you. The counts are up to date.
pages-counts-gone-next = You can enter the counts after signing in.
pages-counts-rule = Count the beds that stand empty now, those promised to a child included.
pages-counts-limit = A whole number from 0 to { $capacity }.
pages-counts-meanwhile = Meanwhile: { $count } free ({ $time }). Nothing was saved. If your number is right, send it again.
pages-counts-send = Send the counts

pages-sign-in-title = Sign in
pages-sign-in-wrong = Address or password is wrong. Please try again.
pages-sign-in-too-many = Too many tries have failed. Please wait a quarter of an hour, then try again.
pages-sign-in-go = Sign in
pages-sign-in-heading = A bed for tonight
pages-sign-in-who = Street teams, shelters and coordinators sign in here.
pages-sign-in-forgotten = Forgotten your password? The person who administers Mabit can send you a link.
