//! What the doctor looks at, one function each. None of them changes anything, sends anything, or says a secret.

use std::net::ToSocketAddrs as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use delivery::mail::{MailCourierConfig, Security, SmtpConfig};
use delivery::text::TextCourierConfig;
use secrets::Keys;
use store::{DatabaseConfig, Place, PrepareError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use super::Finding;
use crate::config::Config;
use crate::wiring;

/// 2026-01-01: a clock before the program was made is wrong.
const NOT_BEFORE: i64 = 1_767_225_600;
/// A century later, likewise.
const NOT_AFTER: i64 = NOT_BEFORE + 100 * 365 * 86_400;
/// Seconds that two clocks may differ: less than half a step of an authenticator app.
const CLOSE: i64 = 10;
/// How long a neighbour may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Less free space than this is too little.
const ROOM: u64 = 256 * 1024 * 1024;

const TEXTS: &str = "text messages";

pub(super) fn clock() -> Finding {
    let now = wiring::clock().0;
    if (NOT_BEFORE..NOT_AFTER).contains(&now) {
        let said = jiff::Timestamp::from_second(now).map_or_else(|_| now.to_string(), |at| at.to_string());
        Finding::good(
            "clock",
            format!("it is {said}; codes of authenticator apps depend on it, so keep it synchronised"),
        )
    } else {
        Finding::bad(
            "clock",
            "the clock is years off; synchronise it (NTP), or no code of an authenticator app works",
        )
    }
}

pub(super) fn address(config: &Config) -> Finding {
    let (url, tls) = (&config.site.url, config.listen.tls.is_some());
    let loopback = config.listen.address.ip().is_loopback();
    match (url.scheme(), tls) {
        ("https", true) => Finding::good("address", format!("{url}, TLS is spoken here")),
        ("https", false) if loopback || !config.listen.proxies.trusted.is_empty() => {
            Finding::good("address", format!("{url}, TLS is spoken by a proxy in front"))
        }
        ("https", false) => Finding::worth(
            "address",
            format!(
                "{url}, but plain HTTP is spoken on {}: put a proxy with TLS in front, or set listen.tls_cert and \
                 listen.tls_key",
                config.listen.address
            ),
        ),
        _ => Finding::worth(
            "address",
            format!("{url} works on this machine only; set site.url to the https address that people use"),
        ),
    }
}

pub(super) fn proxies(config: &Config) -> Finding {
    let proxies = &config.listen.proxies;
    if proxies.trusted.is_empty() {
        return Finding::good(
            "proxies",
            "none is believed, so that the other end of each connection counts as the client; behind a proxy, name its \
             network in listen.trusted_proxies, or everybody shares one address and its tries",
        );
    }
    let too_wide = proxies.trusted.iter().find(|network| network.prefix_len() == 0);
    match too_wide {
        Some(network) => Finding::bad(
            "proxies",
            format!(
                "{network} believes everybody: any client could choose its address; name the proxies alone"
            ),
        ),
        None => Finding::good(
            "proxies",
            format!(
                "believed: {}; the proxy must set the header itself and not pass on what clients send",
                proxies.trusted.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            ),
        ),
    }
}

/// Keys and database. Nothing is made that is not there yet.
pub(super) async fn kept(config: &Config) -> Vec<Finding> {
    let missing = match &config.keys {
        crate::config::KeySource::File(file) if !file.exists() => Some(file),
        _ => None,
    };
    if let Some(file) = missing {
        let says = match config.database {
            DatabaseConfig::Sqlite(_) => {
                Finding::worth("keys", format!("{} is made at the first start", file.display()))
            }
            DatabaseConfig::Postgres(_) => Finding::bad(
                "keys",
                format!("{} is missing; copy it from another node or its backup", file.display()),
            ),
        };
        return vec![says];
    }
    let keys = match wiring::dice().and_then(|mut dice| wiring::keys(config, &mut dice)) {
        Ok(keys) => keys,
        Err(error) => return vec![Finding::bad("keys", format!("{error:#}"))],
    };
    let mut findings =
        vec![Finding::good("keys", "readable by their owner alone; back them up apart from the database")];
    if let DatabaseConfig::Sqlite(sqlite) = &config.database
        && let Place::File(file) = &sqlite.place
    {
        findings.extend(room(file));
        if !file.exists() {
            findings
                .push(Finding::worth("database", format!("{} is made at the first start", file.display())));
            return findings;
        }
        if let Some(denied) = writable(file) {
            findings.push(denied);
            return findings;
        }
    }
    findings.extend(database(config, keys).await);
    findings
}

async fn database(config: &Config, keys: Keys) -> Vec<Finding> {
    const ABOUT: &str = "database";
    let store = match wiring::store_as_it_is(config, Arc::new(keys)).await {
        Ok(store) => store,
        Err(error) if format!("{error:#}").contains("another process uses") => {
            return vec![Finding::good(ABOUT, "a server uses it now; stop that for a closer look")];
        }
        Err(error) => return vec![Finding::bad(ABOUT, format!("{error:#}"))],
    };
    let belongs = match store.has_its_keys().await {
        Ok(()) => schema(&store).await,
        Err(PrepareError::Database(_)) => {
            Finding::worth(ABOUT, "opens and was never used; the first start makes its tables")
        }
        Err(error) => Finding::bad(ABOUT, error.to_string()),
    };
    let clocks = database_clock(&store).await;
    let learned = super::risk::learned(&store, config).await;
    std::iter::once(belongs).chain(clocks).chain(learned).collect()
}

/// Whether the schema is whole, or will be at the next start.
async fn schema(store: &store::Store) -> Finding {
    const ABOUT: &str = "database";
    match store.lacks_migrations().await {
        Err(error) => return Finding::bad(ABOUT, error.to_string()),
        Ok(true) => {
            return Finding::worth(
                ABOUT,
                "opens and belongs to these keys; the next start brings its schema up to date",
            );
        }
        Ok(false) => {}
    }
    match store.has_its_tables().await {
        Ok(()) => Finding::good(ABOUT, "opens, is whole and belongs to these keys"),
        Err(error) => Finding::bad(ABOUT, error.to_string()),
    }
}

/// Whether the database file can be written to by whoever asks.
fn writable(file: &Path) -> Option<Finding> {
    let denied = rustix::fs::access(file, rustix::fs::Access::WRITE_OK).is_err();
    denied.then(|| {
        Finding::bad(
            "database",
            format!("{} is read-only for this user; give it to the user that runs Vestibule", file.display()),
        )
    })
}

fn room(file: &Path) -> Option<Finding> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let room = rustix::fs::statvfs(folder).ok()?;
    let free = room.f_bavail.saturating_mul(room.f_frsize);
    let says = format!("{} MiB are free in {}", free / (1024 * 1024), folder.display());
    Some(if free < ROOM {
        Finding::bad("disk", format!("{says}; make room, or nobody can sign in once it is full"))
    } else {
        Finding::good("disk", says)
    })
}

/// How far PostgreSQL's clock is from ours.
async fn database_clock(store: &store::Store) -> Option<Finding> {
    let theirs = store.database().server_clock().await.ok()??;
    let apart = (theirs - wiring::clock().0).abs();
    Some(if apart <= CLOSE {
        Finding::good("clocks", format!("this machine and the database server are {apart} s apart"))
    } else {
        Finding::bad(
            "clocks",
            format!(
                "this machine and the database server are {apart} s apart; synchronise both, and every node (NTP)"
            ),
        )
    })
}

pub(super) async fn mail(config: &Config) -> Finding {
    let Some(mail) = &config.mail else {
        return Finding::worth(
            "e-mail",
            "no courier is configured: no notices, no resets, no mailed links; set [mail]",
        );
    };
    if let Err(error) = wiring::mail_courier(config) {
        return Finding::bad("e-mail", format!("{error:#}"));
    }
    match &mail.courier {
        MailCourierConfig::Smtp(smtp) => match hello(smtp).await {
            Ok(says) => Finding::good("e-mail", says),
            Err(says) => Finding::bad("e-mail", format!("{}: {says}", smtp.host)),
        },
        MailCourierConfig::Folder(folder) => {
            Finding::worth("e-mail", format!("written into {} and sent to nobody", folder.path.display()))
        }
        MailCourierConfig::Memory(_) => Finding::worth("e-mail", "kept in memory and sent to nobody"),
    }
}

/// Connects, says EHLO, and leaves. With TLS from the first byte the connection alone is tried.
async fn hello(smtp: &SmtpConfig) -> Result<String, String> {
    let port = smtp.port.unwrap_or(match smtp.security {
        Security::Starttls => 587,
        Security::Tls => 465,
        Security::None => 25,
    });
    let mut stream = connect(&smtp.host, port).await?;
    if smtp.security == Security::Tls {
        return Ok(format!("{}:{port} takes connections (TLS was not tried)", smtp.host));
    }
    let greeting = answer(&mut stream).await?;
    if !greeting.starts_with("220") {
        return Err("does not greet like a mail server; is the port right?".into());
    }
    let name = smtp.hello.as_deref().unwrap_or("localhost");
    stream.write_all(format!("EHLO {name}\r\n").as_bytes()).await.map_err(|error| error.to_string())?;
    let offers = answer(&mut stream).await?;
    // Leaving politely; whether it is heard does not matter.
    let _left = stream.write_all(b"QUIT\r\n").await;
    if !offers.starts_with("250") {
        return Err("refuses our EHLO; set the courier's hello to this machine's public name".into());
    }
    if smtp.security == Security::Starttls && !offers.to_ascii_uppercase().contains("STARTTLS") {
        return Err("offers no STARTTLS; use security = \"tls\" if it speaks that, or another server".into());
    }
    Ok(format!("{}:{port} greets and offers what is needed; nothing was sent", smtp.host))
}

async fn connect(host: &str, port: u16) -> Result<TcpStream, String> {
    match timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(format!("no connection to port {port}: {error}")),
        Err(_) => Err(format!("no connection to port {port} within 5 s; does a firewall stand in between?")),
    }
}

/// The first kibibyte of an answer, which is more than a greeting has.
async fn answer(stream: &mut TcpStream) -> Result<String, String> {
    let mut heard = [0; 1024];
    match timeout(PATIENCE, stream.read(&mut heard)).await {
        Ok(Ok(count)) => Ok(String::from_utf8_lossy(heard.get(..count).unwrap_or_default()).into_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("says nothing within 5 s".into()),
    }
}

pub(super) async fn texts(config: &Config) -> Vec<Finding> {
    let texts = &config.text_messages;
    if texts.couriers.is_empty() {
        return vec![Finding::worth(TEXTS, "no courier is configured; that method is not offered")];
    }
    let mut findings = Vec::new();
    if texts.limits.countries == delivery::limits::SmsLimits::default().countries {
        findings.push(Finding::bad(
            TEXTS,
            "no country is served yet; name yours in text_messages.countries, or nothing is sent",
        ));
    }
    for courier in &texts.couriers {
        findings.push(match gateway(courier) {
            Some((name, Ok(url))) => reach(TEXTS, name, &url).await,
            Some((name, Err(_))) => Finding::bad(TEXTS, format!("{name}: its url is none")),
            None => Finding::worth(TEXTS, "kept on this machine and sent to nobody"),
        });
    }
    findings
}

fn gateway(courier: &TextCourierConfig) -> Option<(&str, Result<Url, url::ParseError>)> {
    match courier {
        TextCourierConfig::Kannel(kannel) => Some((&kannel.name, Url::parse(&kannel.url))),
        TextCourierConfig::Twilio(twilio) => Some((&twilio.name, Url::parse(&twilio.base))),
        TextCourierConfig::Template(template) => {
            let fixed = template.url.split('{').next().unwrap_or_default();
            Some((&template.name, Url::parse(fixed)))
        }
        TextCourierConfig::Folder(_) | TextCourierConfig::Memory(_) => None,
    }
}

/// Whether a neighbour takes connections; `name` is what the operator calls it.
pub(super) async fn reach(about: &'static str, name: &str, url: &Url) -> Finding {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Finding::bad(about, format!("{name}: its url names no host"));
    };
    // Asked first, since a name that is not known has another cure than a port that is closed.
    if (host.trim_matches(['[', ']']), port).to_socket_addrs().is_err() {
        return Finding::bad(about, format!("{name}: the name {host} is not known; check the url and DNS"));
    }
    match connect(host.trim_matches(['[', ']']), port).await {
        Ok(_) => Finding::good(about, format!("{name}: {host}:{port} takes connections; nothing was sent")),
        Err(says) => Finding::bad(about, format!("{name}: {says}")),
    }
}
