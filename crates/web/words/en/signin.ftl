## The first step.
signin-title = Sign in
signin-button = Sign in
signin-going-to = to go on to { $name }
signin-passkey = Sign in with a passkey
shared-computer = This is a shared computer
forgot-password = Forgot password?
lost-my-phone = Lost your phone?
no-account-yet = No account yet?
create-account = Create an account
signed-in-title = You are signed in
signed-in-hello = Welcome, { $name }.
signed-in-add = You have only one way in. Add another before you need it:

## Before an action of the site.
step-up-title = Confirm it’s you to go on
step-up-not-yet-title = This cannot be done yet
step-up-lead = What you are about to do needs a fresh check that it is you. It takes a moment.

## The second step.
verify-title-text-message = Enter the code we sent
verify-title-authenticator-app = Enter the code from your app
verify-title-passkey = Use your passkey
verify-title-security-question = Answer your question
verify-title-recovery-code = Enter a recovery code
verify-title-mailed-link = Open the link we sent
verify-text-lead = We sent a text message to
verify-text-new = We can send a new code to
verify-app-lead = Open your app and look for the code of
verify-passkey-lead = Your browser will ask for your finger, your face, your PIN or your security key.
verify-passkey-button = Use my passkey
verify-recovery-lead = Use one of the codes you saved. Each code works once.
verify-link-lead = We sent a link to
verify-link-how = Open it in this same browser. Then come back here.
verify-link-waiting = Waiting for you to open the link
part-of = Step { $nth } of { $of }
code-label = Code
code-clock-hint = The code changes every 30 seconds.
code-expires = The code runs out
link-expires = The link runs out
answer-hint = Capital letters and spaces do not matter.
recovery-code-label = Recovery code
recovery-left-hint = { $n ->
    [one] You have 1 code left.
   *[other] You have { $n } codes left.
}
wait-note = Too many wrong tries. The next try counts in { $time }.
dont-ask = { $n ->
    [one] Don’t ask on this browser for 1 day
   *[other] Don’t ask on this browser for { $n } days
}
check-again = Check again
resend-text = Send the text again
resend-new-text = Send a new code
resend-link = Send the link again
resend-wait = { $n ->
    [one] You can ask again in 1 second.
   *[other] You can ask again in { $n } seconds.
}
resend-countdown = You can ask again in { $name } s.
why-we-ask = Why we ask
reason-new-browser = This is your first sign-in from this browser.
reason-new-place = You have not signed in from this place before.
reason-recent-failures = Somebody typed something wrong here lately.
reason-security-event = Something on your account changed lately.
reason-every-sign-in = You chose to be asked every time.
reason-site-asks = This site asks everyone.
reason-change = You are about to change how your account is guarded.
reason-fresh-check = This needs a fresh check that it is you.
reason-unusual = This sign-in is not like your usual ones.

## The list of ways.
methods-title = Choose another way
methods-lead = How do you want to show it’s you?
preferred-tag = Your choice
not-now = Not possible right now
none-of-these = None of these?
why-too-weak = This sign-in needs a stronger proof.
why-too-weak-for-this = This needs a stronger proof.
why-no-such-action = This site has no action of that name.
why-action-or-with = Send the name of an action, or how you give the proof, not both.
why-resting = It rests after too many wrong tries.
why-other-method-works = Only for when nothing else works.
why-cannot-send = We cannot send messages at the moment.
why-none-left = You have used all your codes.
why-suspended = It is switched off for safety.
why-signed-out = Your phone app is signed out.
why-known-browser-only = Only on a browser you have used before.
why-text-limit = We sent as many codes as we may for now. You can have the next one after { $time }.
why-sent-too-often = We sent too many codes. Try again later.

## When it ends or cannot go on.
resting-title = This way needs a rest
resting-body = There were too many wrong tries with this: { $name }.
resting-back = You can use it again
locked-title = Your account is locked
locked-body = Your password is right, but the people who run this site have locked the account. They can open it again.
locked-since = It has been locked since
expired-title = That took too long
expired-body = For your safety, a sign-in does not stay open for long. Nothing is lost. Just start again.
elsewhere-title = Already done
elsewhere-body = You finished this sign-in in another tab. You can close this one.
no-way-title = No way in from here
no-way-body = None of your methods can be used right now. Your account is safe, and people can help you.
no-way-for-action-title = This cannot be confirmed here right now
no-way-for-action-body = It needs a passkey, your authenticator app, your phone or a recovery code, and none of these can be used in this browser at the moment; nothing weaker will do. Wait a while, or go on in a browser or on a device that you have used before. Under Password & Security you see your methods, and can add another.
refused-title = We stopped this sign-in
refused-body = It looks too unusual to let it through. If it is you, try from a browser you have used before.
too-many-title = Let’s slow down
too-many-body = Many tries came in at once. Please wait { $time }, then try again.
busy-title = One moment
busy-body = Many people are signing in. Please try again in { $time }.
conflict-title = Somebody was faster
conflict-body = The same thing was changed elsewhere at the same moment. Nothing is lost. Try again.
not-found-title = Nothing here
not-found-body = This page does not exist, or it has moved.
forbidden-title = You cannot open this page
forbidden-body = It belongs to somebody else, or you are signed out.
bad-form-title = We could not read that
bad-form-body = Something in the form was not as we expect. Go back and try again.
cross-site-title = That did not come from our page
cross-site-body = At least, we could not be sure that it did. So we did nothing, and nothing has changed. Go back to the start and try again there. If this page comes back, let your browser keep cookies for this site.
other-address-title = This site has another address
other-address-body = You will find it at { $name }. We did nothing with what you sent from here, and nothing has changed. Go there and try again.
other-address-operator = Do you run this site, and should people find it here? Then put what stands in the address bar now into the setting “site.url”.
wrong-method-title = This page does not open by itself
wrong-method-body = It only takes what another page sends to it. Go back to the start and find your way from there.
too-large-title = That is more than we can take
too-large-body = What you sent is longer than anything we ask for. Nothing has changed. Go back to the start and try again with less.
too-slow-title = We took too long
too-slow-body = We stopped waiting for our own answer. It may be done, or it may not: look before you try again.
fault-title = Our mistake
fault-body = Something broke on our side. Your account is safe. Please try again.
fault-reference = If it happens again, tell us this number:
unavailable-title = Back soon
unavailable-body = We cannot reach our own records right now. Please try again in a minute.
help-title = People who can help
why-this-phone = This is the phone that would be asked. Sign in on another device, or choose another way.
why-too-many-prompts = Several prompts were sent and not answered. Choose another way; prompts work again after it.
verify-title-prompt = Check your phone
verify-title-prompt-over = That prompt is over
prompt-lead = Open the { $site } app on your phone and type this number:
prompt-waiting = Waiting for your phone…
prompt-unseen = Your phone has not opened the prompt. Open the app, or choose another way.
prompt-approved = You confirmed on your phone.
prompt-open-app = Open the app
prompt-copy-number = Copy the number
prompt-expires = The prompt ends
prompt-again = Send another prompt
prompt-over-expired = Nobody answered in time.
prompt-over-replaced = A newer sign-in asked your phone instead.
prompt-over-cancelled = You cancelled it on your phone.
prompt-over-wrong-number = Another number was typed on the phone.
prompt-over-signed-out = Your phone was signed out of the app. Choose another way.
prompt-over-denied = “It’s not me” was pressed on the phone.
denied-title = This sign‑in was stopped
denied-body = Somebody pressed “It’s not me” on the phone. If it was you at this screen, start again. If not, whoever tried knows the password: choose a new one.
