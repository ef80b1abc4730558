## Administration. The reader looks after the site.
admin-title = Administración
admin-lead = Cómo está { $site } ahora mismo.
admin-enforced = Cada decisión del motor de riesgo se aplica.
admin-shadow-title = El modo sombra está activo
admin-shadow = Los inicios de sesión inusuales se registran y se dejan pasar. Pon risk.shadow en false para que se pregunte.
admin-learning = A quién se pregunta
admin-learning-about = Un inicio de sesión con una puntuación por encima del umbral necesita un segundo paso. Cada clase de cuentas aprende su propio umbral.
admin-asked-above = Se pregunta por encima de { $threshold }
admin-fixed = Fijo hasta conocer suficientes inicios de sesión.
admin-learned = Aprendido, para que se pregunte en el { $budget } % de estos inicios de sesión.
learning-so-far = aprendiendo: { $from } de { $needed }
learning-done = aprendido de { $from } inicios de sesión
class-new = Menos de 5 inicios de sesión
class-young = De 5 a 20 inicios de sesión
class-old = Más de 20 inicios de sesión
admin-policy = La política en vigor
admin-budget = Presupuesto de preguntas
admin-budget-value = { $n } % de los inicios de sesión
admin-policy-version = Versión
admin-profile = Perfil
admin-unknown-browser = A un navegador nuevo se le pregunta
unknown-browser-always = en cada inicio de sesión
unknown-browser-new-country = en un país nuevo, o si algo más es raro
admin-remembered = Inicios de sesión recordados
admin-look = Una cuenta
admin-look-about = Todo lo que pasó en ella, con los motivos de cada decisión. Su dueño leerá que miraste.
admin-look-link = Mirar una cuenta
admin-places = Lugares y redes
admin-places-about = Archivos que dicen dónde está una dirección y de quién es su red.
admin-no-places = Ningún archivo dice los países, así que un país nuevo no se nota. Indica uno en files.countries.
admin-file-age = { $n ->
    [0] Hecho hoy
    [one] De hace 1 día
   *[other] De hace { $n } días
}
purpose-countries = Países
purpose-network-owners = Dueños de redes
purpose-hosting = Alojamiento
purpose-vpn = VPN
purpose-tor = Salidas de Tor
file-old = Consigue uno más nuevo: las redes cambian de manos.
file-owners-only = Dice dueños y ningún país. Indícalo en files.network_owners.
file-no-countries = No dice ningún país, así que falta el de todos. Indica otro archivo.
file-no-owners = No dice ningún dueño de red. Indica otro archivo.
admin-messages = Mensajes
admin-messages-about = Cómo salen los códigos, los enlaces y los avisos.
admin-mail = Correo electrónico
admin-texts = Mensajes de texto
admin-push = Mensajes push
way-smtp = Se entrega a un servidor de correo
way-folder = Se escribe en una carpeta
way-memory = Se guarda en memoria
way-none = No se envía
way-switched-off = Desactivado
way-push = Se envía a los servicios push de las aplicaciones
admin-gateways = En este orden: { $names }
admin-spent = Gastado hoy: { $spent }, sin límite
admin-spent-of = Gastado hoy: { $spent } de { $cap }
admin-outbox = A la espera de salir
admin-waiting = { $n ->
    [0] Nada espera.
    [one] 1 mensaje espera.
   *[other] { $n } mensajes esperan.
}
admin-tried = { $n ->
    [one] 1 de ellos no lo aceptó ningún mensajero hasta ahora; el registro dice por qué.
   *[other] { $n } de ellos no los aceptó ningún mensajero hasta ahora; el registro dice por qué.
}
admin-nodes = Nodos
admin-nodes-about = Cada proceso anota lo que aprendió y lee lo que aprendieron los demás.
admin-node = Nodo { $name }
node-here = Este
node-ended = Terminado
admin-node-left = Terminó en orden
admin-node-seen = Escribió

## One account.
admin-find-title = Mirar una cuenta
admin-find-lead = Su dueño leerá que un administrador miró.
admin-find-label = Nombre de usuario o correo electrónico
admin-find-button = Mostrar lo que pasó
admin-activity-title = Actividad de { $name }
admin-activity-lead = Lo más nuevo primero. Cada decisión dice en qué se basó.
admin-activity-none = Nada todavía.
admin-another = Mirar otra cuenta

## Before the first visit.
admin-method-title = Primero, una cosa
admin-method-lead = Aquí se ve la actividad de otras personas. Por eso hace falta un método que nadie te pueda sonsacar: una aplicación o, mejor, una llave de acceso.
admin-method-app = Activar una aplicación de autenticación
admin-method-passkey = Activar una llave de acceso
step-up-administration = Vas a cuidar de este sitio. Para eso hace falta comprobar de nuevo que eres tú.

## An auditor’s line.
audit-account-created = Cuenta creada
audit-second-step-asked = Se pidió el segundo paso: { $name }
audit-stepped-up = Demostró de nuevo quién es
audit-stepped-up-with = Demostró de nuevo quién es: { $name }
audit-verify-when-risky = Desde ahora se le pregunta solo si parece arriesgado
audit-verify-every-sign-in = Desde ahora se le pregunta en cada inicio de sesión
audit-preferred-changed = Método preferido cambiado
audit-refused-locked = Inicio de sesión rechazado: la cuenta está bloqueada
audit-looked = Un administrador miró esto ({ $name })
audit-administrator-made = Nombrado administrador
audit-administrator-unmade = Ya no es administrador
audit-level = nivel { $n }
audit-known-browser = navegador conocido
audit-unknown-browser = navegador desconocido
audit-action = para { $name }
audit-also = { $n ->
    [one] 1 más igual antes, sin listar
   *[other] { $n } más iguales antes, sin listar
}
audit-sessions = { $n ->
    [one] 1 sesión
   *[other] { $n } sesiones
}
audit-why = Por qué: { $reasons }
audit-policy = La política { $policy }, con un presupuesto del { $budget } %, dice: { $verdict }
audit-shadow = Modo sombra: lo que dice la política se registró y no se aplicó
audit-score-above = Puntuación { $score }, por encima del umbral { $threshold }: { $parts }
audit-score-below = Puntuación { $score }, no por encima del umbral { $threshold }: { $parts }
audit-no-parts = ninguna parte dice nada
audit-threshold-fixed = Umbral fijo mientras se aprende de { $accounts }, { $from } de { $needed } inicios de sesión
audit-threshold-learned = Umbral aprendido de { $from } inicios de sesión de { $accounts }
audit-rules = Las reglas solas dicen: { $verdict } ({ $reasons })
audit-rules-nothing = Las reglas solas no piden nada
audit-grace = Un segundo paso dado aquí hace menos de 12 horas ahorra lo que pide solo la puntuación
accounts-new = cuentas nuevas
accounts-young = cuentas jóvenes
accounts-old = cuentas antiguas
asked-nothing = basta la contraseña
asked-any-method = cualquier método
asked-strong-method = un método fuerte
asked-refused = rechazado
number-point = ,
number-thousands = .
factor-country = país
factor-network-owner = dueño de la red
factor-network = red
factor-system = sistema
factor-browser = navegador
factor-version = versión del navegador
factor-known-browser = marca de un navegador conocido
factor-hour = hora
factor-hosting = alojamiento o VPN
factor-tor = Tor
factor-travel = viaje imposible
factor-failures = fallos desde allí
factor-many-accounts = fallos en varias cuentas
factor-breached-password = contraseña filtrada
why-asked-new-browser = navegador desconocido
why-asked-new-place = país nuevo
why-asked-rare-place = país poco usado
why-asked-place-missing = país no conocido
why-asked-recent-failures = fallos recientes
why-asked-denied-prompt = se negó un aviso
why-asked-recent-recovery = recuperación reciente
why-asked-password-reset = contraseña puesta por correo
why-asked-browser-token-reused = se usó una marca antigua del navegador
why-asked-passkey-copied = el contador de la llave de acceso retrocedió
why-asked-suspended = teléfono declarado perdido
why-asked-every-sign-in = su elección: en cada inicio de sesión
why-asked-step-up = un cambio en la cuenta
why-asked-fresh-check = una acción que pide una prueba reciente
why-asked-floor = la regla del sitio
why-asked-profile-unreadable = el perfil no se pudo leer
why-asked-unusual-network = red inusual
why-asked-unusual-device = dispositivo inusual
why-asked-unusual-hour = hora inusual
why-asked-hosting-network = alojamiento o VPN
why-asked-tor-exit = Tor
why-asked-impossible-travel = viaje imposible
why-asked-many-failures = muchos fallos desde allí
why-asked-breached-password = contraseña filtrada
why-asked-unusual-sign-in = inusual en conjunto
