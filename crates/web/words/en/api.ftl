## Reasons that are told after the second step, where a page would say less.
told-place-missing = We could not tell where you are.
told-denied-prompt = Somebody said “it is not me” lately.
told-recent-recovery = Your account was recovered lately.
told-password-reset = Your password was set with a link by e-mail lately.
told-browser-token-reused = An old copy of this browser’s mark was used.
told-passkey-copied = A passkey may have been copied: its counter went back.
told-suspended = You told us that you lost your phone.
told-cancelled = This sign-in was cancelled.
