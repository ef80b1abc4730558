## The companion app: a phone that confirms sign-ins. “#” and “%” in what scripts fill in stand for values.
companion-title = Confirm your sign-ins
companion-about = Your phone asks if it’s you when somebody signs in to your account at { $site }.
companion-needs-script = This app needs JavaScript, and a browser that runs it.
companion-other-methods = Your other methods work without the app.
companion-unable-title = This browser is too old
companion-unable-about = The app needs a current browser, and a secure connection to the site.

companion-welcome-title = Your phone can say “it’s me”
companion-connect = Connect this phone
companion-connect-about = You sign in once, with your password and one more method.
companion-have-code = A computer shows you a code?
companion-scan = Scan the code
companion-paste = Paste the link or code

companion-scan-title = Point at the code
companion-scan-about = It stands on the computer, under Password & Security.
companion-scan-closed = The camera did not open. Paste the link or code instead.
companion-scan-other = That code is for something else.
companion-paste-title = Paste the link or code
companion-paste-label = Link or code
companion-paste-wrong = That is no link or code of this site.

companion-pair-title = Connect this phone to your account at { $site }?
companion-pair-about = Only go on if you opened the code yourself.
companion-pair-name = Name of this phone
companion-pair-name-hint = So that you tell it from others.
companion-pair-my-phone = My phone
companion-pair-no-name = Give the phone a name.
companion-pair-old = This code is used or too old. Get a new one on the computer.
companion-pair-other = This phone is connected already. Sign out first to connect it to another account.

companion-waiting-title = Now confirm it in the browser
companion-waiting-about = The page where you got the code asks if this is your phone.
companion-confirm-here = Go back and confirm
companion-waiting-now = Waiting for you
companion-start-again = Start again

companion-home-title = Nothing to confirm
companion-home-about = When a sign-in needs you, it shows here at once.
companion-waits = A prompt waits for you.
companion-show = Show it
companion-ready = Ready
companion-offline = You are offline. We keep trying.
companion-account = Account
companion-phone = This phone
companion-add-to-home = Add to home screen
companion-add-to-home-about = Then it opens like any other app.

companion-push-title = Notifications
companion-push-off = Know that a sign-in waits for you, also when the app is closed.
companion-push-turn-on = Turn on notifications
companion-push-on = They are on. They never say what is asked.
companion-push-blocked = They are blocked here. Allow them in the settings of your browser.
companion-push-cannot = This browser shows none. On an iPhone, add the app to your home screen first.
companion-push-failed = That did not work. Try again later.

companion-guard-title = What guards your account
companion-guard-when = We ask
companion-guard-ways = Ways in
companion-guard-methods = Methods
companion-guard-last = This phone is your only way in. Add another one.

companion-recent-title = Recent prompts
companion-recent-none = None yet.
companion-recent-approved = Confirmed
companion-recent-denied = It wasn’t you
companion-recent-cancelled = Cancelled
companion-recent-wrong-number = Wrong number

companion-rename-title = Rename this phone
companion-name = Name
companion-leave-title = Sign out of this app?
companion-leave-about = This phone will confirm nothing any more. To use it again, connect it anew.
companion-leave-last = This phone is the only way in to your account. Without it you may be locked out. Add another method first.
companion-leave-anyway = Sign out anyway
companion-stay = Stay signed in
companion-add-method = Add another method

companion-ask-title = Is it you?
companion-ask-sign-in = Somebody is signing in to your account.
companion-ask-step-up = Somebody confirms a change of your account.
companion-ask-test = This is only a test.
companion-ask-of-two = 1 of 2
companion-later = Later
companion-fact-site = Site
companion-fact-browser = Browser
companion-fact-where = Where
companion-fact-time = Time
companion-fact-unknown = Not known
companion-number = Number on that screen
companion-number-hint = # digits. Never one you are told.
companion-yes = Yes, it’s me
companion-no = No, it’s not me
companion-time-left = Time left
companion-said-hurry = 30 seconds left.

companion-deny-title = Really not you?
companion-deny-about = Then somebody may know your password. We end that sign-in and write to you.
companion-deny-yes = Not me. End it
companion-go-back = Go back

companion-approved-title = You confirmed it
companion-approved-about = The other screen goes on by itself.
companion-denied-title = We stopped it
companion-denied-about = Somebody may know your password. Choose a new one now.
companion-denied-password = Choose a new password
companion-cancelled-title = Cancelled
companion-cancelled-about = Nothing is confirmed. The other screen offers other ways.
companion-wrong-title = That was not the number
companion-wrong-about = Nothing is confirmed. If it’s you, start again on the other screen.
companion-expired-title = Time ran out
companion-expired-about = Nothing is confirmed. If it’s you, start again on the other screen.
companion-replaced-title = A newer one took its place
companion-replaced-about = Only the newest one counts.
companion-elsewhere-title = Already answered
companion-elsewhere-about = On another phone, or in another window.
companion-over-title = It is over
companion-over-about = That sign-in ended, or a newer one took its place.
companion-failed-title = That was not accepted
companion-failed-about = Nothing is confirmed. If this happens again, sign out here and connect the phone anew.
companion-next = Show the other one

companion-signed-out-title = You are signed out
companion-signed-out-about = This phone deleted its key. It confirms nothing any more.
companion-ended-title = This phone is disconnected
companion-ended-about = It was removed, reported lost, or not confirmed in time. It deleted its key and confirms nothing any more.
companion-connect-again = Connect it again

companion-no-connection = No connection. Try again.
companion-busy = Too many tries. Wait a minute.
companion-trouble = That did not work. Try again.
companion-notification = Open the app to confirm it’s you.
