## Password & Security.
security-title = Password & Security
security-hello = Hello, { $name }. This is what guards your account.
health-ways-in = { $n ->
    [0] You have no second way in yet.
    [one] You have 1 way in.
   *[other] You have { $n } ways in.
}
advice-none = That is good. Nothing to do.
advice-add-strong = Add an app: it is the best first step.
advice-add-one-more = Add one more, so that a lost phone is no trouble.
advice-make-codes = Make recovery codes, for the day you lose your phone.
advice-save-codes = Save your recovery codes, so that you can find them.
advice-few-codes = You have few recovery codes left. Make new ones.
hold-note = Your account was recovered. To keep it safe, nothing can be removed until
section-first = First step
section-first-about = What you type to open the outer door.
section-second = Second step
section-second-about = How you show that it is really you.
section-when = When we ask
section-when-about = How often you want to be asked for the second step.
section-reach = How we reach you
section-reach-about = We write here when something important happens.
section-places = Your browsers
section-places-about = Where your account is known and in use.
changed = Changed
change = Change
enable = Enable
enable-named = Enable { $name }
rename = Rename
rename-named = Rename { $name }
remove = Remove
remove-named = Remove { $name }
since = Added
last-used = Last used
never-used = Not used yet
tag-on = On
this-one = This one
add-another = Add another one
add-number = Add a second number
add-question = Add another question
make-new-codes = Make new codes
card-security-question = An answer that only you know. The other methods build on it.
card-text-message = We send a code to your phone.
card-authenticator-app = An app on your phone makes a new code every 30 seconds. It works without a signal.
card-mobile-prompt = Your phone asks if it is you.
card-passkey = Your finger, your face, or a security key.
card-recovery-code = Ten codes on paper, for the day you lose your phone.
card-mailed-link = We send a link to your e-mail address.
locked-question-first = Set your security question first; it takes a minute.
locked-method-first = Enable another method first. The codes are its spare key.
locked-held = You can change this when the hold is over.
codes-left = { $n ->
    [0] No codes are left.
    [one] 1 code is left.
   *[other] { $n } codes are left.
}
codes-unsaved = You did not say that you saved them. If you did not, make new ones.
entry-suspended = Switched off for safety. Remove it, or set it up again.
entry-resting = Resting after too many wrong tries.
entry-weak = Better than nothing, but weak on its own.
when-legend = When should we ask?
when-risky = Only when a sign-in looks unusual
when-risky-about = A new browser, a new place, or wrong tries. Most days we will not ask.
when-always = At every sign-in
when-always-about = Safer, and a little more work.
when-site-asks = This site asks everyone at every sign-in.
preferred-legend = What should we ask for first?
address-verified = Verified
address-unverified = Not verified yet. Open the link we sent.
add-email-link = Add an e-mail address
browsers-title = Known browsers
browsers-about = We ask less often here.
browsers-none = No browser is known yet.
last-seen = Last seen
skips-until = We ask here again
forget = Forget
forget-named = Forget { $name }
sessions-title = Where you are signed in
signed-in-since = Signed in
end-named = Sign out { $name }
end-others = Sign out everywhere else

## Activity.
activity-title = Recent activity
activity-lead = Does something look wrong? Change your password.
activity-all = See all activity
activity-older = See older activity
event-signed-up = You made this account
event-signed-in = Signed in
event-signed-in-with = Signed in, second step: { $name }
event-wrong-password = Wrong password
event-wrong-proof = Wrong second step: { $name }
event-refused = A sign-in was stopped
event-signed-out = Signed out
event-others-signed-out = Signed out everywhere else
event-method-added = Switched on: { $name }
event-method-removed = Removed: { $name }
event-method-changed = Changed: { $name }
event-method-suspended = Switched off for safety: { $name }
event-password-changed = Password changed
event-password-reset = New password set with a link by e-mail
event-when-changed = Changed when we ask
event-browser-known = A browser is known now
event-browser-forgotten = A browser was forgotten
event-address-added = E-mail address added
event-address-verified = E-mail address verified
event-address-removed = E-mail address removed
event-not-me = Somebody pressed “This wasn’t me”
event-hold-began = A safety hold began
event-locked = The site locked the account
event-unlocked = The site opened the account again
