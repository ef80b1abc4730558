## Contraseña y seguridad.
security-title = Contraseña y seguridad
security-hello = Hola, { $name }. Esto es lo que protege tu cuenta.
health-ways-in = { $n ->
    [0] Aún no tienes una segunda forma de entrar.
    [one] Tienes 1 forma de entrar.
   *[other] Tienes { $n } formas de entrar.
}
advice-none = Está bien así. No hay nada que hacer.
advice-add-strong = Añade una aplicación: es el mejor primer paso.
advice-add-one-more = Añade otra más, y perder el teléfono no será un problema.
advice-make-codes = Haz códigos de recuperación, para el día en que pierdas el teléfono.
advice-save-codes = Guarda tus códigos de recuperación donde los encuentres.
advice-few-codes = Te quedan pocos códigos de recuperación. Haz otros.
hold-note = Por tu seguridad, no se puede quitar nada hasta el
section-first = Primer paso
section-first-about = Lo que escribes para abrir la puerta de fuera.
section-second = Segundo paso
section-second-about = Cómo muestras que de verdad eres tú.
section-when = Cuándo preguntamos
section-when-about = Cada cuánto quieres que pidamos el segundo paso.
section-reach = Cómo te avisamos
section-reach-about = Escribimos aquí cuando pasa algo importante.
section-reach-none = Este sitio no envía correo, así que no podemos escribirte.
section-places = Tus navegadores
section-places-about = Dónde se conoce y se usa tu cuenta.
changed = Último cambio:
change = Cambiar
enable = Activar
enable-named = Activar: { $name }
rename = Cambiar nombre
rename-named = Cambiar nombre de { $name }
remove = Quitar
remove-named = Quitar { $name }
reactivate = Activar otra vez
reactivate-named = Activar otra vez: { $name }
since = Añadido
last-used = Último uso:
never-used = Sin usar todavía
tag-on = Activo
this-one = Este
add-another = Añadir otra
add-number = Añadir otro número
add-question = Elige otra pregunta
make-new-codes = Hacer códigos nuevos
card-security-question = Una respuesta que solo tú sabes. Los demás métodos se apoyan en ella.
card-text-message = Enviamos un código a tu teléfono.
card-authenticator-app = Una aplicación del teléfono hace un código nuevo cada 30 segundos. Funciona sin cobertura.
card-mobile-prompt = Tu teléfono pregunta si eres tú.
card-passkey = Tu dedo, tu cara o una llave de seguridad.
card-recovery-code = Diez códigos en papel, para el día en que pierdas el teléfono.
card-mailed-link = Enviamos un enlace a tu dirección de correo.
locked-question-first = Pon primero tu pregunta de seguridad; es un minuto.
locked-method-first = Activa primero otro método. Los códigos son su llave de repuesto.
locked-held = Podrás cambiarlo cuando termine la pausa de seguridad.
codes-left = { $n ->
    [0] No quedan códigos.
    [one] Queda 1 código.
   *[other] Quedan { $n } códigos.
}
codes-unsaved = No dijiste que los guardaste. Si no lo hiciste, haz otros.
entry-suspended = Apagado por seguridad. Quítalo o ponlo otra vez.
entry-suspended-provable = Apagado por seguridad. ¿Lo has recuperado? Entonces actívalo otra vez.
entry-resting = Descansa después de demasiados intentos fallidos.
allow-tries = Permitir intentos otra vez
entry-may-be-copied = Puede que alguien la haya copiado. Quítala y crea otra.
entry-weak = Mejor que nada, pero débil por sí solo.
nudge-passkey = ¿La próxima vez, sin código?
nudge-passkey-about = Una llave de acceso te pide el dedo o la cara en su lugar. Se crea en un minuto y nadie puede engañarte para que la entregues.
nudge-passkey-later = Ahora no
passkey-synced = Sincronizada
passkey-one-device = Solo en este dispositivo
when-legend = ¿Cuándo preguntamos?
when-risky = Solo cuando una entrada parece rara
when-risky-about = Un navegador nuevo, un lugar nuevo o intentos fallidos. Casi ningún día preguntaremos.
when-always = Cada vez que entro
when-always-about = Más seguro, con un poco más de trabajo.
when-site-asks = Este sitio pregunta a todo el mundo cada vez.
preferred-legend = ¿Qué pedimos primero?
language-legend = Tu idioma
language-about = Para estas páginas y para los correos y mensajes que te enviamos.
language-name = Español
address-verified = Comprobada
address-unverified = Sin comprobar. Abre el enlace que enviamos.
address-unverifiable = Sin comprobar.
add-email-link = Añadir una dirección de correo
browsers-title = Navegadores conocidos
browsers-about = Aquí preguntamos menos.
browsers-none = Aún no se conoce ningún navegador.
last-seen = Última vez:
skips-until = Aquí volvemos a preguntar
forget = Olvidar
forget-named = Olvidar { $name }
sessions-title = Dónde tienes la sesión abierta
signed-in-since = Sesión abierta
end-named = Cerrar sesión en { $name }
end-others = Cerrar la sesión en los demás sitios

## Actividad.
activity-title = Actividad reciente
activity-lead = ¿Ves algo raro? Cambia la contraseña.
activity-all = Ver toda la actividad
activity-older = Ver lo anterior
event-signed-up = Creaste esta cuenta
event-signed-in = Entrada
event-signed-in-with = Entrada con segundo paso: { $name }
event-wrong-password = Contraseña incorrecta
event-wrong-proof = Segundo paso incorrecto: { $name }
event-refused = Se paró una entrada
event-second-step-asked = La contraseña era correcta; se pidió un segundo paso y no se superó
event-second-step-asked-again = { $count ->
    [one] La contraseña era correcta y se pidió un segundo paso, de nuevo tras una vez que no figura en la lista
   *[other] La contraseña era correcta y se pidió un segundo paso, de nuevo tras { $count } veces que no figuran una por una
}
event-refused-again = { $count ->
    [one] Se paró una entrada, de nuevo tras una vez que no figura en la lista
   *[other] Se paró una entrada, de nuevo tras { $count } veces que no figuran una por una
}
event-signed-out = Sesión cerrada
event-others-signed-out = Sesión cerrada en los demás sitios
event-method-added = Activado: { $name }
event-method-removed = Quitado: { $name }
event-method-changed = Cambiado: { $name }
event-method-suspended = Apagado por seguridad: { $name }
event-method-reactivated = Activado otra vez: { $name }
event-password-changed = Contraseña cambiada
event-password-reset = Contraseña nueva con un enlace por correo
event-when-changed = Cambió cuándo preguntamos
event-stepped-up = Demostraste que eres tú
event-stepped-up-with = Demostraste que eres tú: { $name }
event-asked = Se pidió el segundo paso: { $name }
event-resting = Demasiados intentos fallidos, así que descansa: { $name }
event-password-resting = Demasiadas contraseñas falsas: los navegadores nuevos tienen que esperar
event-preferred-changed = Cambio de lo que pedimos primero
event-codes-replaced = Códigos de recuperación nuevos
event-reset-asked = Se pidió un enlace para otra contraseña
event-tries-allowed = Se permitieron intentos otra vez
event-text-refused = No se envió un mensaje de texto
event-copied-browser = La marca de un navegador se usó dos veces y la olvidamos
event-copied-passkey = Puede que alguien haya copiado una llave de acceso
event-browser-known = Un navegador ya es conocido
event-browser-forgotten = Se olvidó un navegador
event-address-added = Dirección de correo añadida
event-address-verified = Dirección de correo comprobada
event-address-removed = Dirección de correo quitada
event-not-me = Alguien pulsó «No he sido yo»
event-phone-lost = Desactivado lo que había en un teléfono perdido
event-hold-began = Empezó una pausa de seguridad
event-locked = El sitio bloqueó la cuenta
event-unlocked = El sitio abrió la cuenta otra vez
notice-phone-signed-out = El teléfono ya no tiene sesión en la aplicación.
add-phone-app = Conectar otro teléfono
test-phone = Probarlo
sign-out-phone = Cerrar sesión
sign-out-phone-named = Cerrar sesión de { $name } en la aplicación
phone-signed-in = Con sesión en la aplicación
phone-quiet = Sin verse desde hace 30 días: abre la aplicación para volver a usarlo
phone-signed-out = Sin sesión en la aplicación: conéctalo de nuevo para usarlo
event-prompt-approved = Confirmó un aviso en el teléfono
event-prompt-denied = Pulsó «No soy yo» en el teléfono
event-prompt-cancelled = Canceló un aviso en el teléfono
event-phone-signed-out = Cerró la sesión de un teléfono en la aplicación
event-administrator-looked = Un administrador miró tu actividad
event-administrator-made = Cuidas de este sitio desde ahora
event-administrator-unmade = Ya no cuidas de este sitio
