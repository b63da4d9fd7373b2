## One's own account

account-title = My account
account-settings = Language and mail
account-locale = Language
account-mail-offers = A mail for each offer
account-save = Save
account-done-settings = Saved.
account-done-password = Your password has changed. Your other devices are signed out.
account-done-code-on = From now on a code is asked for after the password.
account-done-code-off = No code is asked for any more.

## The password

account-password = Password
account-password-old = Present password
account-password-new = New password
account-password-again = The new one once more
account-password-others = Your other devices will be signed out.
account-tokens-end = These programs will lose their access to your account:
account-tokens-keep = Let them keep it
account-password-change = Change the password
account-password-wrong = This is not your present password.
account-again-wrong = The two new passwords are not the same.

## A code after the password

account-second = A code at sign-in
account-second-on = since { $time }
account-second-off = not asked for
account-second-what = An authenticator app on your phone gives a new code every thirty seconds. Without it a stolen password opens nothing.
account-second-begin = Ask for a code
account-second-go-on = Go on
account-second-type = Add this key to your authenticator app, then give the first code it shows. The key waits for a quarter of an hour.
account-second-open = Open in the app
account-second-first = First code
account-second-confirm = Switch on
account-second-cancel = Leave it
account-second-end = Ask for no code any more
account-code-title = Code
account-code-heading = The code from your phone
account-code = Six-digit code
account-code-rule = It changes every thirty seconds; each works once.
account-code-wrong = This code does not fit, or has been used. Give the one the app shows now.
account-code-lost = Phone lost? The person who administers Mabit can lift the code.

## Where one is signed in

account-browsers = Where you are signed in
account-browser-unnamed = A device
account-browser-this = this one
account-browser-since = since { $time }
account-browser-seen = seen { $time }
account-everywhere-what = A device lost, or unknown? Change your password too.
