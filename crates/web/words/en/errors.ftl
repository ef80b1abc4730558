## What is wrong with a form, and how to mend it.
tries-left = { $n ->
    [0] No tries are left.
    [one] 1 try is left.
   *[other] { $n } tries are left.
}
error-empty = Please fill this in.
error-wrong-name-or-password = The user name or the password is wrong.
error-wrong-password = This is not your current password.
error-wrong-code = This code is not right.
error-code-used = This code was used already. Wait for the next one.
error-code-used-up = Too many wrong tries: that code does not work any more. Ask for a new one.
error-code-expired = This code is too old. Ask for a new one.
error-wrong-passkey = This passkey did not work. Try again, or take another way.
error-passkey-not-known = This passkey opens no account here. Sign in with your password.
error-passkey-late = That took too long. Please try again.
error-not-a-passkey = No passkey was made. Please try again.
error-code-length = The code has { $n } digits.
error-clock-ahead = { $n ->
    [one] The clock of your phone is about 1 minute ahead. Set it to automatic, then try the next code.
   *[other] The clock of your phone is about { $n } minutes ahead. Set it to automatic, then try the next code.
}
error-clock-behind = { $n ->
    [one] The clock of your phone is about 1 minute behind. Set it to automatic, then try the next code.
   *[other] The clock of your phone is about { $n } minutes behind. Set it to automatic, then try the next code.
}
error-wrong-answer = This answer is not right.
error-wrong-recovery-code = This code is not right, or it was used before.
error-wait = Please wait { $time }, then try again.
error-resend-early = The last one is still on its way. You can ask again in { $time }.
error-not-sent = We could not send it. Try again later, or use another way.
error-phone-invalid = This does not look like a phone number. Start with + and the country code.
error-phone-not-served = We cannot send text messages to this number. Try another number.
error-email-invalid = This does not look like an e-mail address.
error-email-listed = This address is on your account already.
error-name-invalid = Use letters of one alphabet, digits, dots, dashes and underscores.
error-name-unseen = This name has a character that cannot be seen. Type it anew.
error-name-is-address = Choose a name without @. Once your address is verified, you can sign in with it too.
error-name-taken = This name is taken. Try another one.
error-name-long = Use { $n } characters at most.
error-password-short = Use at least { $n } characters.
error-password-long = Use { $n } characters at most.
error-password-common = Many people use this password, so thieves try it first. Choose another one.
error-password-guessable = This password is quick to guess. Add another word or two.
error-password-personal = Leave your name, your address and the name of this site out of the password.
error-password-same = This is your old password. Choose a new one.
error-question-missing = Choose a question.
error-answer-short = This answer is too short. Use a few more letters.
error-answer-common = Many people give this answer. Choose one that only you know.
error-answer-obvious = This answer is too easy to guess from the question, your name or your address.
error-not-saved = Save the codes first, then tick the box.
error-nothing-chosen = Choose at least one.
error-stale-form = This page was open for a long time. Please send it again.
error-changed-meanwhile = This was changed in another tab. Look at it again.
error-answer-repeated = This is one letter again and again. Use a real answer.
error-phone-not-in-use = No phone has this number. Look at it again.
error-phone-not-mobile = This number takes no text messages. Use a mobile phone number.
error-phone-premium = Messages to this number cost extra. Use a usual mobile phone number.
error-phone-internet = This is an internet number, which is easy to take over. Use a mobile phone number.
error-sent-too-often = We sent enough for now. Try again later, or use another way.
error-password-breached = This password was stolen from another site, so thieves know it. Choose another one.
error-password-unusable = This password has a character that not every keyboard has. Leave it out.
error-resting = Too many wrong tries from here. Try again later, or from a browser you have used before.
error-held = To keep you safe, this cannot be changed until { $time }.
error-action-held = To keep you safe, this cannot be done until { $time }.
error-nothing-suffices = This needs a passkey, an authenticator app or recovery codes. Add one under Password & Security first.
error-email-first = First we need an e-mail address that is yours. Add one, or open the link we sent.
error-operator-link = This site sends no e-mail. Ask the people who run it for a link to a new password, and open it in this browser. For an hour after that you can set this up.
error-method-first = Enable another method first. The codes are its spare key.
error-proof-needed = First show us that it is you.
error-not-by-recovery-code = A recovery code can add a method, but not take one away. Show us with another method.
error-not-offered = This site does not offer it.
error-site-asks-always = This site asks everyone at every sign-in.
error-too-many-methods = You can have { $n } of these. Remove one first.
error-too-many-addresses = You can have { $n } addresses. Remove one first.
error-question-needed = Your question holds other methods up. Remove them first.
error-last-way-in = It is your last way in. Set up another one first.
error-last-address = It is the only address where we can reach you. Add another one first.
error-not-preferable = We cannot ask for this one first. Choose another one.
error-nothing-on-phone = Nothing that lives on a phone is switched on.
error-set-up-over = This set-up is over. Begin again.
error-no-such-account = Nobody has this name or verified address.
