## Adonde llegan los enlaces del correo.
link-sign-in-title = ¿Terminar de entrar?
link-sign-in-lead = Alguien con tu contraseña quiere entrar en { $site }.
link-sign-in-button = Sí, soy yo
link-address-title = ¿Es tuya esta dirección?
link-address-lead = Nos pediste usar
link-address-button = Sí, comprobarla
link-confirm-title = ¿Eres tú?
link-confirm-lead = Estás cambiando la protección de tu cuenta. Confírmalo, por favor.
link-confirm-button = Sí, soy yo
link-not-me-title = ¿No fuiste tú?
link-not-me-does = Pulsa el botón y hacemos dos cosas:
link-not-me-ends = Cerrar tu sesión en todas partes, al momento
link-not-me-suspends = Apagar lo que se añadió a tu cuenta
link-not-me-button = No he sido yo
link-not-me-aside = ¿Fuiste tú? Entonces cierra esta página. No pasa nada.
link-not-yours = ¿No pediste esto? Entonces cierra esta página. No pasa nada.
link-end-sign-in-title = Gracias
link-end-sign-in-body = Puedes seguir aquí o en la pestaña donde empezaste.
link-end-address-title = Dirección comprobada
link-end-address-body = Esta dirección es tuya. Escribimos allí cuando pasa algo importante.
link-end-taken-title = Esta dirección ya se usa
link-end-taken-body = Otra cuenta entra con ella. Entra en esa cuenta o usa otra dirección en esta.
link-end-confirm-title = Gracias
link-end-confirm-body = Puedes seguir aquí o en la pestaña donde empezaste.
link-end-not-me-title = Ya no pueden entrar en tu cuenta
link-end-not-me-sessions = { $n ->
    [0] No había ninguna sesión abierta.
    [one] Se cerró la sesión en 1 navegador.
   *[other] Se cerró la sesión en { $n } navegadores.
}
link-end-not-me-suspended = Hemos apagado esto:
link-end-not-me-next = Solo falta una cosa: pon una contraseña nueva, porque alguien puede saber la tuya.
link-end-expired-title = Este enlace es demasiado viejo
link-end-expired-body = Los enlaces valen poco tiempo. Empieza otra vez y enviamos uno nuevo.
link-end-unknown-title = Este enlace no funciona
link-end-unknown-body = Puede que esté cortado: cópialo entero de la carta. O es viejo: entonces pide uno nuevo.
link-end-used-title = Este enlace ya se usó
link-end-used-body = Cada enlace vale una vez. Si no fuiste tú, cambia la contraseña.
link-end-other-browser-title = Ábrelo en el otro navegador
link-end-other-browser-body = Empezaste en otro navegador. El enlace solo vale allí.
link-end-other-browser-how = Copia el enlace del mensaje, vuelve a ese navegador y pégalo allí.

## Una contraseña olvidada.
reset-title = ¿Olvidaste la contraseña?
reset-lead = Dinos tu nombre de usuario. Enviamos un enlace a tu dirección de correo.
reset-send = Enviarme un enlace
reset-by-people = Este sitio no envía correo. Las personas que lo llevan pueden darte un enlace para poner otra contraseña.
reset-sent-title = Mira tu correo
reset-sent-lead = Si hay una cuenta con ese nombre, un enlace va de camino a su dirección.
reset-sent-how = Con el enlace puedes poner una contraseña nueva. Vale poco tiempo.
reset-new-title = Pon una contraseña nueva
reset-save = Guardar la contraseña nueva
reset-done-title = Tu contraseña nueva está lista
reset-done-lead = Entra con ella. Tu segundo paso es el mismo de antes.

## Un teléfono perdido.
lost-title = ¿Perdiste el teléfono?
lost-lead = Apagamos lo que hay en él, y nadie más podrá usarlo.
lost-passkeys-too = También había una llave de acceso: apagar mis llaves de acceso
lost-passkeys-last = Tus llaves de acceso siguen funcionando: sin ellas no podrías entrar. Entra con una y quita la que estaba en el teléfono.
lost-passkeys-left = Tus llaves de acceso siguen funcionando. ¿Había una en ese teléfono? Repite esto y marca la casilla.
lost-last-title = Es tu última forma de entrar
lost-last-lead = Si lo apagamos, no te queda ningún segundo paso y ya no podrás entrar por tu cuenta:
lost-last-instead = ¿Tienes otro teléfono, una llave de acceso o un código de recuperación? Entra primero con eso y quita el teléfono perdido en Contraseña y seguridad. Si no, pide ayuda antes de seguir.
lost-last-signin = Entrar de otra forma
lost-last-again = ¿Alguien está usando tu teléfono ahora mismo? Entonces escribe tu contraseña otra vez.
lost-last-button = Apagarlo de todas formas
lost-done-title = Listo. Tu teléfono ya no puede entrar.
lost-done-lead = Esto está apagado:
lost-way-left = Aún tienes otra forma de entrar.
lost-found-later = ¿Lo has encontrado? Entra de otra forma y actívalos otra vez en Contraseña y seguridad.
lost-no-way-left = Ahora no te queda otra forma de entrar. Las personas que llevan este sitio pueden ayudarte.

## Fuera sin poder entrar.
locked-out-title = ¿No puedes entrar?
locked-out-lead = Prueba esto, de arriba abajo.
locked-out-other = Otra forma
locked-out-other-about = Entra con tu contraseña y elige «Probar otra forma».
locked-out-code = Un código de recuperación
locked-out-code-about = ¿Guardaste diez códigos en papel o en un archivo? Basta con uno.
locked-out-browser = Un navegador que ya usaste
locked-out-browser-about = Prueba con un ordenador o un teléfono donde ya entraste. Allí pedimos menos.
locked-out-password = Una contraseña olvidada
locked-out-people = Personas que te ayudan
locked-out-people-never = Nunca te pedirán la contraseña ni un código.
locked-out-people-unknown = Pregunta a quienes llevan { $site }.

## Una cuenta nueva.
signup-title = Crea una cuenta
display-name-hint = Así te saludamos.
user-name-hint = Con él entras.
signup-email-hint = Enviamos allí un enlace para comprobarla.
have-account = ¿Ya tienes cuenta?
signup-sent-title = Mira tu correo
signup-sent-lead = Hemos enviado un enlace a
signup-sent-how = Ábrelo y tu cuenta está lista.
signup-again = Probar otra vez
