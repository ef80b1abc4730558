//! Writing the people's rows, fast: whole accounts in large batches through the product's own store, and their names
//! sorted, so that each index is filled from left to right.

use anyhow::{Context, Result};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use risk::{
    AccountClass, AccountEvents, BrowserEvidence, ClientHints, Evidence, Formula, Grounds, History, Key,
    Passed, Place, Policy, Profile, Reason, RecentFailures, Signals, Statistics, THRESHOLD_WHILE_LEARNING,
    Threshold, TokenEvidence, UserAgent, Verdict, Visit, score,
};
use rules::account::{Account, AccountState, Email};
use rules::browser::KnownBrowser;
use rules::change::{Change, Write};
use rules::method::{AppState, Method, MethodData, MethodState, TotpAlgorithm};
use rules::settings::VerifyWhen;
use rules::sign_in::{
    Asked, Challenge, Kinds, LinkProof, Purpose, SignIn, Stage, Verification, VerificationState, Who,
};
use rules::time::{DAY, Time};
use rules::weighed::Weighed;
use secrets::bucket::LookupKind;
use secrets::seal::Place as Sealed;
use store::{Query, Store};

use super::people::{People, Person, now};

/// People in one transaction.
const BATCH: u32 = 500;
/// Names in one transaction.
const NAMES: usize = 4000;

/// What browsers of the benches call themselves.
pub(super) const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

const ADD_NAME: &str = "INSERT INTO names (name, account) VALUES ($1, $2)";

/// How much of each person is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// Account, name, app and known browser: enough to sign in.
    Accounts,
    /// An address, a history and a sign-in that waits for the app's code besides.
    SignIns,
}

/// Writes everybody into an empty store.
pub(super) async fn write(people: &People, store: &Store, rows: Rows) -> Result<()> {
    store.prepare().await?;
    let now = now();
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let mut number = 0;
    while number < people.count {
        let end = people.count.min(number + BATCH);
        let mut change = Change::new();
        for person in (number..end).map(|number| people.person(number)) {
            change.extend(account(people, person, now, &mut rng)?);
            if rows == Rows::SignIns {
                change.extend(sign_in(people, person, now, &mut rng)?);
            }
        }
        store.commit(&change, &mut rng).await?;
        number = end;
    }
    names(people, store).await
}

async fn names(people: &People, store: &Store) -> Result<()> {
    let hashed = |number| {
        let person = people.person(number);
        let name = people.keys.lookup_hash(LookupKind::Name, &person.name());
        (name, number)
    };
    let mut names: Vec<(String, u32)> = (0..people.count).map(hashed).collect();
    names.sort_unstable();
    for batch in names.chunks(NAMES) {
        let add = |(name, number): &(String, u32)| {
            let account = people.person(*number).account().to_string();
            Query::new(ADD_NAME).bind(name.as_str()).bind(account)
        };
        store.database().commit(batch.iter().map(add).collect()).await?;
    }
    Ok(())
}

fn account(people: &People, person: Person<'_>, now: Time, rng: &mut ChaCha20Rng) -> Result<Change> {
    let (id, since) = (person.account(), now.plus(-100 * DAY));
    let account = Account {
        id,
        user_name: person.name(),
        display_name: person.name(),
        locale: None,
        groups: vec!["client".into()],
        state: AccountState::Active,
        verify: VerifyWhen::EverySignIn,
        preferred: Some(person.method()),
        created_at: since,
        password_set_at: since,
        password_set_by_mail: false,
        first_strong_at: Some(since),
        recovered_at: None,
        generation: 0,
        administrator: false,
        suspended_until: None,
        denied_at: None,
    };
    let app =
        AppState { algorithm: TotpAlgorithm::Sha1, digits: 6, offset: 0, last_step: 0, burnt: Vec::new() };
    let method = Method {
        id: person.method(),
        state: MethodState::Active,
        name: "Phone".into(),
        added_at: since,
        last_used_at: Some(since),
        data: MethodData::AuthenticatorApp(app),
    };
    let row = person.method().to_string();
    let place = Sealed { table: "methods", column: "secret", row: &row };
    let secret = people.keys.seal(place, &person.seed(), rng)?;
    let browser = KnownBrowser {
        id: person.browser(),
        current: person.browser_hash(),
        previous: None,
        previous_until: since,
        since,
        last_used_at: since,
        expires: now.plus(80 * DAY),
        skip_until: None,
        user_agent: user_agent(),
        country: None,
        passed: Some(Passed { at: since.0, country: None }),
        strong_at: Some(since),
    };
    Ok(vec![
        Write::NewAccount { account, password: person.hash(), names: Vec::new() },
        Write::NewMethod { account: id, method, secret },
        Write::NewBrowser { account: id, browser },
    ])
}

fn sign_in(people: &People, person: Person<'_>, now: Time, rng: &mut ChaCha20Rng) -> Result<Change> {
    let id = person.account();
    let row = person.email().to_string();
    let place = Sealed { table: "emails", column: "sealed", row: &row };
    let sealed = people.keys.seal(place, b"someone@example.org", rng).context("sealing")?;
    let email =
        Email {
            id: person.email(), hint: "s•••@e•••.org".into(), verified_at: Some(now), added_at: now
        };
    let challenge = Challenge { method: person.method(), since: now, asked: Asked::AuthenticatorApp };
    let verification = Verification {
        verdict: Verdict::Challenge,
        reasons: vec![Reason::EverySignIn],
        link: LinkProof::NotNeeded,
        state: VerificationState::Challenged(challenge),
        parked: None,
        wrong: 0,
        weighed: Some(Box::new(weighed(now))),
        only_counted: false,
        recorded: Kinds::default(),
        no_texts: Vec::new(),
    };
    let sign_in = SignIn {
        id: person.sign_in(),
        who: Who::Known(id),
        purpose: Purpose::SignIn,
        generation: 0,
        stage: Stage::SecondStep(verification),
        since: now,
        // A real one ends after ten minutes; a bench may last longer.
        expires: now.plus(DAY),
        browser: Some(person.browser()),
        presented: Some(person.browser_hash()),
        shared_computer: false,
        user_agent: user_agent(),
        country: None,
    };
    Ok(vec![
        Write::NewEmail { account: id, email, sealed },
        Write::SaveHistory {
            account: id,
            history: history(now),
            profile: Box::new(profile(now)),
            based_on: 0,
        },
        Write::NewSignIn { sign_in, hash: person.sign_in_hash(), token: person.row() },
    ])
}

/// What one completed sign-in of yesterday taught.
fn history(now: Time) -> History {
    History::default().learn(&visit(now))
}

fn visit(now: Time) -> Visit {
    Visit {
        at: now.plus(-DAY).0,
        browser: BrowserEvidence::Known,
        place: Place::NotConfigured,
        user_agent: user_agent(),
        failures: RecentFailures::default(),
        account: AccountEvents::default(),
    }
}

/// What the engine is told of everybody: all of it, as with all of the operator's data.
pub(super) fn signals(now: Time) -> Signals {
    Signals {
        country: Some(Key::new(1)),
        owner: Some(Key::new(2)),
        network: Some(Key::new(3)),
        system: Some(Key::new(4)),
        browser: Some(Key::new(5)),
        version: Some(140),
        token: TokenEvidence::Known,
        ..Signals::at(now.0)
    }
}

/// What the same sign-in taught the engine.
fn profile(now: Time) -> Profile {
    Profile::default().learn(&signals(now.plus(-DAY))).0
}

/// How a sign-in on a known browser is judged.
fn weighed(now: Time) -> Weighed {
    let account = profile(now);
    let score = score(&signals(now), &account, &Statistics::default(), &Formula::default()).rounded();
    let threshold = Threshold { score: THRESHOLD_WHILE_LEARNING, learned_from: 0 };
    let (visit, history, policy) = (visit(now), history(now), Policy::default());
    let evidence =
        Evidence { visit: &visit, history: &history, country: None, score, threshold, passed: None };
    let grounds = Grounds::of(&evidence);
    Weighed {
        verdict: grounds.decide(&policy).verdict,
        policy: policy.version(),
        class: AccountClass::New,
        token: TokenEvidence::Known,
        budget: policy.budget,
        counts: false,
        shadow: false,
        grounds,
    }
}

/// What [`USER_AGENT`] is read as.
pub(super) fn user_agent() -> UserAgent {
    UserAgent::read(USER_AGENT.as_bytes(), &ClientHints::default())
}
