## Administration. The reader looks after the site.
admin-title = Administration
admin-lead = How { $site } stands right now.
admin-enforced = Every decision of the risk engine is enforced.
admin-shadow-title = Shadow mode is on
admin-shadow = Unusual sign-ins are recorded and let through. Set risk.shadow to false to have them asked.
admin-learning = Who is asked
admin-learning-about = A sign-in whose score is above the threshold is asked for a second step. Each class of accounts learns its own threshold.
admin-asked-above = Asked above { $threshold }
admin-fixed = Fixed until enough sign-ins are known.
admin-learned = Learned, so that { $budget } % of these sign-ins are asked.
learning-so-far = learning { $from } of { $needed }
learning-done = learned from { $from } sign-ins
class-new = Fewer than 5 sign-ins
class-young = 5 to 20 sign-ins
class-old = More than 20 sign-ins
admin-policy = The policy in force
admin-budget = Challenge budget
admin-budget-value = { $n } % of sign-ins
admin-policy-version = Version
admin-profile = Profile
admin-unknown-browser = A new browser is asked
unknown-browser-always = at every sign-in
unknown-browser-new-country = in a new country, or if anything else is odd
admin-remembered = Sign-ins remembered
admin-look = One account
admin-look-about = Everything that happened on it, with the reasons of each decision. Its owner reads that you looked.
admin-look-link = Look at an account
admin-places = Places and networks
admin-places-about = Files that say where an address is and whose network it belongs to.
admin-no-places = No file tells countries, so a new country is not noticed as one. Name one in files.countries.
admin-file-age = { $n ->
    [0] Made today
    [one] 1 day old
   *[other] { $n } days old
}
purpose-countries = Countries
purpose-network-owners = Network owners
purpose-hosting = Hosting
purpose-vpn = VPN
purpose-tor = Tor exits
file-old = Get a newer one: networks change hands.
file-owners-only = Tells owners and no country. Name it in files.network_owners.
file-no-countries = Tells no country, so everybody’s is missing. Name another file.
file-no-owners = Tells no network owners. Name another file.
admin-messages = Messages
admin-messages-about = How codes, links and notices leave.
admin-mail = E-mail
admin-texts = Text messages
admin-push = Push messages
way-smtp = Handed to a mail server
way-folder = Written into a folder
way-memory = Kept in memory
way-none = Not sent
way-switched-off = Switched off
way-push = Sent to the apps’ push services
admin-gateways = In this order: { $names }
admin-spent = Spent today: { $spent }, no cap
admin-spent-of = Spent today: { $spent } of { $cap }
admin-outbox = Waiting to be sent
admin-waiting = { $n ->
    [0] Nothing waits.
    [one] 1 message waits.
   *[other] { $n } messages wait.
}
admin-tried = { $n ->
    [one] 1 of them was refused by the couriers so far; the log says why.
   *[other] { $n } of them were refused by the couriers so far; the log says why.
}
admin-nodes = Nodes
admin-nodes-about = Each process writes down what it learned, and reads what the others did.
admin-node = Node { $name }
node-here = This one
node-ended = Ended
admin-node-left = Ended in good order
admin-node-seen = Wrote

## One account.
admin-find-title = Look at an account
admin-find-lead = Its owner will read that an administrator looked.
admin-find-label = User name or e-mail address
admin-find-button = Show what happened
admin-activity-title = Activity of { $name }
admin-activity-lead = Newest first. Each decision says what it rested on.
admin-activity-none = Nothing yet.
admin-another = Look at another account

## Before the first visit.
admin-method-title = One thing first
admin-method-lead = You see other people’s activity here. So this takes a method that nobody can talk out of you: an app, or better a passkey.
admin-method-app = Enable an authenticator app
admin-method-passkey = Enable a passkey
step-up-administration = You are about to look after this site. That needs a fresh check that it is you.

## An auditor’s line.
audit-account-created = Account made
audit-second-step-asked = Second step asked: { $name }
audit-stepped-up = Proved themselves again
audit-stepped-up-with = Proved themselves again: { $name }
audit-verify-when-risky = Is asked only when a sign-in looks risky, from now on
audit-verify-every-sign-in = Is asked at every sign-in, from now on
audit-preferred-changed = Preferred method changed
audit-refused-locked = Sign-in refused: the account is locked
audit-looked = An administrator looked at this ({ $name })
audit-administrator-made = Made an administrator
audit-administrator-unmade = No longer an administrator
audit-level = level { $n }
audit-known-browser = known browser
audit-unknown-browser = unknown browser
audit-action = for { $name }
audit-also = { $n ->
    [one] 1 more like it before, not listed
   *[other] { $n } more like it before, not listed
}
audit-sessions = { $n ->
    [one] 1 session
   *[other] { $n } sessions
}
audit-why = Why: { $reasons }
audit-policy = Policy { $policy } with a budget of { $budget } % says: { $verdict }
audit-shadow = Shadow mode: what the policy says was recorded and not enforced
audit-score-above = Score { $score }, above the threshold { $threshold }: { $parts }
audit-score-below = Score { $score }, not above the threshold { $threshold }: { $parts }
audit-no-parts = no part says anything
audit-threshold-fixed = Threshold fixed while { $accounts } are learned, { $from } of { $needed } sign-ins
audit-threshold-learned = Threshold learned from { $from } sign-ins of { $accounts }
audit-rules = The rules alone say: { $verdict } ({ $reasons })
audit-rules-nothing = The rules alone ask nothing
audit-grace = A second step passed here within 12 hours spares what the score alone asks
accounts-new = new accounts
accounts-young = young accounts
accounts-old = old accounts
asked-nothing = the password is enough
asked-any-method = any method
asked-strong-method = a strong method
asked-refused = refused
number-point = .
number-thousands = ,
factor-country = country
factor-network-owner = network owner
factor-network = network
factor-system = system
factor-browser = browser
factor-version = browser version
factor-known-browser = token of a known browser
factor-hour = hour
factor-hosting = hosting or VPN
factor-tor = Tor
factor-travel = impossible travel
factor-failures = failures from there
factor-many-accounts = failures across accounts
factor-breached-password = breached password
why-asked-new-browser = unknown browser
why-asked-new-place = new country
why-asked-rare-place = rare country
why-asked-place-missing = country not known
why-asked-recent-failures = recent failures
why-asked-denied-prompt = a prompt was denied
why-asked-recent-recovery = recent recovery
why-asked-password-reset = password reset by mail
why-asked-browser-token-reused = old token of the browser was used
why-asked-passkey-copied = passkey counter went back
why-asked-suspended = phone reported lost
why-asked-every-sign-in = their choice: every sign-in
why-asked-step-up = a change of the account
why-asked-fresh-check = an action that takes a fresh proof
why-asked-floor = the site’s own rule
why-asked-profile-unreadable = profile could not be read
why-asked-unusual-network = unusual network
why-asked-unusual-device = unusual device
why-asked-unusual-hour = unusual hour
why-asked-hosting-network = hosting or VPN
why-asked-tor-exit = Tor
why-asked-impossible-travel = impossible travel
why-asked-many-failures = many failures from there
why-asked-breached-password = breached password
why-asked-unusual-sign-in = unusual altogether
