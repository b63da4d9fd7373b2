## One's own account

account-title = My account
account-settings = Language, telephone and email
account-locale = Language
account-name = Your name, or the team’s
account-phone = Telephone
account-phone-what = So that the team, the shelter and the coordinators can call each other about a request.
account-mail-offers = An email for each request received or answer from a shelter
account-mail-offers-shelter = An email for each request sent to the shelter
account-mail-offers-team = An email for each answer from a shelter
account-save = Save
account-done-settings = Saved.
account-done-password = Your password has changed. Your other devices are signed out.
account-done-code-on = Two-step sign-in is on: a code is asked for after the password.
account-done-code-off = Two-step sign-in is off: no code is asked for any more.

## The password

account-password = Password
account-password-old = Current password
account-password-new = New password
account-password-again = Confirm the new password
account-password-others = Your other devices will be signed out.
account-tokens-end = These programs will lose their access to your account:
account-tokens-keep = Keep their access
account-password-change = Change the password
account-password-wrong = The current password is not correct.
account-again-wrong = The two new passwords are not the same.

## A code after the password

account-second = Two-step sign-in
account-second-on = since { $time }
account-second-off = off
account-second-what = An authenticator app on your phone gives a new code every 30 seconds. Without that code a stolen password is of no use.
account-second-begin = Turn on
account-second-go-on = Continue
account-second-type = Add this key to your authenticator app, then enter the first code it shows. The key is valid for 15 minutes.
account-second-open = Open in the app
account-second-first = First code
account-second-confirm = Turn on
account-second-cancel = Cancel
account-second-end = Turn off two-step sign-in
account-code-title = Code
account-code-heading = The code from your phone
account-code = Six-digit code
account-code-rule = It changes every 30 seconds; each code works once.
account-code-wrong = The code is wrong or has been used. Enter the one the app shows now.
account-code-lost = Phone lost? The person who administers Mabit can turn off the code.

## Where one is signed in

account-browsers = Devices signed in
account-browser-unnamed = Unnamed device
account-browser-this = this device
account-browser-since = since { $time }
account-browser-seen = last active: { $time }
account-everywhere-what = A lost or unknown device? Change your password too.
