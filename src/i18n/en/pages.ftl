### Pages

pages-link-title = Choose your password
pages-link-first-admin = Create the first administrator account
pages-link-email = Email address
pages-link-password = Password
pages-link-password-rule = At least 10 characters. A sentence that nobody else knows works well.
pages-link-save = Save
pages-link-done = Done. Your password is saved.
pages-link-ends = Your devices will be signed out, and the access tokens of your programs revoked.
pages-link-ended = Your devices are signed out, and the access tokens of your programs are revoked.
pages-link-gone = This link no longer works.
pages-link-gone-next = It has been used already, or it is too old. Ask for a new one: “Forgotten your password?” on the sign-in page.
pages-link-bad-password = The password must have 10 to 200 characters, without tabs or line breaks.
pages-link-bad-email = Enter a valid email address.
pages-link-email-taken = There is already an account for this address.

pages-counts-title = How many beds are empty?
pages-counts-done = Thank you, your beds are up to date.
pages-counts-gone-next = Sign in to update your beds.
pages-counts-rule = Count the beds that are empty now, including those reserved for a child.
pages-counts-limit = A whole number from 0 to { $capacity }.
pages-counts-meanwhile = Meanwhile: { $count } empty ({ $time }). Nothing was saved. If your number is right, send it again.
pages-counts-send = Send

pages-sign-in-title = Sign in
pages-sign-in-wrong = The email address or the password is wrong. Please try again.
pages-sign-in-too-many = Too many attempts have failed. Try again in { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}.
pages-sign-in-too-many-hours = Too many attempts have failed. Try again in { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}. The person who administers Mabit can turn off the code.
pages-sign-in-busy = Too many people are signing in at the moment. Please try again in a few seconds.
pages-sign-in-address = Mabit’s address is { $url }.
pages-sign-in-dropped = Your password is correct, but your browser has not kept the sign-in: { $url } is not a secure address (https). Please tell the person who administers Mabit.
pages-sign-in-not-here = Your password is correct, but your browser has not kept the sign-in. Open Mabit at { $url } and accept its cookies.
pages-sign-in-go = Sign in
pages-sign-in-heading = A bed for tonight
pages-sign-in-who = Street teams, shelters and coordinators sign in here.
pages-sign-in-forgotten = Forgotten your password?

pages-forgotten-title = Forgotten password
pages-forgotten-what = Enter the email address of your account: you will receive a link to choose a new password.
pages-forgotten-send = Get a link
pages-forgotten-asked = Check your email
pages-forgotten-asked-what = If there is an account for this address, an email is sent to it. The link in it works once, within seven days.
pages-forgotten-asked-next = Nothing after a few minutes? Look among the unwanted messages, and check the address. Another email can be asked for after a quarter of an hour. The person who administers Mabit can also send you a link.
