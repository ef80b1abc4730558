//! `vestibule account show`: the facts of an account, without secrets. Deliberately not here: changing any of them.

use flows::House;
use jiff::Timestamp;
use rules::account::AccountState;
use rules::facts::AccountFacts;
use rules::method::MethodState;
use rules::time::Time;
use secrets::password::PasswordProblem;
use serde::Serialize;

use crate::tell;

/// An account as the operator sees it.
#[derive(Serialize)]
struct Shown {
    id: String,
    user_name: String,
    display_name: String,
    groups: Vec<String>,
    administrator: bool,
    state: &'static str,
    has_password: bool,
    verify: rules::settings::VerifyWhen,
    created_at: String,
    emails: Vec<ShownEmail>,
    methods: Vec<ShownMethod>,
    sessions: usize,
    known_browsers: usize,
}

#[derive(Serialize)]
struct ShownEmail {
    hint: String,
    verified: bool,
}

#[derive(Serialize)]
struct ShownMethod {
    kind: &'static str,
    state: &'static str,
    name: String,
    added_at: String,
    last_used_at: Option<String>,
}

/// A moment as people and machines read it (RFC 3339, UTC).
fn moment(at: Time) -> String {
    Timestamp::from_second(at.0).map_or_else(|_| at.0.to_string(), |at| at.to_string())
}

/// Prints an account.
pub(super) async fn show(house: &House, facts: &AccountFacts, json: bool) -> anyhow::Result<()> {
    let shown = shown(house, facts).await?;
    if json {
        return tell::json(&shown);
    }
    let groups = shown.groups.join(", ");
    tell::line(format_args!("{} ({}), {}", shown.user_name, shown.display_name, shown.state))?;
    tell::line(format_args!("  id        {}", shown.id))?;
    tell::line(format_args!("  made      {}", shown.created_at))?;
    tell::line(format_args!("  groups    {}", if groups.is_empty() { "none" } else { &groups }))?;
    if shown.administrator {
        tell::line("  looks after the site")?;
    }
    tell::line(format_args!("  password  {}", if shown.has_password { "set" } else { "not set yet" }))?;
    for email in &shown.emails {
        let verified = if email.verified { "verified" } else { "not verified" };
        tell::line(format_args!("  e-mail    {} ({verified})", email.hint))?;
    }
    for method in &shown.methods {
        let used = method.last_used_at.as_deref().unwrap_or("never");
        tell::line(format_args!("  method    {} ({}), last used: {used}", method.kind, method.state))?;
    }
    tell::line(format_args!("  sessions  {}, known browsers {}", shown.sessions, shown.known_browsers))
}

async fn shown(house: &House, facts: &AccountFacts) -> anyhow::Result<Shown> {
    let account = &facts.stored.account;
    let (now, idle) = (house.now(), house.settings().session_idle);
    let sessions = house.store().sessions(account.id).await?;
    let browsers = house.store().browsers(account.id).await?;
    let emails = facts.emails.iter().map(|stored| ShownEmail {
        hint: stored.email.hint.clone(),
        verified: stored.email.verified_at.is_some(),
    });
    let methods = facts.methods.iter().map(|stored| ShownMethod {
        kind: stored.method.kind().name(),
        state: match stored.method.state {
            MethodState::Pending { .. } => "being set up",
            MethodState::Active => "enabled",
            MethodState::Suspended { .. } => "suspended",
        },
        name: stored.method.name.clone(),
        added_at: moment(stored.method.added_at),
        last_used_at: stored.method.last_used_at.map(moment),
    });
    Ok(Shown {
        id: account.id.to_string(),
        user_name: account.user_name.clone(),
        display_name: account.display_name.clone(),
        groups: account.groups.clone(),
        administrator: account.administrator,
        state: match account.state {
            AccountState::Active => "active",
            AccountState::Locked { .. } => "locked",
        },
        has_password: !facts.stored.password.is_empty(),
        verify: account.verify,
        created_at: moment(account.created_at),
        emails: emails.collect(),
        methods: methods.collect(),
        sessions: sessions.iter().filter(|session| session.is_live(account.generation, idle, now)).count(),
        known_browsers: browsers.iter().filter(|browser| now < browser.browser.expires).count(),
    })
}

/// Why a password will not do, in one line.
pub(super) fn problems(problems: &[PasswordProblem]) -> String {
    let say = |problem: &PasswordProblem| match problem {
        PasswordProblem::TooShort { min } => format!("it has fewer than {min} characters"),
        PasswordProblem::TooLong { max } => format!("it has more than {max} characters"),
        PasswordProblem::Unusable => "it holds a zero character".to_owned(),
        PasswordProblem::Common => "it is among the commonest".to_owned(),
        PasswordProblem::Breached => "it is in the file of breached passwords".to_owned(),
        PasswordProblem::ContainsName => "most of it is a name".to_owned(),
        PasswordProblem::Weak { .. } => "it can be guessed".to_owned(),
    };
    problems.iter().map(say).collect::<Vec<_>>().join(", ")
}
