## Where mailed links land.
link-sign-in-title = Finish signing in?
link-sign-in-lead = Somebody with your password wants to sign in to { $site }.
link-sign-in-button = Yes, it’s me
link-address-title = Is this your address?
link-address-lead = You asked us to use
link-address-button = Yes, verify it
link-confirm-title = Is it you?
link-confirm-lead = You are changing how your account is guarded. Please confirm.
link-confirm-button = Yes, it’s me
link-not-me-title = Was this not you?
link-not-me-does = Press the button, and we do two things:
link-not-me-ends = Sign out everywhere, at once
link-not-me-suspends = Switch off what was added to your account
link-not-me-button = This wasn’t me
link-not-me-aside = It was you? Then close this page. Nothing happens.
link-not-yours = You did not ask for this? Then close this page. Nothing happens.
link-end-sign-in-title = Thank you
link-end-sign-in-body = You can go on here, or in the tab where you began.
link-end-address-title = Address verified
link-end-address-body = This address is yours. We write there when something important happens.
link-end-taken-title = This address is in use
link-end-taken-body = Another account signs in with it. Sign in there, or use another address here.
link-end-confirm-title = Thank you
link-end-confirm-body = You can go on here, or in the tab where you began.
link-end-not-me-title = Your account is closed to them
link-end-not-me-sessions = { $n ->
    [0] Nobody was signed in.
    [one] 1 browser was signed out.
   *[other] { $n } browsers were signed out.
}
link-end-not-me-suspended = We switched these off:
link-end-not-me-next = One thing left to do: set a new password, since somebody may know yours.
link-end-expired-title = This link is too old
link-end-expired-body = Links work only for a short time. Start again, and we send a new one.
link-end-unknown-title = This link does not work
link-end-unknown-body = It may be cut off: copy all of it from the letter. Or it is old: then ask for a new one.
link-end-used-title = This link was used
link-end-used-body = Each link works once. If it was not you, change your password.
link-end-other-browser-title = Open it in the other browser
link-end-other-browser-body = You began in another browser. The link works only there.
link-end-other-browser-how = Copy the link from the message, go back to that browser, and paste it there.

## A forgotten password.
reset-title = Forgot your password?
reset-lead = Tell us your user name. We send a link to your e-mail address.
reset-send = Send me a link
reset-by-people = This site sends no e-mail. The people who run it can give you a link to a new password.
reset-sent-title = Look in your mail
reset-sent-lead = If there is an account with that name, a link is on its way to its address.
reset-sent-how = The link lets you set a new password. It works for a short time.
reset-new-title = Set a new password
reset-save = Save the new password
reset-done-title = Your new password is ready
reset-done-lead = Now sign in with it. Your second step is the same as before.

## A lost phone.
lost-title = Lost your phone?
lost-lead = We switch off what is on it, so that nobody else can use it.
lost-passkeys-too = A passkey was on it too: switch off my passkeys as well
lost-passkeys-last = Your passkeys still work: without them you would have no way in. Sign in with one, then remove the one that was on the phone.
lost-passkeys-left = Your passkeys still work. Was one on that phone? Then do this again, and tick the box.
lost-last-title = This is your last way in
lost-last-lead = If we switch this off, you have no second step left, and cannot sign in by yourself any more:
lost-last-instead = Do you still have another phone, a passkey or a recovery code? Sign in with it first, and remove the lost phone at Password & Security. If not, ask for help before you go on.
lost-last-signin = Sign in another way
lost-last-again = Is somebody else using your phone right now? Then give your password once more.
lost-last-button = Switch it off all the same
lost-done-title = Done. Your phone is shut out.
lost-done-lead = These are switched off:
lost-way-left = You still have another way in.
lost-found-later = Did you find it? Sign in another way, then switch these on again at Password & Security.
lost-no-way-left = You have no other way in now. The people who run this site can help you.

## Locked out.
locked-out-title = Cannot get in?
locked-out-lead = Try these, from the top.
locked-out-other = Another way
locked-out-other-about = Sign in with your password, then choose “Try another way”.
locked-out-code = A recovery code
locked-out-code-about = Did you save ten codes on paper or in a file? One of them is enough.
locked-out-browser = A browser you know
locked-out-browser-about = Try on a computer or phone where you have signed in before. We ask for less there.
locked-out-password = A forgotten password
locked-out-people = People who can help
locked-out-people-never = They will never ask for your password or for a code.
locked-out-people-unknown = Ask the people who run { $site }.

## A new account.
signup-title = Create an account
display-name-hint = How we greet you.
user-name-hint = You sign in with it.
signup-email-hint = We send a link there to check it.
have-account = Have an account?
signup-sent-title = Look in your mail
signup-sent-lead = We sent a link to
signup-sent-how = Open it, and your account is ready.
signup-again = Try again
