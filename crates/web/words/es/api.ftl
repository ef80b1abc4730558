## Reasons that are told after the second step, where a page would say less.
told-place-missing = No pudimos saber dónde estás.
told-denied-prompt = Hace poco alguien dijo «no soy yo».
told-recent-recovery = Tu cuenta se recuperó hace poco.
told-password-reset = Hace poco pusiste la contraseña con un enlace por correo.
told-browser-token-reused = Se usó una copia antigua de la marca de este navegador.
told-passkey-copied = Puede que alguien haya copiado una llave de acceso: su contador retrocedió.
told-suspended = Nos dijiste que perdiste el teléfono.
told-cancelled = Este inicio de sesión se canceló.
