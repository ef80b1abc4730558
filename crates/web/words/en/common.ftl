## Words that many pages share.
error-prefix = Error:
problems-title = Please check this
skip-to-content = Skip to the content
continue = Continue
cancel = Cancel
save = Save
done = Done
copy = Copy
copied = Copied
download = Download
print = Print
show = Show
hide = Hide
show-password = Show password
hide-password = Hide password
sign-out = Sign out
get-help = Get help
try-another-way = Try another way
back-to-signin = Back to sign-in
back-to-security = Back to Password & Security
back-to-start = Back to the start
go-to-the-site = Go to its address
go-to-security = Go to Password & Security
user-name = User name
password = Password
display-name = Your name
email-label = E-mail address
current-password = Current password
new-password = New password
change-password = Change password
password-hint = At least { $n } characters. A few words in a row work well.
password-ends-all-sessions = You will be signed out everywhere. Then sign in with the new password.
password-ends-sessions = You stay signed in here. You will be signed out everywhere else.
mail-not-there = Nothing after a few minutes? Look in your spam folder.

## Methods.
kind-security-question = Security question
kind-text-message = Text message
kind-authenticator-app = Authenticator app
kind-mobile-prompt = Prompt on your phone
kind-passkey = Passkey
kind-recovery-code = Recovery codes
kind-mailed-link = Link by e-mail
act-security-question = Answer my security question
act-text-message = Get a code by text message
act-authenticator-app = Use a code from my app
act-mobile-prompt = Confirm on my phone
act-passkey = Use my passkey
passkey-needs-script = Passkeys need JavaScript, and a browser that knows them. Other methods work without.
passkey-none-used = No passkey was used. Try again, or take another way.
act-recovery-code = Use a saved recovery code
act-mailed-link = Get a link by e-mail

## Times.
time-just-now = just now
time-in-a-moment = in less than a minute
time-minutes-ago = { $n ->
    [one] a minute ago
   *[other] { $n } minutes ago
}
time-hours-ago = { $n ->
    [one] an hour ago
   *[other] { $n } hours ago
}
time-days-ago = { $n ->
    [one] a day ago
   *[other] { $n } days ago
}
time-in-minutes = { $n ->
    [one] in a minute
   *[other] in { $n } minutes
}
time-in-hours = { $n ->
    [one] in an hour
   *[other] in { $n } hours
}
time-in-days = { $n ->
    [one] in a day
   *[other] in { $n } days
}
time-date = { $day } { $month } { $year }
time-moment = { $date }, { $time } UTC
span-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}
span-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
span-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
span-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
month = { $n ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}

## What was seen of a visitor.
seen-browser-on = { $browser } on { $system }
seen-browser = A browser
seen-app = An app
seen-program = A program

## News at the top of a page.
notice-signed-out = You are signed out.
notice-others-signed-out = You are signed out everywhere else.
notice-session-ended = That browser is signed out.
notice-browser-forgotten = We forgot that browser. We will ask there next time.
notice-method-added = { $name } is on.
notice-method-removed = { $name } is removed.
notice-method-renamed = The new name is { $name }.
notice-password-changed = Your password is changed.
notice-when-saved = Saved. That is when we will ask.
notice-preferred-saved = Saved. We will ask for that first.
notice-language-saved = Saved. We speak English with you from now on.
notice-tries-allowed = Done. It can be tried again.
notice-question-saved = Your security question is saved.
notice-code-sent = We sent the code. It can take a minute.
notice-link-sent = We sent a link to { $name }.
notice-address-removed = { $name } is removed.
notice-moved-on = That way does not work right now. Here is another one: { $name }.
notice-link-opened = Thank you. The link worked.
notice-link-not-opened = Nobody has opened the link yet.
notice-password-reset = Your new password is ready. Sign in with it.
notice-took-too-long = Your sign-in took too long. Sign in again.
notice-sign-in-first = Please sign in first.
