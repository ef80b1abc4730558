//! What the clients of a crash drill do: the stories of people who sign in, guess, enable, change and are told. Each
//! writes down what was acknowledged; nothing is checked here but that the product does its work while it is up.

use hyper::Method;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha20Rng;
use secrets::totp::{self, TotpParams};
use serde_json::json;

use super::ledger::{Door, Doubt, Ledger, Spent};
use super::links::{NOT_ME, Press, press};
use super::tale::{Stage, Stop, Tale};
use crate::trial::{Person, now};

/// What the letter of a new browser says in its subject.
const NEW_BROWSER: &str = "New browser signed in";
/// What the letter of an enabled method says in its subject.
const SWITCHED_ON: &str = "Switched on";
/// What the letter of a used recovery code says in its subject.
const RECOVERY_USED: &str = "Signed in, second step";
/// The password of those who change theirs.
const NEW_PASSWORD: &str = "seven slow herons cross at dusk";

/// The stories, each as often as it stands here.
const STORIES: [Story; 14] = [
    Story::App,
    Story::App,
    Story::App,
    Story::WrongCodes,
    Story::WrongCodes,
    Story::WrongPasswords,
    Story::Text,
    Story::Text,
    Story::Recovery,
    Story::Enroll,
    Story::Changes,
    Story::SignOut,
    Story::NotMe,
    Story::Password,
];

/// What somebody does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Story {
    App,
    WrongCodes,
    WrongPasswords,
    Text,
    Recovery,
    Enroll,
    Changes,
    SignOut,
    NotMe,
    Password,
}

impl Story {
    /// One by chance.
    pub(super) fn draw(chance: &mut ChaCha20Rng) -> Self {
        STORIES[chance.random_range(0..STORIES.len())]
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::App => "signs in with the app",
            Self::WrongCodes => "gives wrong codes",
            Self::WrongPasswords => "gives wrong passwords",
            Self::Text => "signs in with a text",
            Self::Recovery => "signs in with a recovery code",
            Self::Enroll => "enables another app",
            Self::Changes => "changes preference and names",
            Self::SignOut => "signs out",
            Self::NotMe => "presses \"This wasn't me\"",
            Self::Password => "changes the password",
        }
    }
}

/// Lives a story as far as it goes; a broken promise is told.
pub(super) async fn live(
    story: Story,
    person: Person,
    stage: &Stage,
    chance: &mut ChaCha20Rng,
) -> (Ledger, Option<String>) {
    let mut tale = Tale::new(stage, Ledger::new(person, story.name()));
    let outcome = match story {
        Story::App => tale.app().await.map(drop),
        Story::WrongCodes => tale.wrong_codes(chance).await,
        Story::WrongPasswords => tale.wrong_passwords(chance).await,
        Story::Text => tale.text(chance).await,
        Story::Recovery => tale.recovery(chance).await,
        Story::Enroll => tale.enroll().await,
        Story::Changes => tale.changes().await,
        Story::SignOut => tale.sign_out().await,
        Story::NotMe => tale.not_me().await,
        Story::Password => tale.new_password().await,
    };
    let broken = match outcome {
        Ok(()) | Err(Stop::Cut) => None,
        Err(Stop::Broken(what)) => Some(what),
    };
    (tale.ledger, broken)
}

impl Tale {
    /// Signs in with a fresh code of the app.
    pub(super) async fn app(&mut self) -> Result<String, Stop> {
        self.begin().await?;
        let open = self.choose("authenticator_app").await?;
        let Ok(code) = self.ledger.person.next_code() else {
            return Err(self.broken("the app has no fresh code; the drill needs more people"));
        };
        let step = self.ledger.person.last_step();
        let app = open.method("authenticator_app").unwrap_or_default();
        let token = self.right_code(&open, &code, Doubt::AppCode { app: app.clone(), step }).await?;
        self.ledger.spent.push(Spent::Step { app, step });
        self.ledger.wrong.remove(&Door::App);
        self.ledger.mailed(NEW_BROWSER);
        Ok(token)
    }

    async fn wrong_codes(&mut self, chance: &mut ChaCha20Rng) -> Result<(), Stop> {
        self.begin().await?;
        let open = self.choose("authenticator_app").await?;
        for salt in 0..chance.random_range(1..=4) {
            self.wrong(Door::App, &open, &self.ledger.person.wrong_code(salt)).await?;
        }
        Ok(())
    }

    /// A wrong answer, which must be judged and counted.
    async fn wrong(&mut self, door: Door, open: &crate::trial::Open, code: &str) -> Result<(), Stop> {
        let reply = self.code(open, code, Doubt::Wrong(door)).await?;
        if !reply.is_verdict_wrong() {
            return Err(self.broken(format_args!("a wrong code: {} {}", reply.status, reply.text)));
        }
        self.ledger.count(door);
        Ok(())
    }

    async fn wrong_passwords(&mut self, chance: &mut ChaCha20Rng) -> Result<(), Stop> {
        for turn in 0..chance.random_range(1..=4) {
            let reply = self.give(&format!("no such phrase {turn}"), Doubt::Wrong(Door::Password)).await?;
            if !reply.is_verdict_wrong() {
                return Err(self.broken(format_args!("a wrong password: {} {}", reply.status, reply.text)));
            }
            self.ledger.count(Door::Password);
        }
        Ok(())
    }

    async fn text(&mut self, chance: &mut ChaCha20Rng) -> Result<(), Stop> {
        self.begin().await?;
        let open = self.choose("text_message").await?;
        self.ledger.texts += 1;
        let phone = self.ledger.person.phone.clone();
        let code = self.received(&phone, "the text", |got| got.last()?.code()).await?;
        for salt in 0..chance.random_range(0..=2_usize) {
            let wrong = format!("{:06}", (code.parse::<usize>().unwrap_or(0) + 1 + salt) % 1_000_000);
            self.wrong(Door::Text, &open, &wrong).await?;
        }
        if chance.next_u32().is_multiple_of(3) {
            // Left open, so that its failures can be checked.
            return Ok(());
        }
        self.right_code(&open, &code, Doubt::TextCode { code: code.clone() }).await?;
        self.ledger.wrong.remove(&Door::Text);
        self.ledger.spent.push(Spent::Text { open: (open.id, open.secret), code });
        self.ledger.mailed(NEW_BROWSER);
        Ok(())
    }

    async fn recovery(&mut self, chance: &mut ChaCha20Rng) -> Result<(), Stop> {
        self.app().await?;
        let new = json!({ "kind": "recovery_code" });
        let made = self.must(Method::POST, "/methods", Some(new), Doubt::NewCodes, 201).await?;
        let codes: Vec<String> = made.body["recovery_codes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|code| code.as_str().map(str::to_owned))
            .collect();
        let id = made.text_at("/id").unwrap_or_default().to_owned();
        self.ledger.methods.push((id, "recovery_code"));
        self.ledger.codes_left = Some(codes.len());
        let first = self.ledger.session.clone();
        // From elsewhere, so that its failures count with the strangers'.
        self.browser = self.stage.browser();
        self.begin().await?;
        let open = self.choose("recovery_code").await?;
        if chance.next_u32().is_multiple_of(2) {
            self.wrong(Door::Recovery, &open, "0-0000-0000-0000-0000").await?;
        }
        let Some(code) = codes.get(chance.random_range(0..codes.len().max(1))).cloned() else {
            return Err(self.broken(format_args!("no recovery codes: {}", made.text)));
        };
        self.right_code(&open, &code, Doubt::RecoveryCode { code: code.clone() }).await?;
        self.ledger.wrong.remove(&Door::Recovery);
        self.ledger.codes_left = Some(codes.len() - 1);
        self.ledger.spent.push(Spent::Recovery(code));
        self.ledger.mailed(RECOVERY_USED);
        // The session before it is one to sign out of.
        let second = std::mem::replace(&mut self.ledger.session, first);
        self.must(Method::DELETE, "/sessions/current", None, Doubt::SignOut, 204).await?;
        self.ledger.signed_out();
        self.ledger.session = second;
        Ok(())
    }

    async fn enroll(&mut self) -> Result<(), Stop> {
        self.app().await?;
        let new = json!({ "kind": "authenticator_app", "name": "second" });
        let doubt = Doubt::Harmless("set-up");
        let begun = self.must(Method::POST, "/methods", Some(new), doubt, 201).await?;
        let (Some(id), Some(secret)) = (begun.text_at("/id"), begun.text_at("/secret")) else {
            return Err(self.broken(format_args!("a set-up without id or seed: {}", begun.text)));
        };
        let Some(seed) = totp::seed_from_base32(secret) else {
            return Err(self.broken("the seed of a set-up cannot be read"));
        };
        let code = totp::code(&seed, TotpParams::default(), totp::step_at(now())).to_string();
        let (id, body) = (id.to_owned(), json!({ "code": code }));
        let path = format!("/methods/{id}/confirm");
        self.must(Method::POST, &path, Some(body), Doubt::Confirm { id: id.clone() }, 200).await?;
        self.ledger.methods.push((id, "authenticator_app"));
        self.ledger.mailed(SWITCHED_ON);
        Ok(())
    }

    async fn changes(&mut self) -> Result<(), Stop> {
        self.app().await?;
        let all = self.must(Method::GET, "/methods", None, Doubt::Harmless("look"), 200).await?;
        let methods = all.body["methods"].as_array().cloned().unwrap_or_default();
        for method in &methods {
            let Some(id) = method["id"].as_str().map(str::to_owned) else { continue };
            let body = json!({ "preferred_method": id });
            let doubt = Doubt::Prefer { id: id.clone() };
            self.must(Method::PATCH, "/preferences", Some(body), doubt, 200).await?;
            self.ledger.preferred = Some(id.clone());
            let name = format!("mine of {}", now());
            let doubt = Doubt::Rename { id: id.clone(), name: name.clone() };
            let body = json!({ "name": name });
            self.must(Method::PATCH, &format!("/methods/{id}"), Some(body), doubt, 200).await?;
            self.ledger.names.insert(id, name);
        }
        Ok(())
    }

    async fn sign_out(&mut self) -> Result<(), Stop> {
        self.app().await?;
        self.must(Method::DELETE, "/sessions/current", None, Doubt::SignOut, 204).await?;
        self.ledger.signed_out();
        Ok(())
    }

    async fn not_me(&mut self) -> Result<(), Stop> {
        self.app().await?;
        let address = self.ledger.person.email.clone();
        let token = self.received(&address, "the notice", |got| got.iter().find_map(|one| one.token(NOT_ME)));
        let token = token.await?;
        let doubt = Doubt::Link { token: token.clone() };
        match press(&self.stage, NOT_ME, &token).await {
            Ok(Press::Pressed(reply)) if reply.status == 200 => {
                self.ledger.signed_out();
                self.ledger.spent.push(Spent::Link(token));
                Ok(())
            }
            Ok(Press::Pressed(reply) | Press::Looked(reply)) if reply.status != 503 => {
                Err(self.broken(format_args!("the link: {} {}", reply.status, reply.text)))
            }
            Ok(Press::Pressed(_) | Press::Cut) => {
                self.ledger.doubt = Some(doubt);
                Err(Stop::Cut)
            }
            Ok(Press::Looked(_)) | Err(_) => Err(Stop::Cut),
        }
    }

    async fn new_password(&mut self) -> Result<(), Stop> {
        self.app().await?;
        let new = NEW_PASSWORD.to_owned();
        let body = json!({ "current_password": self.ledger.password, "new_password": new });
        let doubt = Doubt::Password { new: new.clone() };
        self.must(Method::POST, "/password", Some(body), doubt, 204).await?;
        self.ledger.password = new;
        Ok(())
    }
}
