//! The bytes that the product writes at a second step, taken from a decision of its own rules on one of the people.

use anyhow::{Context, Result, bail};
use data_encoding::BASE64URL_NOPAD;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use risk::Place;
use rules::browser::TokenSays;
use rules::change::{Change, Write};
use rules::event::Origin;
use rules::facts::{BrowserFacts, Caller, Draw, Facts, HeldSignIn, Minted};
use rules::id::AccountId;
use rules::judge::Checked;
use rules::second_step;
use rules::settings::Settings;
use secrets::token::Token;
use secrets::totp;
use serde::{Deserialize, Serialize};
use store::Store;

use crate::bench::people::{People, Person, now};
use crate::bench::seed::{signals, user_agent};

/// The texts of one passed second step from a known browser, as they go into their columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::bench) struct Sample {
    pub(super) method: String,
    pub(super) browser: String,
    pub(super) session: String,
    /// A token's hash, for the session.
    pub(super) hash: String,
    pub(super) history: String,
    pub(super) profile: String,
    pub(super) event: String,
    pub(super) sign_in: String,
}

impl Sample {
    /// Has the rules pass a person whose sign-in waits; nothing is written.
    pub(in crate::bench) async fn take(people: &People, store: &Store) -> Result<Self> {
        let change = passed(people, people.person(0), store).await?;
        let mut sample = Self::default();
        for write in change {
            match write {
                // Nothing was counted, so nothing is written.
                Write::Succeed { .. } => {}
                Write::SaveMethod { method, .. } => sample.method = serde_json::to_string(&method)?,
                Write::SaveBrowser { browser, .. } => {
                    sample.browser = serde_json::to_string(&browser)?;
                }
                Write::NewSession { session, hash, .. } => {
                    sample.session = serde_json::to_string(&session)?;
                    sample.hash = hash;
                }
                Write::SaveHistory { history, profile, .. } => {
                    sample.history = serde_json::to_string(&history)?;
                    sample.profile = BASE64URL_NOPAD.encode(&profile.to_bytes());
                }
                Write::Record(event) => sample.event = serde_json::to_string(&event)?,
                Write::SaveSignIn { sign_in, .. } => {
                    sample.sign_in = serde_json::to_string(&sign_in)?;
                }
                other => bail!("the floor does not know this write of a second step: {other:?}"),
            }
        }
        Ok(sample)
    }
}

async fn passed(people: &People, person: Person<'_>, store: &Store) -> Result<Change> {
    let now = now();
    let network = "0".repeat(43) + "/20000";
    let rows = store
        .for_sign_in(person.account(), person.sign_in(), &network, false)
        .await?
        .context("nobody's sign-in waits")?;
    let browser = rows.browser.map(|stored| BrowserFacts {
        stored,
        presented: person.browser_hash(),
        says: TokenSays::Current,
    });
    let facts = Facts {
        held: HeldSignIn { sign_in: rows.stored.sign_in, based_on: Some(rows.stored.token) },
        account: rows.account,
        browser,
        session: None,
        link_opened_at: None,
        caller: Caller {
            origin: Origin { user_agent: user_agent(), country: None, address: "127.0.0.1".into() },
            place: Place::NotConfigured,
            network,
            signals: signals(now),
            address: None,
            own_phone: None,
        },
        tries: rows.tries,
        prompts: Vec::new(),
        has_browsers: false,
        scored: None,
    };
    let step = totp::step_at(now.0);
    let checked = Checked::AuthenticatorApp { step: Some(step), drifted: None, now_step: step };
    let mut ids = ChaCha20Rng::seed_from_u64(3);
    let mut tokens = ChaCha20Rng::seed_from_u64(4);
    let mut mint = |account: AccountId| {
        let token = Token::new(&people.keys, account.bytes(), &mut tokens);
        Minted { text: token.to_text().to_string(), hash: token.hash() }
    };
    let settings = Settings::default();
    let mut draw = Draw::new(&mut ids, &mut mint);
    Ok(second_step::answer(&facts, checked, false, &settings, now, &mut draw).change)
}
