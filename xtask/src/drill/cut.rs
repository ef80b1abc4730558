//! `cargo xtask drill cut`: the connection to PostgreSQL is cut around the COMMIT of one request (DESIGN section 5 "Unknown
//! outcome"). A sign-in tells the decision that was made; other changes tell it or answer 503; nothing is applied twice.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use hyper::Method;
use secrets::totp::{self, TotpParams};
use serde_json::json;

use super::audit;
use super::crash::{passable, people};
use super::ledger::{Door, Doubt, Ledger, Spent};
use super::post::Post;
use super::proxy::{Proxy, Where};
use super::tale::{Stage, Stop, Tale};
use crate::services::Cluster;
use crate::trial::{Database, Open, Person, Plan, Site, now, until};

/// How the drill is run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// How often each act is cut at each place
    #[arg(long, default_value_t = 5)]
    times: usize,
}

impl Options {
    /// So often each.
    #[must_use]
    pub const fn short(times: usize) -> Self {
        Self { times }
    }
}

/// What is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Password,
    ChooseText,
    AppCode,
    WrongCode,
    TextCode,
    RecoveryCode,
    Confirm,
    SignOut,
    Rename,
}

impl Act {
    const ALL: [Self; 9] = [
        Self::Password,
        Self::ChooseText,
        Self::AppCode,
        Self::WrongCode,
        Self::TextCode,
        Self::RecoveryCode,
        Self::Confirm,
        Self::SignOut,
        Self::Rename,
    ];

    /// Whether it moves a sign-in, whose token tells what became of it.
    const fn is_sign_in(self) -> bool {
        !matches!(self, Self::Confirm | Self::SignOut | Self::Rename)
    }

    /// What no token tells of is never looked for.
    fn can_be_cut(self, place: Where) -> bool {
        place != Where::AfterLook || self.is_sign_in()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::ChooseText => "choosing a text",
            Self::AppCode => "right app code",
            Self::WrongCode => "wrong app code",
            Self::TextCode => "right text code",
            Self::RecoveryCode => "recovery code",
            Self::Confirm => "enabling an app",
            Self::SignOut => "signing out",
            Self::Rename => "naming a method",
        }
    }
}

/// Runs the drill: the number of broken promises.
///
/// # Errors
/// What kept it from running.
pub(super) async fn run(binary: &Path, options: Options) -> Result<usize> {
    let folder = passable()?;
    let cluster = Cluster::start(folder.path(), true).await?;
    run_on(binary, &cluster.url(), options).await
}

/// The same on a server that is there.
///
/// # Errors
/// What kept it from running.
pub(super) async fn run_on(binary: &Path, server: &str, options: Options) -> Result<usize> {
    let mut url = url::Url::parse(server).context("the server is named by a URL")?;
    let behind = SocketAddr::from(([127, 0, 0, 1], url.port().context("the server's URL has a port")?));
    let proxy = Proxy::lay(behind).await?;
    url.set_port(Some(proxy.port())).map_err(|()| anyhow::anyhow!("no port for the proxy"))?;
    let post = Arc::new(Post::open().await?);
    let settings = post.settings();
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let people = people("cut", Act::ALL.len() * Where::ALL.len() * options.times);
    let database = Database::Postgres(url.to_string());
    let plan = Plan { binary, database, nodes: 1, people: &people, settings: &settings };
    let site = Site::open(&plan).await?;
    let stage = Stage::of(&site, post);
    let mut people = people.into_iter();
    let mut broken = Vec::new();
    let mut answers: BTreeMap<String, BTreeMap<u16, usize>> = BTreeMap::new();
    for act in Act::ALL {
        for place in Where::ALL.into_iter().filter(|place| act.can_be_cut(*place)) {
            for person in people.by_ref().take(options.times) {
                let cut = Cut { act, place, proxy: &proxy, stage: &stage };
                let outcome = cut.once(person).await;
                let outcome = outcome.with_context(|| format!("{}, cut {place:?}", act.name()));
                let said = outcome.unwrap_or_else(|error| {
                    println!("BROKEN: {error:#}");
                    broken.push(format!("{error:#}"));
                    0
                });
                *answers.entry(format!("{}, {place:?}", act.name())).or_default().entry(said).or_default() +=
                    1;
            }
        }
    }
    println!("what was answered (status: times; 0 is a broken promise):");
    for (what, statuses) in &answers {
        println!("  {what}: {statuses:?}");
    }
    println!("{} cuts", answers.values().flat_map(BTreeMap::values).sum::<usize>());
    Ok(broken.len())
}

struct Cut<'a> {
    act: Act,
    place: Where,
    proxy: &'a Proxy,
    stage: &'a Stage,
}

/// What the act needs.
#[derive(Debug, Default)]
struct Prepared {
    open: Option<Open>,
    code: String,
    id: String,
}

impl Cut<'_> {
    /// Prepares, cuts, acts, and checks what the product made of it; the status that it answered.
    async fn once(&self, person: Person) -> Result<u16> {
        let mut tale = Tale::new(self.stage, Ledger::new(person, self.act.name()));
        let prepared = self.prepare(&mut tale).await.map_err(told)?;
        self.proxy.cut(self.place);
        let acted = self.act(&mut tale, &prepared).await;
        let said = tale.said;
        let has_cut = self.proxy.has_cut();
        self.proxy.mend();
        ensure!(has_cut, "the drill found nothing to cut; the answer was {said}");
        let was_told = match acted {
            Ok(()) => true,
            Err(Stop::Cut) => false,
            Err(Stop::Broken(what)) => bail!("{what}"),
        };
        self.judge_answer(was_told, said)?;
        self.enter(&mut tale.ledger, &prepared, was_told);
        // The pool makes new connections by itself; the first request may still meet a dead one.
        let mut browser = self.stage.browser();
        until("the product's recovery", std::time::Duration::from_secs(10), async || {
            let asked = browser.call(Method::GET, "/readyz", crate::trial::Power::None, None).await;
            Ok(asked.is_ok_and(|reply| reply.status == 200).then_some(()))
        })
        .await?;
        let texts = tale.ledger.texts;
        audit::after_restart(&mut tale.ledger, self.stage).await?;
        if self.act == Act::ChooseText {
            self.texts(&tale, texts).await?;
        }
        Ok(said)
    }

    fn judge_answer(&self, was_told: bool, said: u16) -> Result<()> {
        if self.place == Where::AfterCommitDark {
            ensure!(said == 503, "the database cannot be asked, and the answer is {said}, not 503");
        } else if self.act.is_sign_in() {
            ensure!(was_told, "the outcome could be found out, and the answer is {said}");
        } else {
            ensure!(was_told || said == 503, "the answer is {said}: neither the decision nor 503");
        }
        Ok(())
    }

    async fn prepare(&self, tale: &mut Tale) -> Result<Prepared, Stop> {
        let mut prepared = Prepared::default();
        match self.act {
            Act::Password => {}
            Act::ChooseText => {
                tale.begin().await?;
            }
            Act::AppCode | Act::WrongCode => {
                tale.begin().await?;
                prepared.open = Some(tale.choose("authenticator_app").await?);
                let code = tale.ledger.person.next_code();
                prepared.code = code.map_err(|error| tale.broken(error))?;
                if self.act == Act::WrongCode {
                    prepared.code = tale.ledger.person.wrong_code(1);
                }
            }
            Act::TextCode => {
                tale.begin().await?;
                prepared.open = Some(tale.choose("text_message").await?);
                let phone = tale.ledger.person.phone.clone();
                prepared.code = tale.received(&phone, "the text", |got| got.last()?.code()).await?;
            }
            Act::RecoveryCode => {
                tale.app().await?;
                let new = json!({ "kind": "recovery_code" });
                let made = tale.must(Method::POST, "/methods", Some(new), Doubt::NewCodes, 201).await?;
                prepared.code = made.text_at("/recovery_codes/3").unwrap_or_default().to_owned();
                tale.ledger.codes_left = Some(10);
                tale.browser = self.stage.browser();
                tale.begin().await?;
                prepared.open = Some(tale.choose("recovery_code").await?);
            }
            Act::Confirm => {
                tale.app().await?;
                let new = json!({ "kind": "authenticator_app", "name": "second" });
                let doubt = Doubt::Harmless("set-up");
                let begun = tale.must(Method::POST, "/methods", Some(new), doubt, 201).await?;
                let seed = totp::seed_from_base32(begun.text_at("/secret").unwrap_or_default());
                let seed = seed.ok_or_else(|| tale.broken("the seed of a set-up cannot be read"))?;
                prepared.id = begun.text_at("/id").unwrap_or_default().to_owned();
                let step = totp::step_at(now());
                prepared.code = totp::code(&seed, TotpParams::default(), step).to_string();
            }
            Act::SignOut => {
                tale.app().await?;
            }
            Act::Rename => {
                tale.app().await?;
                let all = tale.must(Method::GET, "/methods", None, Doubt::Harmless("look"), 200).await?;
                prepared.id = all.text_at("/methods/0/id").unwrap_or_default().to_owned();
            }
        }
        Ok(prepared)
    }

    async fn act(&self, tale: &mut Tale, prepared: &Prepared) -> Result<(), Stop> {
        let Prepared { code, id, .. } = prepared;
        let open = prepared.open.clone();
        match (self.act, open) {
            (Act::Password, _) => tale.begin().await.map(drop),
            (Act::ChooseText, _) => tale.choose("text_message").await.map(drop),
            (Act::WrongCode, Some(open)) => {
                let reply = tale.code(&open, code, Doubt::Wrong(Door::App)).await?;
                if reply.is_verdict_wrong() { Ok(()) } else { Err(tale.broken(reply.text)) }
            }
            (Act::AppCode | Act::TextCode | Act::RecoveryCode, Some(open)) => {
                tale.right_code(&open, code, Doubt::Harmless("code")).await.map(drop)
            }
            (Act::Confirm, _) => {
                let path = format!("/methods/{id}/confirm");
                let body = json!({ "code": code });
                tale.must(Method::POST, &path, Some(body), Doubt::Harmless("confirm"), 200).await.map(drop)
            }
            (Act::SignOut, _) => {
                let doubt = Doubt::Harmless("end");
                tale.must(Method::DELETE, "/sessions/current", None, doubt, 204).await.map(drop)
            }
            (Act::Rename, _) => {
                let body = json!({ "name": NAME });
                let path = format!("/methods/{id}");
                tale.must(Method::PATCH, &path, Some(body), Doubt::Harmless("name"), 200).await.map(drop)
            }
            _ => Err(tale.broken("there is no sign-in to answer")),
        }
    }

    /// Writes down what is certain: what was told; else what the place of the cut decided; else that it is in doubt.
    fn enter(&self, ledger: &mut Ledger, prepared: &Prepared, was_told: bool) {
        ledger.doubt = None;
        match (was_told, self.place) {
            (true, _) | (_, Where::AfterCommit | Where::AfterCommitSilent | Where::AfterCommitDark) => {
                self.enter_done(ledger, prepared);
            }
            (false, Where::AtCommit | Where::AfterLook) => {
                ledger.doubt = Some(self.in_doubt(ledger, prepared));
            }
            (false, Where::BeforeCommit) => {}
        }
    }

    fn enter_done(&self, ledger: &mut Ledger, prepared: &Prepared) {
        let code = prepared.code.clone();
        if matches!(self.act, Act::AppCode | Act::TextCode | Act::RecoveryCode) {
            ledger.open = None;
        }
        match (self.act, &prepared.open) {
            (Act::ChooseText, _) => {
                // It moved on; how far is not what is checked.
                ledger.open = None;
                ledger.texts = 1;
            }
            (Act::AppCode, Some(open)) => {
                let app = open.method("authenticator_app").unwrap_or_default();
                ledger.spent.push(Spent::Step { app, step: ledger.person.last_step() });
            }
            (Act::TextCode, Some(open)) => {
                let open = (open.id.clone(), open.secret.clone());
                ledger.spent.push(Spent::Text { open, code });
            }
            (Act::RecoveryCode, _) => {
                ledger.codes_left = Some(9);
                ledger.spent.push(Spent::Recovery(code));
            }
            (Act::WrongCode, _) => ledger.count(Door::App),
            (Act::Confirm, _) => ledger.methods.push((prepared.id.clone(), "authenticator_app")),
            (Act::SignOut, _) => ledger.signed_out(),
            (Act::Rename, _) => {
                ledger.names.insert(prepared.id.clone(), NAME.to_owned());
            }
            _ => {}
        }
    }

    /// Cut at the commit and told nothing: only changes other than sign-ins come to this.
    fn in_doubt(&self, ledger: &Ledger, prepared: &Prepared) -> Doubt {
        let id = prepared.id.clone();
        match self.act {
            Act::Confirm => Doubt::Confirm { id },
            Act::SignOut => Doubt::SignOut,
            Act::Rename => Doubt::Rename { id, name: NAME.to_owned() },
            _ => ledger.doubt.clone().unwrap_or(Doubt::Harmless("sign-in")),
        }
    }

    /// A chosen text is sent once, however often it was decided.
    async fn texts(&self, tale: &Tale, due: usize) -> Result<()> {
        let phone = &tale.ledger.person.phone;
        until("the text", std::time::Duration::from_secs(75), async || {
            Ok((self.stage.post.to(phone).len() >= due).then_some(()))
        })
        .await?;
        let all = self.stage.post.to(phone);
        let distinct: BTreeSet<&str> = all.iter().map(|text| text.id.as_str()).collect();
        ensure!(distinct.len() == due, "{} texts were sent where {due} was decided", distinct.len());
        Ok(())
    }
}

const NAME: &str = "named while the wire was cut";

fn told(stop: Stop) -> anyhow::Error {
    match stop {
        Stop::Cut => anyhow::anyhow!("nothing was cut yet, and the product did not answer"),
        Stop::Broken(what) => anyhow::anyhow!("{what}"),
    }
}
