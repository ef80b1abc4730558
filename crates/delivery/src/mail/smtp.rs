//! SMTP to the operator's own server, by lettre's connection, spoken step by step, since only the step
//! tells whether a broken conversation may have delivered the mail (RFC 5321 section 4.5.3.2.6).
//! Not here: looking up other people's servers (MX), DKIM; the operator's server does that.

use super::MailSetupError;
use crate::http::Trust;
use crate::message::{SendError, Sent};
use crate::secret::Secret;
use lettre::message::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// A mail server.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// The server's name, which its certificate must show.
    pub host: String,
    /// Its port; default 587 (STARTTLS), 465 (TLS) or 25 (none).
    #[serde(default)]
    pub port: Option<u16>,
    /// How the way is protected; default `starttls`.
    #[serde(default)]
    pub security: Security,
    /// Who we are to it; with `password`.
    #[serde(default)]
    pub username: Option<String>,
    /// With `username`.
    #[serde(default)]
    pub password: Option<Secret>,
    /// The name that we greet with; default: this machine's name.
    #[serde(default)]
    pub hello: Option<String>,
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS after STARTTLS; a server that does not offer it gets nothing.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Nothing; only to this machine.
    None,
}

/// How long a conversation may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmtpPatience {
    /// Until the connection stands, TLS and sign-in included.
    pub connect: Duration,
    /// For each later answer; the last one decides and gets it twice.
    pub answer: Duration,
}

impl Default for SmtpPatience {
    /// 10 s to connect, 15 s for each answer.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), answer: Duration::from_secs(15) }
    }
}

/// So many connections wait for the next mail.
const IDLE_CONNECTIONS: usize = 4;

/// Takes mails to a mail server. Clones share its connections.
#[derive(Clone)]
pub struct Smtp {
    server: Arc<Server>,
}

struct Server {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    hello: ClientId,
    patience: SmtpPatience,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Server { host, port, security, .. } = &*self.server;
        f.debug_struct("Smtp").field("host", host).field("port", port).field("security", security).finish()
    }
}

impl Smtp {
    pub(super) fn new(
        config: &SmtpConfig,
        trust: &Trust,
        patience: SmtpPatience,
    ) -> Result<Self, MailSetupError> {
        if config.security == Security::None && !is_this_machine(&config.host) {
            return Err(MailSetupError::PlainToOthers);
        }
        let credentials = match (&config.username, &config.password) {
            (None, None) => None,
            (Some(name), Some(password)) => {
                Some(Credentials::new(name.clone(), password.reveal().to_owned()))
            }
            _ => return Err(MailSetupError::HalfCredentials),
        };
        let port = config.port.unwrap_or(match config.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        });
        let hello = config.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
        let tls = tls_parameters(&config.host, trust)?;
        let (host, security) = (config.host.clone(), config.security);
        let idle = Mutex::new(Vec::new());
        let server = Server { host, port, security, tls, credentials, hello, patience, idle };
        Ok(Self { server: Arc::new(server) })
    }

    pub(super) async fn send(&self, letter: &Message) -> Result<Sent, SendError> {
        let server = &*self.server;
        let mut connection = server.connection().await?;
        let said = server.converse(&mut connection, letter).await;
        if said.is_ok() {
            server.keep(connection);
        }
        said
    }
}

impl Server {
    /// A connection that still answers, else a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        while let Some(mut idle) = self.take_idle() {
            if timeout(self.patience.answer, idle.test_connected()).await == Ok(true) {
                return Ok(idle);
            }
        }
        match timeout(self.patience.connect, self.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(not_yet(&error, "connecting to the mail server")),
            Err(_) => Err(SendError::temporary("the mail server did not answer in time")),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let at = (self.host.as_str(), self.port);
        let tls = (self.security == Security::Tls).then(|| self.tls.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(at, None, &self.hello, tls, None).await?;
        if self.security == Security::Starttls {
            connection.starttls(self.tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(connection)
    }

    /// One mail. Up to the final dot nothing can have been delivered; after it only a reply tells.
    async fn converse(
        &self,
        connection: &mut AsyncSmtpConnection,
        letter: &Message,
    ) -> Result<Sent, SendError> {
        let patience = self.patience.answer;
        let late = |_| SendError::temporary("the mail server did not answer in time");
        let envelope = letter.envelope();
        let mut parameters = Vec::new();
        let mut addresses = envelope.from().into_iter().chain(envelope.to());
        if !addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let detail = "the mail server takes no addresses beyond ASCII";
                return Err(SendError::recipient_refused(detail));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = MailFrom::new(envelope.from().cloned(), parameters);
        let said = timeout(patience, connection.command(from)).await.map_err(late)?;
        said.map_err(|error| judged(&error, "MAIL FROM"))?;
        for recipient in envelope.to() {
            let recipient = Rcpt::new(recipient.clone(), Vec::new());
            let said = timeout(patience, connection.command(recipient)).await.map_err(late)?;
            said.map_err(|error| recipient_judged(&error))?;
        }
        let said = timeout(patience, connection.command(Data)).await.map_err(late)?;
        said.map_err(|error| judged(&error, "DATA"))?;
        match timeout(2 * patience, connection.message(&letter.formatted())).await {
            Ok(Ok(_)) => Ok(Sent { provider_id: None }),
            Ok(Err(error)) if error.status().is_some() => Err(judged(&error, "the mail")),
            Ok(Err(_)) => Err(SendError::unknown("the connection broke after the mail went out")),
            Err(_) => Err(SendError::unknown("no answer came after the mail went out")),
        }
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_CONNECTIONS {
            idle.push(connection);
        }
    }
}

/// Connecting, TLS and sign-in judge us and not the mail: whatever goes wrong may be put right.
fn not_yet(error: &Error, step: &str) -> SendError {
    let judged = judged(error, step);
    SendError::temporary(if error.is_tls() { format!("{step}: TLS failed") } else { judged.detail })
}

/// 4xx is temporary, 5xx permanent, a broken conversation temporary. Servers echo addresses in their
/// words, so only the code is told.
fn judged(error: &Error, step: &str) -> SendError {
    match error.status() {
        Some(code) if error.is_permanent() => {
            SendError::permanent(format!("{step}: the mail server answered {code}"))
        }
        Some(code) => SendError::temporary(format!("{step}: the mail server answered {code}")),
        None => SendError::temporary(format!("{step}: the conversation broke off")),
    }
}

/// 550, 551 and 553 speak of the mailbox (RFC 5321 section 4.2.3); other refusals, as of relaying, of us.
fn recipient_judged(error: &Error) -> SendError {
    let judged = judged(error, "RCPT TO");
    let code = error.status().map(u16::from);
    if matches!(code, Some(550 | 551 | 553)) { SendError::recipient_refused(judged.detail) } else { judged }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn tls_parameters(host: &str, trust: &Trust) -> Result<TlsParameters, MailSetupError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    if host.is_empty() || !host.bytes().all(plain) {
        return Err(MailSetupError::Host);
    }
    let mut tls = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    for root in trust.own_roots() {
        let root = Certificate::from_der(root.to_vec()).map_err(|_| MailSetupError::Tls)?;
        tls = tls.add_root_certificate(root);
    }
    tls.build_rustls().map_err(|_| MailSetupError::Tls)
}
