## El primer paso.
signin-title = Entrar
signin-button = Entrar
signin-going-to = para seguir a { $name }
signin-passkey = Entrar con una llave de acceso
shared-computer = Este ordenador es compartido
forgot-password = ¿Olvidaste la contraseña?
lost-my-phone = ¿Perdiste el teléfono?
no-account-yet = ¿Aún no tienes cuenta?
create-account = Crear una cuenta
signed-in-title = Ya estás dentro
signed-in-hello = Te damos la bienvenida, { $name }.
signed-in-add = Solo tienes una forma de entrar. Añade otra antes de que te haga falta:

## El segundo paso.
verify-title-text-message = Escribe el código que enviamos
verify-title-authenticator-app = Escribe el código de tu aplicación
verify-title-passkey = Usa tu llave de acceso
verify-title-security-question = Responde a tu pregunta
verify-title-recovery-code = Escribe un código de recuperación
verify-title-mailed-link = Abre el enlace que enviamos
verify-text-lead = Hemos enviado un mensaje de texto a
verify-text-new = Podemos enviar un código nuevo a
verify-app-lead = Abre tu aplicación y busca el código de
verify-passkey-lead = El navegador te pedirá el dedo, la cara, el PIN o la llave de seguridad.
verify-passkey-button = Usar mi llave de acceso
verify-recovery-lead = Usa uno de los códigos que guardaste. Cada código vale una vez.
verify-link-lead = Hemos enviado un enlace a
verify-link-how = Ábrelo en este mismo navegador. Después vuelve aquí.
verify-link-waiting = Esperamos a que abras el enlace
part-of = Paso { $nth } de { $of }
code-label = Código
code-clock-hint = El código cambia cada 30 segundos.
code-expires = El código caduca
link-expires = El enlace caduca
answer-hint = No importan las mayúsculas ni los espacios.
recovery-code-label = Código de recuperación
recovery-left-hint = { $n ->
    [one] Te queda 1 código.
   *[other] Te quedan { $n } códigos.
}
wait-note = Demasiados intentos fallidos. El próximo cuenta dentro de { $time }.
dont-ask = { $n ->
    [one] No preguntar en este navegador durante 1 día
   *[other] No preguntar en este navegador durante { $n } días
}
check-again = Comprobar otra vez
resend-text = Enviar el mensaje otra vez
resend-new-text = Enviar un código nuevo
resend-link = Enviar el enlace otra vez
resend-wait = { $n ->
    [one] Puedes pedirlo otra vez en 1 segundo.
   *[other] Puedes pedirlo otra vez en { $n } segundos.
}
resend-countdown = Puedes pedirlo otra vez en { $name } s.
why-we-ask = Por qué preguntamos
reason-new-browser = Es la primera vez que entras con este navegador.
reason-new-place = Nunca has entrado desde este lugar.
reason-recent-failures = Alguien ha escrito algo mal aquí hace poco.
reason-security-event = Algo ha cambiado en tu cuenta hace poco.
reason-every-sign-in = Elegiste que preguntemos siempre.
reason-site-asks = Este sitio pregunta a todo el mundo.
reason-change = Vas a cambiar la protección de tu cuenta.
reason-fresh-check = Para esto hay que comprobar de nuevo que eres tú.
reason-unusual = Esta entrada no es como las habituales.

## La lista de formas.
methods-title = Elige otra forma
methods-lead = ¿Cómo quieres mostrar que eres tú?
preferred-tag = Tu preferida
not-now = Ahora no es posible
none-of-these = ¿Ninguna de estas?
why-too-weak = Esta entrada necesita una prueba más fuerte.
why-too-weak-for-this = Esto requiere una prueba más fuerte.
why-no-such-action = Este sitio no tiene ninguna acción con ese nombre.
why-action-or-with = Envía el nombre de una acción o la forma de la prueba, no las dos cosas.
why-resting = Descansa después de demasiados intentos fallidos.
why-other-method-works = Solo para cuando nada más funciona.
why-cannot-send = Ahora mismo no podemos enviar mensajes.
why-none-left = Has usado todos tus códigos.
why-suspended = Está apagado por seguridad.
why-signed-out = La sesión está cerrada en la aplicación de tu teléfono.
why-known-browser-only = Solo en un navegador que ya has usado.
why-text-limit = Por ahora hemos enviado todos los códigos que podemos. Puedes pedir el siguiente después del { $time }.
why-sent-too-often = Hemos enviado demasiados códigos. Prueba más tarde.

## Cuando termina o no puede seguir.
resting-title = Esta forma necesita descansar
resting-body = Hubo demasiados intentos fallidos con esto: { $name }.
resting-back = Puedes usarla otra vez
locked-title = Tu cuenta está bloqueada
locked-body = Tu contraseña es correcta, pero quienes llevan este sitio han bloqueado la cuenta. Pueden abrirla otra vez.
locked-since = Está bloqueada desde el
expired-title = Ha tardado demasiado
expired-body = Por seguridad, una entrada no queda abierta mucho tiempo. No se pierde nada. Empieza otra vez.
elsewhere-title = Ya está hecho
elsewhere-body = Terminaste de entrar en otra pestaña. Puedes cerrar esta.
no-way-title = Desde aquí no se puede entrar
no-way-body = Ahora no se puede usar ninguno de tus métodos. Tu cuenta está segura y hay personas que te ayudan.
no-way-for-action-title = Aquí no se puede confirmar ahora
no-way-for-action-body = Hace falta una llave de acceso, tu aplicación de códigos, tu teléfono o un código de recuperación, y ahora no puedes usar ninguno en este navegador; nada más débil basta. Espera un rato, o sigue en un navegador o dispositivo que ya hayas usado. En Contraseña y seguridad ves tus métodos y puedes añadir otro.
refused-title = Hemos parado esta entrada
refused-body = Parece demasiado rara para dejarla pasar. Si eres tú, prueba con un navegador que ya hayas usado.
too-many-title = Vamos más despacio
too-many-body = Llegaron muchos intentos a la vez. Espera { $time } y prueba otra vez.
busy-title = Un momento
busy-body = Mucha gente está entrando. Prueba otra vez en { $time }.
conflict-title = Alguien fue más rápido
conflict-body = Lo mismo se cambió en otro sitio en el mismo momento. No se ha perdido nada. Prueba otra vez.
not-found-title = Aquí no hay nada
not-found-body = Esta página no existe o se ha movido.
forbidden-title = No puedes abrir esta página
forbidden-body = Es de otra persona o tu sesión está cerrada.
bad-form-title = No hemos podido leerlo
bad-form-body = Algo del formulario no era como esperamos. Vuelve atrás y prueba otra vez.
cross-site-title = Eso no vino de nuestra página
cross-site-body = Al menos, no pudimos estar seguros. Por eso no hicimos nada y nada ha cambiado. Vuelve al inicio y prueba otra vez desde allí. Si esta página vuelve a salir, deja que tu navegador guarde las cookies de este sitio.
other-address-title = Este sitio tiene otra dirección
other-address-body = Lo encontrarás en { $name }. No hicimos nada con lo que enviaste desde aquí y nada ha cambiado. Ve allí y prueba otra vez.
other-address-operator = ¿Llevas tú este sitio y debe encontrarse aquí? Entonces pon lo que ahora se ve en la barra de direcciones en el ajuste «site.url».
wrong-method-title = Esta página no se abre sola
wrong-method-body = Solo recibe lo que otra página le envía. Vuelve al inicio y sigue desde allí.
too-large-title = Es más de lo que podemos recibir
too-large-body = Lo que enviaste es más largo que cualquier cosa que pedimos. Nada ha cambiado. Vuelve al inicio y prueba otra vez con menos.
too-slow-title = Hemos tardado demasiado
too-slow-body = Dejamos de esperar nuestra propia respuesta. Puede que esté hecho o puede que no: míralo antes de probar otra vez.
fault-title = El error es nuestro
fault-body = Algo se ha roto por nuestra parte. Tu cuenta está segura. Prueba otra vez, por favor.
fault-reference = Si pasa otra vez, dinos este número:
unavailable-title = Volvemos enseguida
unavailable-body = Ahora no llegamos a nuestros propios datos. Prueba otra vez en un minuto.
help-title = Personas que te ayudan
why-this-phone = Este es el teléfono al que se preguntaría. Inicia sesión en otro dispositivo o elige otra forma.
why-too-many-prompts = Se enviaron varios avisos sin respuesta. Elige otra forma; después volverán a funcionar.
verify-title-prompt = Mira tu teléfono
verify-title-prompt-over = Ese aviso ya terminó
prompt-lead = Abre la aplicación de { $site } en tu teléfono y escribe este número:
prompt-waiting = Esperando a tu teléfono…
prompt-unseen = Tu teléfono no ha abierto el aviso. Abre la aplicación o elige otra forma.
prompt-approved = Lo confirmaste en tu teléfono.
prompt-open-app = Abrir la aplicación
prompt-copy-number = Copiar el número
prompt-expires = El aviso termina
prompt-again = Enviar otro aviso
prompt-over-expired = Nadie respondió a tiempo.
prompt-over-replaced = Un inicio de sesión más reciente preguntó a tu teléfono en su lugar.
prompt-over-cancelled = Lo cancelaste en tu teléfono.
prompt-over-wrong-number = En el teléfono se escribió otro número.
prompt-over-signed-out = Se cerró la sesión de tu teléfono en la aplicación. Elige otra forma.
prompt-over-denied = En el teléfono se pulsó «No soy yo».
denied-title = Se detuvo este inicio de sesión
denied-body = Alguien pulsó «No soy yo» en el teléfono. Si eras tú ante esta pantalla, empieza de nuevo. Si no, quien lo intentó conoce la contraseña: elige una nueva.

## Before an action of the site.
step-up-title = Confirma que eres tú para seguir
step-up-not-yet-title = Esto todavía no se puede hacer
step-up-lead = Para lo que vas a hacer hay que comprobar de nuevo que eres tú. Es un momento.
