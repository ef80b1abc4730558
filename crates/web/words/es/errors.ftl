## Qué falla en un formulario y cómo se arregla.
tries-left = { $n ->
    [0] No quedan intentos.
    [one] Queda 1 intento.
   *[other] Quedan { $n } intentos.
}
error-empty = Rellena esto, por favor.
error-wrong-name-or-password = El nombre de usuario o la contraseña no es correcta.
error-wrong-password = Esta no es tu contraseña actual.
error-wrong-code = Este código no es correcto.
error-code-used = Este código ya se usó. Espera al siguiente.
error-code-used-up = Demasiados intentos fallidos: ese código ya no sirve. Pide uno nuevo.
error-code-expired = Este código es demasiado viejo. Pide uno nuevo.
error-wrong-passkey = Esta llave de acceso no funcionó. Inténtalo otra vez o elige otra forma.
error-passkey-not-known = Esta llave de acceso no abre ninguna cuenta aquí. Entra con tu contraseña.
error-passkey-late = Ha tardado demasiado. Inténtalo otra vez.
error-not-a-passkey = No se creó ninguna llave de acceso. Inténtalo otra vez.
error-code-length = El código tiene { $n } cifras.
error-clock-ahead = { $n ->
    [one] El reloj de tu teléfono va 1 minuto adelantado, más o menos. Ponlo en automático y prueba con el código siguiente.
   *[other] El reloj de tu teléfono va { $n } minutos adelantado, más o menos. Ponlo en automático y prueba con el código siguiente.
}
error-clock-behind = { $n ->
    [one] El reloj de tu teléfono va 1 minuto atrasado, más o menos. Ponlo en automático y prueba con el código siguiente.
   *[other] El reloj de tu teléfono va { $n } minutos atrasado, más o menos. Ponlo en automático y prueba con el código siguiente.
}
error-wrong-answer = Esta respuesta no es correcta.
error-wrong-recovery-code = Este código no es correcto o ya se usó.
error-wait = Espera { $time } y prueba otra vez.
error-resend-early = El último todavía está en camino. Puedes pedirlo otra vez en { $time }.
error-not-sent = No hemos podido enviarlo. Prueba más tarde o usa otra forma.
error-phone-invalid = No parece un número de teléfono. Empieza con + y el código del país.
error-phone-not-served = No podemos enviar mensajes a este número. Prueba con otro.
error-email-invalid = No parece una dirección de correo.
error-email-listed = Esta dirección ya está en tu cuenta.
error-name-invalid = Usa letras de un solo alfabeto, cifras, puntos, guiones y guiones bajos.
error-name-unseen = Este nombre tiene un carácter que no se ve. Escríbelo de nuevo.
error-name-is-address = Elige un nombre sin @. Cuando tu dirección esté verificada, también podrás entrar con ella.
error-name-taken = Este nombre ya está en uso. Prueba con otro.
error-name-long = Usa { $n } caracteres como mucho.
error-password-short = Usa al menos { $n } caracteres.
error-password-long = Usa { $n } caracteres como mucho.
error-password-common = Mucha gente usa esta contraseña, y los ladrones la prueban primero. Elige otra.
error-password-guessable = Esta contraseña se adivina pronto. Añade una o dos palabras.
error-password-personal = No pongas tu nombre, tu dirección ni el nombre de este sitio en la contraseña.
error-password-same = Esta es tu contraseña de antes. Elige una nueva.
error-question-missing = Elige una pregunta.
error-answer-short = Esta respuesta es demasiado corta. Usa algunas letras más.
error-answer-common = Mucha gente da esta respuesta. Elige una que solo tú sepas.
error-answer-obvious = Esta respuesta se adivina por la pregunta, por tu nombre o por tu dirección.
error-not-saved = Guarda primero los códigos y marca después la casilla.
error-nothing-chosen = Elige al menos una cosa.
error-stale-form = Esta página estuvo abierta mucho tiempo. Envíala otra vez, por favor.
error-changed-meanwhile = Esto cambió en otra pestaña. Míralo otra vez.
error-answer-repeated = Es la misma letra una y otra vez. Escribe una respuesta de verdad.
error-phone-not-in-use = Ningún teléfono tiene este número. Míralo otra vez.
error-phone-not-mobile = Este número no recibe mensajes de texto. Usa un teléfono móvil.
error-phone-premium = Los mensajes a este número cuestan más. Usa un teléfono móvil corriente.
error-phone-internet = Es un número de internet, fácil de robar. Usa un teléfono móvil.
error-sent-too-often = Por ahora hemos enviado bastante. Inténtalo más tarde o de otra manera.
error-password-breached = Esta contraseña se robó en otro sitio y los ladrones la conocen. Elige otra.
error-password-unusable = Esta contraseña tiene un carácter que no está en todos los teclados. Quítalo.
error-resting = Demasiados intentos fallidos desde aquí. Inténtalo más tarde, o desde un navegador que ya hayas usado.
error-held = Por tu seguridad, esto no se puede cambiar hasta el { $time }.
error-action-held = Por tu seguridad, esto no se puede hacer hasta el { $time }.
error-nothing-suffices = Esto requiere una llave de acceso, una app de autenticación o códigos de recuperación. Añade una en Contraseña y seguridad.
error-email-first = Primero necesitamos una dirección de correo tuya. Añade una, o abre el enlace que enviamos.
error-operator-link = Este sitio no envía correo. Pide a las personas que lo llevan un enlace para poner otra contraseña y ábrelo en este navegador. Durante una hora podrás activar esto.
error-method-first = Activa antes otro método. Los códigos son su llave de repuesto.
error-proof-needed = Primero demuestra que eres tú.
error-not-by-recovery-code = Con un código de recuperación se puede añadir un método, pero no quitarlo. Usa otro método.
error-not-offered = Este sitio no lo ofrece.
error-site-asks-always = Este sitio pregunta siempre a todo el mundo.
error-too-many-methods = Puedes tener { $n } de estos. Quita uno antes.
error-too-many-addresses = Puedes tener { $n } direcciones. Quita una antes.
error-question-needed = Otros métodos dependen de tu pregunta. Quítalos antes.
error-last-way-in = Es tu última forma de entrar. Pon otra primero.
error-last-address = Es la única dirección donde podemos avisarte. Añade otra antes.
error-not-preferable = No podemos pedir este primero. Elige otro.
error-nothing-on-phone = No tienes activado nada que viva en un teléfono.
error-set-up-over = Esta preparación ya no vale. Empieza de nuevo.
error-no-such-account = Nadie tiene este nombre o dirección verificada.
