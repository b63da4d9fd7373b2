## Partners

setup-partners = Partners
setup-partners-none = The partner associations will be shown here.
setup-partner-add = Add an association
setup-partner-shelters = Shelters of this association
setup-partner-unused = no longer used
setup-partner-shut = Stop using this association
setup-partner-shut-what = This is possible once it has no shelter in use, no active account and no open request. Its history is kept, and you can use it again later.
setup-partner-open = Use this association again
setup-partner-in-use = This association still has a shelter in use, an active account or an open request. Start with those.
setup-search = Search
setup-search-by = Search by name
setup-search-none = Nothing found for “{ $words }”.
setup-search-end = Show the whole list
setup-parts = Pages of the list
setup-part-before = Previous page
setup-name = Name
setup-city = City
setup-choose = Choose…
setup-add = Add
setup-save = Save

## Accounts

setup-accounts = Accounts
setup-account-add = Add an account
setup-account-added = Account added. An email with a link to choose the password is sent to it.
setup-person = Name of the person or team
setup-person-what = Name and telephone of the person who uses the account, never of a child. The team, the shelter and the coordinators call each other on this number.
setup-email = Email address
setup-roles = Roles
setup-role-outreach = Street team
setup-role-shelter = Shelter
setup-role-coordinator = Coordination
setup-role-observer = Observation
setup-role-admin = Administration
setup-account-partner = Association
setup-no-partner = None
setup-locale = Language
setup-scope = Cities and regions
setup-scope-for = for the coordinators
setup-national = The whole country
setup-by-place = Choose cities or regions
setup-whole-region = The whole region
setup-shut = deactivated
setup-access = Access
setup-link = Link
setup-link-what = The email holds a link to choose the password. The link works once, within seven days.
setup-link-send = Send a password link
setup-link-mailed = An email with a link to choose the password is sent to this address.
setup-link-unmailed = No mail server is configured: the email will not arrive. Show a link below, under “Access”, and pass it on yourself.
setup-link-show = Show a link to copy
setup-link-show-what = If emails do not arrive, pass the link on yourself. It ends the links sent before.
setup-link-make = Create and show the link
setup-link-copy = Copy the link
setup-link-copied = Link copied
setup-link-title = Link to choose the password
setup-link-once = Pass it on now: it is shown only once. It works once, within seven days.
setup-link-mail = Write an email
setup-link-done = Passed on
setup-link-subject = Your access to Mabit
setup-link-letter = Hello, here is the link to choose your password. It works once, within seven days: { $link }
setup-account-tokens = Access tokens of the account
setup-code-lift = Turn off two-step sign-in
setup-code-lift-what = For a person who has lost their phone: their password will be enough again. Make sure that it is really them.
setup-account-shut = Deactivate this account
setup-account-shut-what = The person is signed out everywhere, at once, and their tokens stop working. You can reactivate the account.
setup-account-open = Reactivate this account
setup-own-account = This is your own account: another administrator can deactivate it.

## Shelters and their beds

setup-shelters = Shelters
setup-shelter = Shelter
setup-shelters-none = The shelters will be shown here. Add one, or import a list.
setup-shelter-add = Add a shelter
setup-shelter-partner = Association
setup-phone = Telephone
setup-address = Address
setup-access-note = How to get in
setup-access-note-what = Door, bell, guard, night entrance… Write nothing about a child.
setup-lat = Latitude
setup-lon = Longitude
setup-place-what = Without coordinates, the centre of the city is used.
setup-features = Services
setup-feature-wheelchair = wheelchair access
setup-feature-infant-care = care for infants
setup-feature-medical-care = medical care
setup-feature-psychosocial-care = psychosocial support
setup-feature-pregnancy = pregnancy care
setup-feature-separate-room = separate room
setup-feature-interpreter = interpreting
setup-feature-open-at-night = open at night
setup-shelter-unused = no longer used
setup-shelter-shut = Stop using this shelter
setup-shelter-shut-what = For a shelter that closes for good. It is no longer shown among the beds, gets no more requests and is no longer reminded to count. Its history is kept, and you can use it again later.
setup-shelter-open = Use this shelter again
setup-shelter-open-what = It is shown again with its last counts. Until they are recent, no request is sent to it automatically.
setup-shelter-in-use = Children are expected at this shelter or staying there. You can stop using it once arrivals and departures have been recorded.
setup-partner-first = The association of this shelter is no longer used. Start using it again first.
setup-no-beds = no beds yet
setup-pools = Groups of beds
setup-pools-none = Add a group of beds so that requests can be sent to this shelter.
setup-pools-count =
    { $count ->
        [one] { $count } group
       *[other] { $count } groups
    }
setup-beds-count =
    { $count ->
        [one] { $count } bed
       *[other] { $count } beds
    }
setup-free-count =
    { $count ->
        [one] { $count } empty
       *[other] { $count } empty
    }
setup-counted = counted on
setup-pool-closed = closed
setup-pool-add = Add a group of beds
setup-pool-change = Edit
setup-pool-unused = no longer used
setup-pool-shut = Stop using this group
setup-pool-shut-what = Its beds are no longer shown, offered or counted. Its history is kept, and you can use it again later.
setup-pool-open = Use this group again
setup-pool-open-what = Its beds are shown again with their last count.
setup-pool-in-use = Children are expected in this group of beds or staying there. You can stop using it once arrivals and departures have been recorded.
setup-takes = Takes
setup-takes-female = Girls
setup-takes-male = Boys
setup-takes-any = Girls and boys
setup-age-min = Age, from
setup-age-max = to
setup-capacity = Beds
setup-free = Empty beds

## Escalation policies

setup-policies = Alert rules
setup-policies-heading = Who is alerted, and when
setup-policies-what = Who is alerted when a child has no bed. Each request keeps the rule in force when it was made.
setup-policy-of = Alerts: { $urgency }
setup-policy-what = The new rule applies to requests to come. Those under way keep theirs.
setup-policy-change = Edit
setup-policy-set = Apply
setup-step = Step { $count }
setup-step-add = Add a step
setup-step-remove = Remove
setup-step-at-once = { $whom }: at once
setup-step-after = { $whom }: after { $minutes } min
setup-then-again = Then from the start again, { $minutes } min after the last step
setup-minutes = After, in minutes
setup-whom = Who is alerted
setup-repeat = Start again after, in minutes
setup-level-city = The city
setup-level-region = The region
setup-level-national = The country
setup-versions = Versions
setup-version = Version { $count }
setup-version-first = Original setting

## Shelters from a file

setup-import = Import shelters
setup-import-what = Paste a list in CSV here, a group of beds on each line, with these columns:
setup-import-how = Lines with the same association and shelter make one shelter. Put | between services; telephone, email, coordinates and services may stay empty; the columns address and access_note may be left out. The city is a code, such as nador; the gender is female, male or any.
setup-import-text = List
setup-import-look = Check first
setup-import-preview = What will be added
setup-import-unconfirmed = No bed is free until the shelter has counted its beds.
setup-import-do = Add all
setup-import-done =
    { $count ->
        [one] { $count } shelter added.
       *[other] { $count } shelters added.
    }
setup-import-wrong = Nothing was added: these lines need correcting
setup-import-line = Line { $line }
setup-import-mend = Correct the list
setup-import-not-utf8 = The list has characters that were not saved as UTF-8. In the spreadsheet choose “Save as” and the type “CSV UTF-8”, then paste it again.
setup-import-more =
    { $count ->
        [one] and one more mistake
       *[other] and { $count } more mistakes
    }
setup-import-fields = This line has more fields than there are named columns.
setup-import-unknown-column = A column is unknown, or there twice.
setup-import-no-column = This column is missing.
setup-import-empty = The list is empty.
setup-import-differs = This value differs from the other lines of this shelter.
setup-import-twice = This shelter already has a group of this name, above.
setup-import-exists = This association already has a shelter of this name.
setup-import-unknown-partner = No association has this name.
