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
error-code-expired = This code is too old. Ask for a new one.
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
error-name-invalid = Use letters, digits, dots and dashes.
error-name-taken = This name is taken. Try another one.
error-name-long = Use { $n } characters at most.
error-password-short = Use at least { $n } characters.
error-password-long = Use { $n } characters at most.
error-password-common = Many people use this password, so thieves try it first. Choose another one.
error-password-guessable = This password is quick to guess. Add another word or two.
error-password-personal = Leave your name and address out of the password.
error-password-same = This is your old password. Choose a new one.
error-question-missing = Choose a question.
error-answer-short = This answer is too short. Use a few more letters.
error-answer-common = Many people give this answer. Choose one that only you know.
error-answer-obvious = This answer is too easy to guess from the question or your name.
error-not-saved = Save the codes first, then tick the box.
error-nothing-chosen = Choose at least one.
error-stale-form = This page was open for a long time. Please send it again.
error-changed-meanwhile = This was changed in another tab. Look at it again.
