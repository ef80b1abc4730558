## La aplicación que acompaña: un teléfono que confirma inicios de sesión. «#» y «%» están en lugar de valores.
companion-title = Confirma tus inicios de sesión
companion-about = Tu teléfono pregunta si eres tú cuando alguien entra en tu cuenta de { $site }.
companion-needs-script = Esta aplicación necesita JavaScript y un navegador que lo ejecute.
companion-other-methods = Tus otros métodos funcionan sin la aplicación.
companion-unable-title = Este navegador es demasiado antiguo
companion-unable-about = La aplicación necesita un navegador actual y una conexión segura con el sitio.

companion-welcome-title = Tu teléfono puede decir «soy yo»
companion-connect = Conectar este teléfono
companion-connect-about = Entras una vez, con tu contraseña y otro método.
companion-have-code = ¿Un ordenador te muestra un código?
companion-scan = Escanear el código
companion-paste = Pegar el enlace o el código

companion-scan-title = Apunta al código
companion-scan-about = Está en el ordenador, en Contraseña y seguridad.
companion-scan-closed = La cámara no se abrió. Pega el enlace o el código.
companion-scan-other = Ese código es para otra cosa.
companion-paste-title = Pega el enlace o el código
companion-paste-label = Enlace o código
companion-paste-wrong = No es un enlace ni un código de este sitio.

companion-pair-title = ¿Conectar este teléfono a tu cuenta de { $site }?
companion-pair-about = Sigue solo si tú abriste el código.
companion-pair-name = Nombre de este teléfono
companion-pair-name-hint = Para distinguirlo de otros.
companion-pair-my-phone = Mi teléfono
companion-pair-no-name = Ponle un nombre al teléfono.
companion-pair-old = Este código ya se usó o es demasiado antiguo. Pide otro en el ordenador.
companion-pair-other = Este teléfono ya está conectado. Cierra la sesión antes de conectarlo a otra cuenta.

companion-waiting-title = Ahora confírmalo en el navegador
companion-waiting-about = La página que te dio el código pregunta si este es tu teléfono.
companion-confirm-here = Volver y confirmar
companion-waiting-now = Te esperamos
companion-start-again = Empezar de nuevo

companion-home-title = Nada que confirmar
companion-home-about = Cuando haga falta que confirmes, aparecerá aquí enseguida.
companion-waits = Hay algo que confirmar.
companion-show = Verlo
companion-ready = Listo
companion-offline = No hay conexión. Seguimos intentándolo.
companion-account = Cuenta
companion-phone = Este teléfono
companion-add-to-home = Añadir a la pantalla de inicio
companion-add-to-home-about = Así se abre como cualquier otra aplicación.

companion-push-title = Notificaciones
companion-push-off = Entérate de que te esperan, también con la aplicación cerrada.
companion-push-turn-on = Activar las notificaciones
companion-push-on = Están activadas. Nunca dicen lo que se pregunta.
companion-push-blocked = Aquí están bloqueadas. Permítelas en los ajustes de tu navegador.
companion-push-cannot = Este navegador no las muestra. En un iPhone, añade antes la aplicación a la pantalla de inicio.
companion-push-failed = No funcionó. Inténtalo más tarde.

companion-guard-title = Lo que protege tu cuenta
companion-guard-when = Preguntamos
companion-guard-ways = Formas de entrar
companion-guard-methods = Métodos
companion-guard-last = Este teléfono es tu única forma de entrar. Añade otra.

companion-recent-title = Últimas preguntas
companion-recent-none = Ninguna todavía.
companion-recent-approved = Confirmado
companion-recent-denied = No eras tú
companion-recent-cancelled = Cancelado
companion-recent-wrong-number = Número equivocado

companion-rename-title = Cambia el nombre de este teléfono
companion-name = Nombre
companion-leave-title = ¿Cerrar la sesión de esta aplicación?
companion-leave-about = Este teléfono ya no confirmará nada. Para volver a usarlo, conéctalo otra vez.
companion-leave-last = Este teléfono es la única forma de entrar en tu cuenta. Sin él podrías quedarte fuera. Añade antes otro método.
companion-leave-anyway = Cerrarla de todos modos
companion-stay = Seguir dentro
companion-add-method = Añadir otro método

companion-ask-title = ¿Eres tú?
companion-ask-sign-in = Alguien está entrando en tu cuenta.
companion-ask-step-up = Alguien confirma un cambio en tu cuenta.
companion-ask-test = Es solo una prueba.
companion-ask-of-two = 1 de 2
companion-later = Más tarde
companion-fact-site = Sitio
companion-fact-browser = Navegador
companion-fact-where = Lugar
companion-fact-time = Hora
companion-fact-unknown = Desconocido
companion-number = Número de esa pantalla
companion-number-hint = # cifras. Nunca uno que te digan.
companion-yes = Sí, soy yo
companion-no = No, no soy yo
companion-time-left = Queda
companion-said-hurry = Quedan 30 segundos.

companion-deny-title = ¿Seguro que no eres tú?
companion-deny-about = Entonces quizá alguien sabe tu contraseña. Cortamos esa entrada y te escribimos.
companion-deny-yes = No soy yo. Cortarla
companion-go-back = Volver

companion-approved-title = Lo confirmaste
companion-approved-about = La otra pantalla sigue sola.
companion-denied-title = La cortamos
companion-denied-about = Quizá alguien sabe tu contraseña. Elige otra ahora.
companion-denied-password = Elegir otra contraseña
companion-cancelled-title = Cancelado
companion-cancelled-about = No se confirmó nada. La otra pantalla ofrece otras formas.
companion-wrong-title = Ese no era el número
companion-wrong-about = No se confirmó nada. Si eres tú, empieza de nuevo en la otra pantalla.
companion-expired-title = Se acabó el tiempo
companion-expired-about = No se confirmó nada. Si eres tú, empieza de nuevo en la otra pantalla.
companion-replaced-title = Llegó otra más nueva
companion-replaced-about = Solo cuenta la más nueva.
companion-elsewhere-title = Ya se respondió
companion-elsewhere-about = En otro teléfono o en otra ventana.
companion-over-title = Se terminó
companion-over-about = Esa entrada terminó o llegó otra más nueva.
companion-failed-title = No se aceptó
companion-failed-about = No se confirmó nada. Si vuelve a pasar, cierra la sesión aquí y conecta el teléfono otra vez.
companion-next = Ver la otra

companion-signed-out-title = Cerraste la sesión
companion-signed-out-about = Este teléfono borró su llave. Ya no confirma nada.
companion-ended-title = Este teléfono está desconectado
companion-ended-about = Lo quitaron, se dio por perdido o no se confirmó a tiempo. Borró su llave y ya no confirma nada.
companion-connect-again = Conectarlo otra vez

companion-no-connection = No hay conexión. Inténtalo otra vez.
companion-busy = Demasiados intentos. Espera un minuto.
companion-trouble = No funcionó. Inténtalo otra vez.
companion-notification = Abre la aplicación para confirmar que eres tú.
