## Palabras de muchas páginas.
error-prefix = Error:
problems-title = Revisa esto, por favor
skip-to-content = Ir al contenido
continue = Continuar
cancel = Cancelar
save = Guardar
done = Listo
copy = Copiar
copied = Copiado
download = Descargar
print = Imprimir
show = Mostrar
hide = Ocultar
show-password = Mostrar la contraseña
hide-password = Ocultar la contraseña
sign-out = Cerrar sesión
get-help = Pedir ayuda
try-another-way = Probar otra forma
back-to-signin = Volver a la entrada
back-to-security = Volver a Contraseña y seguridad
back-to-start = Volver al inicio
go-to-the-site = Ir a su dirección
go-to-security = Ir a Contraseña y seguridad
user-name = Nombre de usuario
password = Contraseña
display-name = Tu nombre
email-label = Dirección de correo
current-password = Contraseña actual
new-password = Contraseña nueva
change-password = Cambiar la contraseña
password-hint = Al menos { $n } caracteres. Varias palabras seguidas van muy bien.
password-ends-all-sessions = Se cerrarán todas tus sesiones. Después entra con la contraseña nueva.
password-ends-sessions = Aquí sigues con la sesión abierta. En los demás sitios se cierra.
mail-not-there = ¿Nada después de unos minutos? Mira en el correo no deseado.

## Métodos.
kind-security-question = Pregunta de seguridad
kind-text-message = Mensaje de texto
kind-authenticator-app = Aplicación de códigos
kind-mobile-prompt = Aviso en tu teléfono
kind-passkey = Llave de acceso
kind-recovery-code = Códigos de recuperación
kind-mailed-link = Enlace por correo
act-security-question = Responder a mi pregunta de seguridad
act-text-message = Recibir un código por mensaje de texto
act-authenticator-app = Usar un código de mi aplicación
act-mobile-prompt = Confirmar en mi teléfono
act-passkey = Usar mi llave de acceso
passkey-needs-script = Las llaves de acceso necesitan JavaScript y un navegador que las conozca. Los demás métodos funcionan sin ello.
passkey-none-used = No se usó ninguna llave de acceso. Inténtalo otra vez o elige otra forma.
act-recovery-code = Usar un código de recuperación guardado
act-mailed-link = Recibir un enlace por correo

## Tiempo.
time-just-now = ahora mismo
time-in-a-moment = en menos de un minuto
time-minutes-ago = { $n ->
    [one] hace un minuto
   *[other] hace { $n } minutos
}
time-hours-ago = { $n ->
    [one] hace una hora
   *[other] hace { $n } horas
}
time-days-ago = { $n ->
    [one] hace un día
   *[other] hace { $n } días
}
time-in-minutes = { $n ->
    [one] en un minuto
   *[other] en { $n } minutos
}
time-in-hours = { $n ->
    [one] en una hora
   *[other] en { $n } horas
}
time-in-days = { $n ->
    [one] en un día
   *[other] en { $n } días
}
time-date = { $day } de { $month } de { $year }
time-moment = { $date }, { $time } UTC
span-seconds = { $n ->
    [one] 1 segundo
   *[other] { $n } segundos
}
span-minutes = { $n ->
    [one] 1 minuto
   *[other] { $n } minutos
}
span-hours = { $n ->
    [one] 1 hora
   *[other] { $n } horas
}
span-days = { $n ->
    [one] 1 día
   *[other] { $n } días
}
month = { $n ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}

## Lo que se vio de una visita.
seen-browser-on = { $browser } en { $system }
seen-browser = Un navegador
seen-app = Una aplicación
seen-program = Un programa

## Noticias al principio de una página.
notice-signed-out = Has cerrado la sesión.
notice-others-signed-out = La sesión está cerrada en los demás sitios.
notice-session-ended = La sesión está cerrada en ese navegador.
notice-browser-forgotten = Hemos olvidado ese navegador. La próxima vez preguntaremos allí.
notice-method-added = { $name }: ya funciona.
notice-method-removed = { $name }: quitado.
notice-method-renamed = El nombre nuevo es { $name }.
notice-password-changed = Tu contraseña ha cambiado.
notice-when-saved = Guardado. Preguntaremos en esos casos.
notice-preferred-saved = Guardado. Lo pediremos primero.
notice-language-saved = Guardado. Desde ahora te hablamos en español.
notice-tries-allowed = Hecho. Se puede intentar otra vez.
notice-question-saved = Tu pregunta de seguridad está guardada.
notice-code-sent = Hemos enviado el código. Puede tardar un minuto.
notice-link-sent = Hemos enviado un enlace a { $name }.
notice-address-removed = { $name } está quitada.
notice-moved-on = Esa forma no funciona ahora. Aquí tienes otra: { $name }.
notice-link-opened = Gracias. El enlace ha funcionado.
notice-link-not-opened = Nadie ha abierto el enlace todavía.
notice-password-reset = Tu contraseña nueva está lista. Entra con ella.
notice-took-too-long = Tu entrada ha tardado demasiado. Entra otra vez.
notice-sign-in-first = Entra primero, por favor.
