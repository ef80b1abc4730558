//! A mail server and an SMS gateway inside the drill, which outlive the product and keep every delivery: the same
//! message handed over twice is there twice. Nothing is sent on, and no TLS is spoken.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::trial::Letter;

/// One handing over.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    /// The outbox's id of the message.
    pub(super) id: String,
    /// The address or number.
    pub(super) to: String,
    /// The words; of a letter, with its headers and without soft line breaks.
    pub(super) text: String,
}

type Deliveries = Arc<Mutex<Vec<Delivery>>>;

/// The two couriers' other ends, as long as this value lives.
#[derive(Debug)]
pub(super) struct Post {
    mail: SocketAddr,
    texts: SocketAddr,
    got: Deliveries,
    _servers: JoinSet<()>,
}

impl Post {
    pub(super) async fn open() -> Result<Self> {
        let got = Deliveries::default();
        let mut servers = JoinSet::new();
        let mail = TcpListener::bind("127.0.0.1:0").await.context("no port for the mail server")?;
        let texts = TcpListener::bind("127.0.0.1:0").await.context("no port for the SMS gateway")?;
        let addresses = (mail.local_addr()?, texts.local_addr()?);
        servers.spawn(take_mail(mail, Arc::clone(&got)));
        let gateway = Router::new().route("/send", post(take_text)).with_state(Arc::clone(&got));
        servers.spawn(async move {
            // It ends with the drill; until then there is nobody to tell.
            let _ = axum::serve(texts, gateway).await;
        });
        Ok(Self { mail: addresses.0, texts: addresses.1, got, _servers: servers })
    }

    /// The lines of a site's configuration that send everything here. The limits are those of a big site, since all
    /// phones of the drill share a prefix.
    pub(super) fn settings(&self) -> Vec<String> {
        let body = r#"{"id": "{id}", "to": "{to}", "text": "{text}"}"#;
        vec![
            format!(
                "mail.courier = {{ kind = \"smtp\", host = \"127.0.0.1\", port = {}, security = \"none\" }}",
                self.mail.port()
            ),
            format!(
                "text_messages.couriers = [{{ kind = \"template\", url = \"http://{}/send\", body = '{body}' }}]",
                self.texts
            ),
            "text_messages.per_country_day = 1000000".to_owned(),
            "text_messages.breaker_after = 1000000".to_owned(),
            "text_messages.spend_cap_day = 0".to_owned(),
            // The drill's people came with an app and have no question, which would have to be enabled first.
            "rules.question = \"off\"".to_owned(),
            "log.level = \"warn\"".to_owned(),
        ]
    }

    /// Looks at everything that was handed over, in order.
    pub(super) fn with_all<T>(&self, look: impl FnOnce(&[Delivery]) -> T) -> T {
        look(&self.got.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was handed over to this address or number.
    pub(super) fn to(&self, to: &str) -> Vec<Delivery> {
        let all = self.got.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|delivery| delivery.to == to).cloned().collect()
    }
}

async fn take_text(State(got): State<Deliveries>, Json(body): Json<Value>) -> &'static str {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let delivery = Delivery { id: text("id"), to: text("to"), text: text("text") };
    got.lock().unwrap_or_else(PoisonError::into_inner).push(delivery);
    "taken"
}

async fn take_mail(server: TcpListener, got: Deliveries) {
    let mut conversations = JoinSet::new();
    while let Ok((client, _)) = server.accept().await {
        conversations.spawn(converse(client, Arc::clone(&got)));
        while conversations.try_join_next().is_some() {}
    }
}

/// As much of RFC 5321 as a client says that sends mail.
async fn converse(client: TcpStream, got: Deliveries) -> std::io::Result<()> {
    let (read, mut write) = client.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    write.write_all(b"220 drill ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" | "HELO" => "250-drill\r\n250 8BITMIME\r\n",
            "MAIL" | "NOOP" | "RSET" => "250 OK\r\n",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                "250 OK\r\n"
            }
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await?;
                let mut letter = String::new();
                loop {
                    match lines.next_line().await? {
                        // Cut off before its end: not taken (RFC 5321 section 4.1.1.4).
                        None => return Ok(()),
                        Some(line) if line == "." => break,
                        Some(line) => {
                            letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                            letter.push('\n');
                        }
                    }
                }
                got.lock().unwrap_or_else(PoisonError::into_inner).push(letter_to(&to, &letter));
                "250 Taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 Bye\r\n").await?;
                return Ok(());
            }
            _ => "502 Not here\r\n",
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

fn letter_to(to: &str, raw: &str) -> Delivery {
    let text = raw.replace("=\n", "").replace("=3D", "=");
    let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap_or_default();
    let id = id.split('@').next().unwrap_or_default().to_owned();
    Delivery { id, to: to.to_owned(), text }
}

impl Delivery {
    /// The code of a text, in its last line.
    pub(super) fn code(&self) -> Option<String> {
        let text = crate::trial::Text { id: self.id.clone(), to: self.to.clone(), body: self.text.clone() };
        text.code().map(str::to_owned)
    }

    /// The token of a letter that links to `path`.
    pub(super) fn token(&self, path: &str) -> Option<String> {
        let letter = Letter { id: self.id.clone(), text: self.text.clone() };
        letter.token(path).map(str::to_owned)
    }

    /// Whether a letter's subject says this.
    pub(super) fn is_about(&self, words: &str) -> bool {
        self.text.lines().any(|line| line.starts_with("Subject:") && line.contains(words))
    }
}
