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
