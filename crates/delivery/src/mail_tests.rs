//! Stories of mails, and of mail servers that say no, later, or nothing.

use super::*;
use crate::gateway_tests::trust;
use crate::message::SendErrorKind;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Where the mail server leaves the script, and with what words; `None` is silence, an empty word hangs up.
type Quirk = Option<(&'static str, Option<&'static str>)>;

/// A mail server of few words on loopback. Tells its port and what it heard.
async fn server(quirk: Quirk) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            log.lock().unwrap().push("(connected)".to_owned());
            let _ = converse(BufReader::new(stream), quirk, &log).await;
        }
    });
    (port, heard)
}

async fn converse(
    mut stream: BufReader<tokio::net::TcpStream>,
    quirk: Quirk,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let (mut step, mut in_mail) = ("hello".to_owned(), false);
    loop {
        let word = match quirk {
            Some((at, said)) if step.starts_with(at) => said,
            _ => Some(match step.as_str() {
                "hello" => "220 mail.example\r\n",
                "DATA" => "354 go on\r\n",
                step if step.starts_with("EHLO") => "250-mail.example\r\n250 8BITMIME\r\n",
                _ => "250 yes\r\n",
            }),
        };
        let Some(word) = word else {
            return std::future::pending().await;
        };
        if word.is_empty() {
            return Ok(());
        }
        in_mail |= word.starts_with("354");
        stream.get_mut().write_all(word.as_bytes()).await?;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            log.lock().unwrap().push(line.trim_end().to_owned());
            if !in_mail || line == ".\r\n" {
                break;
            }
        }
        step = if in_mail { "(mail)".to_owned() } else { line.trim_end().to_owned() };
        in_mail = false;
    }
}

fn mail() -> Mail {
    Mail {
        id: MessageId::new("mail-1").unwrap(),
        to: "ana@people.example".to_owned(),
        subject: "Your link — ¡ahora!".to_owned(),
        text: "Open it.\n.\nBye".to_owned(),
        html: None,
    }
}

fn courier(config: &str) -> Result<MailCourier, MailSetupError> {
    let config = format!("from = \"Example <no-reply@id.example>\"\n[courier]\n{config}");
    let soon = Duration::from_millis(300);
    let patience = SmtpPatience { connect: soon, answer: soon };
    MailCourier::new(&toml::from_str(&config).unwrap(), &trust(), patience)
}

fn to(port: u16) -> MailCourier {
    courier(&format!("kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"")).unwrap()
}

#[tokio::test]
async fn a_mail_is_taken_and_the_next_goes_by_the_same_connection() {
    let (port, heard) = server(None).await;
    let courier = to(port);
    courier.send(&mail(), 1_800_000_000).await.unwrap();
    courier.send(&mail(), 1_800_000_000).await.unwrap();
    let heard = heard.lock().unwrap().clone();
    let count = |line: &str| heard.iter().filter(|heard| *heard == line).count();
    assert_eq!((count("(connected)"), count("RCPT TO:<ana@people.example>")), (1, 2));
    assert_eq!(count("Message-ID: <mail-1@id.example>"), 2, "the same id, to be recognised by");
    assert_eq!(count("Auto-Submitted: auto-generated"), 2);
    assert_eq!(count(".."), 2, "a lone dot is stuffed");
}

#[tokio::test]
async fn each_step_of_the_conversation_may_fail_in_its_own_way() {
    use SendErrorKind::{Permanent, RecipientRefused, Temporary, Unknown};
    for (quirk, kind) in [
        (("hello", Some("421 later\r\n")), Temporary),
        (("hello", Some("554 go away\r\n")), Temporary),
        (("hello", Some("")), Temporary),
        (("hello", None), Temporary),
        (("EHLO", Some("garbage\r\n")), Temporary),
        (("MAIL", Some("451 later\r\n")), Temporary),
        (("MAIL", Some("553 not you\r\n")), Permanent),
        (("RCPT", Some("550 no such ana@people.example\r\n")), RecipientRefused),
        (("RCPT", Some("450 full\r\n")), Temporary),
        (("RCPT", Some("554 relay denied\r\n")), Permanent),
        (("RCPT", None), Temporary),
        (("DATA", Some("")), Temporary),
        (("(mail)", Some("452 full\r\n")), Temporary),
        (("(mail)", Some("554 spam\r\n")), Permanent),
        (("(mail)", Some("")), Unknown),
        (("(mail)", None), Unknown),
        (("(mail)", Some("garbage\r\n")), Unknown),
    ] {
        let (port, _) = server(Some(quirk)).await;
        let refused = to(port).send(&mail(), 0).await.unwrap_err();
        assert_eq!(refused.kind, kind, "{quirk:?}: {refused:?}");
        assert!(!refused.detail.contains("ana@"), "no address in an error");
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let (port, heard) = server(None).await;
    let courier = courier(&format!("kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}")).unwrap();
    let refused = courier.send(&mail(), 0).await.unwrap_err();
    assert_eq!(refused.kind, SendErrorKind::Temporary);
    assert!(!heard.lock().unwrap().iter().any(|line| line.starts_with("MAIL")));
}

#[tokio::test]
async fn nobody_can_add_a_header() {
    let memory = courier("kind = \"memory\"").unwrap();
    let subject = Mail { subject: "Hi\r\nBcc: eve@evil.example".to_owned(), ..mail() };
    assert_eq!(memory.send(&subject, 0).await.unwrap_err().kind, SendErrorKind::Permanent);
    for to in [
        "ana@people.example\r\nBcc: eve@evil.example",
        "ana@people.example, eve@evil.example",
        "<ana@people.example>",
        "",
        "ana",
    ] {
        let refused = memory.send(&Mail { to: to.to_owned(), ..mail() }, 0).await.unwrap_err();
        assert_eq!(refused.kind, SendErrorKind::RecipientRefused, "{to:?}");
    }
}

#[tokio::test]
async fn a_folder_holds_the_same_bytes_for_the_same_mail() {
    let folder = tempfile::tempdir().unwrap();
    let courier = courier(&format!("kind = \"folder\"\npath = \"{}\"", folder.path().display())).unwrap();
    let both = Mail { html: Some("<p>Open it.</p>".to_owned()), ..mail() };
    courier.send(&both, 1_800_000_000).await.unwrap();
    let first = std::fs::read_to_string(folder.path().join("mail-1.eml")).unwrap();
    courier.send(&both, 1_800_000_000).await.unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("mail-1.eml")).unwrap(), first);
    for line in ["To: ana@people.example", "Date: Fri, 15 Jan 2027 08:00:00 +0000", "<p>Open it.</p>"] {
        assert!(first.lines().any(|l| l == line), "{line} in {first}");
    }
    assert!(first.is_ascii(), "no server needs to know 8BITMIME");
}

#[test]
fn settings_that_could_not_work_are_refused() {
    let refusal = |config: &str| courier(config).unwrap_err();
    assert_eq!(
        refusal("kind = \"smtp\"\nhost = \"mail.example\"\nsecurity = \"none\""),
        MailSetupError::PlainToOthers
    );
    assert_eq!(refusal("kind = \"smtp\"\nhost = \"\""), MailSetupError::Host);
    assert_eq!(
        refusal("kind = \"smtp\"\nhost = \"mail.example\"\nusername = \"me\""),
        MailSetupError::HalfCredentials
    );
    assert!(courier("kind = \"smtp\"\nhost = \"mail.example\"\nusername = \"me\"\npassword = \"p\"").is_ok());
    let shown = format!("{:?}", toml::from_str::<SmtpConfig>("host = \"m\"\npassword = \"hush\"").unwrap());
    assert!(!shown.contains("hush"));
    assert!(toml::from_str::<SmtpConfig>("host = \"m\"\nsecurty = \"tls\"").is_err());
}
