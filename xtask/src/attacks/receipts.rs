//! What carriers report of text messages (A59): reports that are forged, replayed, changed, or taken to another message. A true
//! one counts once for the operator's view of the carrier, and never says anything of a code or a sign-in.
//! That a report is not believed for ever needs another clock: `crates/web/src/handlers/receipts_tests.rs`.

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use bytes::Bytes;
use data_encoding::BASE64;
use futures_util::future::try_join_all;
use hmac::{Hmac, KeyInit, Mac};
use hyper::Method;
use sha1::Sha1;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::verdict::{refused, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Power, Reply, Site, until};

pub(super) const ALL: &[Attack] = &[
    attack!("A59", a_forged_receipt_changes_nothing, &[Kind::AppAndPhone]),
    attack!(
        "A59",
        a_gateways_true_receipt_counts_once_and_for_its_own_text,
        &[Kind::AppAndPhone, Kind::Phone]
    ),
    attack!("A59", a_signed_receipt_is_worth_what_was_signed_and_once, &[Kind::AppAndPhone]),
];

/// What proves the reports of the courier that speaks as Twilio does.
const TOKEN: &str = "the real token";

const FORM: &str = "application/x-www-form-urlencoded";

/// How long a text may take to reach the gateway.
const DELIVERY: Duration = Duration::from_secs(10);

const ADDRESSES: &str = "text_messages.receipts = \"http://localhost/receipts\"";

/// Couriers of which the first keeps its texts in a folder, and the others may report.
const COURIERS: &str = "text_messages.couriers = [{ kind = \"folder\", path = \"texts\" }, { kind = \"twilio\", \
    account_sid = \"AC0123\", auth_token = \"the real token\", sender = { from = \"+4915123000000\" } }, \
    { kind = \"kannel\", url = \"http://127.0.0.1:9/cgi-bin/sendsms\", username = \"u\", password = \"p\", \
    from = \"Trial\" }]";

/// Begins a sign-in and has a code texted.
async fn have_texted(browser: &mut Browser, person: &Person) -> Result<Open> {
    let mut open = browser.begin(person).await?;
    let reply = browser.choose(&mut open, "text_message").await?;
    ensure!(reply.status == 200, "no text: {} {}", reply.status, reply.text);
    Ok(open)
}

/// The sign-in as its owner sees it.
async fn seen(browser: &mut Browser, open: &Open) -> Result<String> {
    let path = format!("/api/v1/sign-ins/{}", open.id);
    Ok(browser.call(Method::GET, &path, Power::SignIn(&open.secret), None).await?.text)
}

/// How often the nodes together believed a report of this message.
fn believed(site: &Site, id: &str) -> usize {
    site.log().lines().filter(|line| line.contains("a carrier reported") && line.contains(id)).count()
}

/// A carrier's view of each node.
fn carriers(site: &Site) -> Vec<Browser> {
    (0..site.addresses().len()).map(|node| site.browser().at_node(node)).collect()
}

async fn a_forged_receipt_changes_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let site = world.another(&people, &[COURIERS, ADDRESSES]).await?;
    let [person] = cast(people)?;
    let mut browser = site.browser();
    let open = have_texted(&mut browser, &person).await?;
    let right = site.code_to(&person.phone, 0).await?;
    let id = site.texts()?.pop().context("no text")?.id;
    let before = seen(&mut browser, &open).await?;
    let mut carrier = site.browser();
    let signatures: [Option<&str>; 4] = [None, Some(""), Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA="), Some("x")];
    for signature in signatures {
        carrier.headers = signature.into_iter().map(|text| ("x-twilio-signature", text.to_owned())).collect();
        for path in [
            format!("/receipts/twilio?message={id}"),
            format!("/receipts/kannel?message={id}&mask=31&at={}&proof=00&status=1", crate::trial::now()),
            format!("/receipts/folder?message={id}"),
            "/receipts/twilio".to_owned(),
        ] {
            for status in ["delivered", "read", "verified", "failed"] {
                let form = format!("MessageStatus={status}&MessageSid=SM1&verified=true");
                let body = Some(Bytes::from(form));
                let reply = carrier.call_raw(Method::POST, &path, Power::None, FORM, body).await?;
                refused(&reply, &path)?;
            }
            refused(&carrier.call(Method::GET, &path, Power::None, None).await?, &path)?;
        }
    }
    ensure!(believed(&site, &id) == 0, "a forged report was believed");
    let after = seen(&mut browser, &open).await?;
    ensure!(after == before, "a receipt changed the sign-in: {before} {after}");
    signed_in(&browser.code(&open, &right).await?, "the texted code")
}

/// What a gateway was asked to send: the fields of Kannel's `sendsms`.
type Asked = Arc<Mutex<Vec<Vec<(String, String)>>>>;

/// A gateway that takes every text and sends none on, as long as this value lives.
struct Gateway {
    url: String,
    asked: Asked,
    server: JoinHandle<()>,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Gateway {
    async fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port for the gateway")?;
        let url = format!("http://{}/cgi-bin/sendsms", listener.local_addr()?);
        let asked = Asked::default();
        let routes = Router::new().route("/cgi-bin/sendsms", get(take)).with_state(Arc::clone(&asked));
        let server = tokio::spawn(async move {
            // It ends with the attack; until then there is nobody to tell.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { url, asked, server })
    }

    /// The courier that leads here.
    fn courier(&self) -> String {
        let url = &self.url;
        let courier = "kind = \"kannel\", username = \"u\", password = \"p\", from = \"Trial\"";
        format!("text_messages.couriers = [{{ {courier}, url = \"{url}\" }}]")
    }

    /// What it was asked for this number, once it was.
    async fn text_to(&self, number: &str) -> Result<Text> {
        until("a text at the gateway", DELIVERY, async || {
            let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            let field = |fields: &[(String, String)], name: &str| {
                fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
            };
            let mine = asked.iter().rfind(|fields| field(fields, "to").as_deref() == Some(number));
            let Some(fields) = mine else { return Ok(None) };
            let words = field(fields, "text").context("a text without words")?;
            let code = words.rsplit('#').next().unwrap_or_default().trim().to_owned();
            let address = field(fields, "dlr-url").context("no address for the receipt")?;
            let path = address.strip_prefix("http://localhost").context("another site's address")?;
            let id = path.split(['=', '&']).nth(1).context("no message in the address")?.to_owned();
            Ok(Some(Text { path: path.to_owned(), id, code }))
        })
        .await
    }
}

async fn take(State(asked): State<Asked>, Query(fields): Query<Vec<(String, String)>>) -> &'static str {
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(fields);
    "0: Accepted for delivery"
}

/// A text at the gateway.
struct Text {
    /// Where to report, with `%d` for the state and `%F` for the carrier's id.
    path: String,
    id: String,
    code: String,
}

impl Text {
    fn delivered(&self) -> String {
        self.path.replace("%d", "1").replace("%F", "c-1")
    }
}

async fn told(carrier: &mut Browser, path: &str) -> Result<Reply> {
    carrier.call(Method::GET, path, Power::None, None).await
}

async fn a_gateways_true_receipt_counts_once_and_for_its_own_text(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let gateway = Gateway::open().await?;
    let site = world.another(&people, &[&gateway.courier(), ADDRESSES]).await?;
    let [ana, ben] = cast(people)?;
    let mut browser = site.browser();
    let open = have_texted(&mut browser, &ana).await?;
    have_texted(&mut site.browser(), &ben).await?;
    let (mine, other) = (gateway.text_to(&ana.phone).await?, gateway.text_to(&ben.phone).await?);
    let before = seen(&mut browser, &open).await?;
    // Of another message, with another courier's name, at another time, for other states.
    for path in [
        mine.delivered().replace(&mine.id, &other.id),
        other.delivered().replace(&other.id, &mine.id),
        mine.delivered().replace(&mine.id, "0"),
        mine.delivered().replace("/kannel?", "/twilio?"),
        mine.delivered().replace("&at=1", "&at=2"),
        mine.delivered().replace("mask=31", "mask=1"),
        mine.delivered().replace("&status=1", "&status=1&status=2"),
    ] {
        for carrier in &mut carriers(&site) {
            refused(&told(carrier, &path).await?, &path)?;
        }
    }
    ensure!(believed(&site, &mine.id) + believed(&site, &other.id) == 0, "a changed report was believed");
    // The true one, from everywhere at once, and again.
    for _ in 0..2 {
        let mut carriers: Vec<_> = carriers(&site).into_iter().chain(carriers(&site)).collect();
        let path = mine.delivered();
        let replies = try_join_all(carriers.iter_mut().map(|carrier| told(carrier, &path))).await?;
        for reply in &replies {
            ensure!(reply.status == 204, "a true report: {} {}", reply.status, reply.text);
        }
    }
    let counted = believed(&site, &mine.id);
    ensure!(counted == 1, "one report was counted {counted} times");
    ensure!(believed(&site, &other.id) == 0, "it was counted for another text");
    let after = seen(&mut browser, &open).await?;
    ensure!(after == before, "a receipt changed the sign-in: {before} {after}");
    signed_in(&browser.code(&open, &mine.code).await?, "the texted code")
}

/// What Twilio signs (its "Validating requests"): the address, then each field's name and value in the order of the names.
fn signature(path: &str, form: &str) -> Result<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).context("any key will do")?;
    mac.update(format!("http://localhost{path}").as_bytes());
    let mut fields: Vec<_> = url::form_urlencoded::parse(form.as_bytes()).collect();
    fields.sort();
    for (name, value) in fields {
        mac.update(format!("{name}{value}").as_bytes());
    }
    Ok(BASE64.encode(&mac.finalize().into_bytes()))
}

async fn sent(carrier: &mut Browser, path: &str, form: &str, signature: &str) -> Result<Reply> {
    carrier.headers = vec![("x-twilio-signature", signature.to_owned())];
    carrier.call_raw(Method::POST, path, Power::None, FORM, Some(Bytes::from(form.to_owned()))).await
}

async fn a_signed_receipt_is_worth_what_was_signed_and_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let site = world.another(&people, &[COURIERS, ADDRESSES]).await?;
    let [person] = cast(people)?;
    let mut browser = site.browser();
    let open = have_texted(&mut browser, &person).await?;
    let right = site.code_to(&person.phone, 0).await?;
    let id = site.texts()?.pop().context("no text")?.id;
    let before = seen(&mut browser, &open).await?;
    let path = format!("/receipts/twilio?message={id}");
    let form = "MessageStatus=undelivered&MessageSid=SM1&To=%2B4915123";
    let signed = signature(&path, form)?;
    for carrier in &mut carriers(&site) {
        for (path, form) in [
            (&*path, "MessageStatus=delivered&MessageSid=SM1&To=%2B4915123"),
            (&path, "MessageStatus=undelivered&MessageSid=SM2&To=%2B4915123"),
            (&path, "MessageStatus=undelivered&MessageSid=SM1&To=%2B4915123&verified=true"),
            (&path, "MessageStatus=undelivered&MessageSid=SM1"),
            (&path, ""),
            ("/receipts/twilio?message=0", form),
            (&format!("{path}&message=0"), form),
            (&format!("/receipts/kannel?message={id}"), form),
        ] {
            refused(&sent(carrier, path, form, &signed).await?, form)?;
        }
    }
    ensure!(believed(&site, &id) == 0, "a changed report was believed");
    for _ in 0..2 {
        for carrier in &mut carriers(&site) {
            let reply = sent(carrier, &path, form, &signed).await?;
            ensure!(reply.status == 204, "a true report: {} {}", reply.status, reply.text);
        }
    }
    let counted = believed(&site, &id);
    ensure!(counted == 1, "one report was counted {counted} times");
    // Rightly signed, of a text that this site never sent.
    let foreign = format!("/receipts/twilio?message=never-sent-{id}");
    let delivered = "MessageStatus=delivered&MessageSid=SM9";
    let reply = sent(&mut site.browser(), &foreign, delivered, &signature(&foreign, delivered)?).await?;
    super::verdict::not_signed_in(&reply, "a report of a foreign text")?;
    let after = seen(&mut browser, &open).await?;
    ensure!(after == before, "a receipt changed the sign-in: {before} {after}");
    signed_in(&browser.code(&open, &right).await?, "the texted code")
}
