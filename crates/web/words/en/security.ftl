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
hold-note = To keep your account safe, nothing can be removed until
section-first = First step
section-first-about = What you type to open the outer door.
section-second = Second step
section-second-about = How you show that it is really you.
section-when = When we ask
section-when-about = How often you want to be asked for the second step.
section-reach = How we reach you
section-reach-about = We write here when something important happens.
section-reach-none = This site sends no e-mail, so we cannot write to you.
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
reactivate = Switch on again
reactivate-named = Switch on again: { $name }
since = Added
last-used = Last used
never-used = Not used yet
tag-on = On
this-one = This one
add-another = Add another one
add-number = Add a second number
add-question = Choose another question
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
entry-suspended-provable = Switched off for safety. Do you have it back? Then switch it on again.
entry-resting = Resting after too many wrong tries.
allow-tries = Allow tries again
entry-may-be-copied = Somebody may have copied it. Remove it, and make a new one.
entry-weak = Better than nothing, but weak on its own.
nudge-passkey = Next time, no code?
nudge-passkey-about = A passkey asks for your finger or face instead. It takes a minute, and nobody can trick you into giving it away.
nudge-passkey-later = Not now
passkey-synced = Synced
passkey-one-device = This device only
when-legend = When should we ask?
when-risky = Only when a sign-in looks unusual
when-risky-about = A new browser, a new place, or wrong tries. Most days we will not ask.
when-always = At every sign-in
when-always-about = Safer, and a little more work.
when-site-asks = This site asks everyone at every sign-in.
preferred-legend = What should we ask for first?
language-legend = Your language
language-about = For these pages, and for the letters and texts that we send you.
language-name = English
address-verified = Verified
address-unverified = Not verified yet. Open the link we sent.
address-unverifiable = Not verified.
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
event-second-step-asked = The password was right; a second step was asked for and not passed
event-second-step-asked-again = { $count ->
    [one] The password was right and a second step was asked for, once more after one time that is not listed
   *[other] The password was right and a second step was asked for, once more after { $count } times that are not listed one by one
}
event-refused-again = { $count ->
    [one] A sign-in was stopped, once more after one time that is not listed
   *[other] A sign-in was stopped, once more after { $count } times that are not listed one by one
}
event-signed-out = Signed out
event-others-signed-out = Signed out everywhere else
event-method-added = Switched on: { $name }
event-method-removed = Removed: { $name }
event-method-changed = Changed: { $name }
event-method-suspended = Switched off for safety: { $name }
event-method-reactivated = Switched on again: { $name }
event-password-changed = Password changed
event-password-reset = New password set with a link by e-mail
event-when-changed = Changed when we ask
event-stepped-up = Showed that it is you
event-stepped-up-with = Showed that it is you: { $name }
event-asked = Asked for the second step: { $name }
event-resting = Too many wrong tries, so it rests: { $name }
event-password-resting = Too many wrong passwords, so new browsers have to wait
event-preferred-changed = Changed what we ask for first
event-codes-replaced = New recovery codes made
event-reset-asked = Asked for a link to set a new password
event-tries-allowed = Allowed tries again
event-text-refused = A text message was not sent
event-copied-browser = A browser’s mark was used twice, so we forgot it
event-copied-passkey = A passkey may have been copied
event-browser-known = A browser is known now
event-browser-forgotten = A browser was forgotten
event-address-added = E-mail address added
event-address-verified = E-mail address verified
event-address-removed = E-mail address removed
event-not-me = Somebody pressed “This wasn’t me”
event-phone-lost = Switched off what was on a lost phone
event-hold-began = A safety hold began
event-locked = The site locked the account
event-unlocked = The site opened the account again
notice-phone-signed-out = The phone is signed out of the app.
add-phone-app = Connect another phone
test-phone = Try it
sign-out-phone = Sign out
sign-out-phone-named = Sign out { $name } of the app
phone-signed-in = Signed in to the app
phone-quiet = Not seen for 30 days: open the app to use it again
phone-signed-out = Signed out of the app: connect it again to use it
event-prompt-approved = Confirmed a prompt on the phone
event-prompt-denied = Pressed “It’s not me” on the phone
event-prompt-cancelled = Cancelled a prompt on the phone
event-phone-signed-out = Signed a phone out of the app
event-administrator-looked = An administrator looked at your activity
event-administrator-made = You look after this site from now on
event-administrator-unmade = You no longer look after this site
