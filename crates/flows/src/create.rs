//! Making accounts: by the operator, by people themselves where the site is open, and the first administrator.

use rules::account::{Account, AccountState, Email, StoredAccount, StoredEmail};
use rules::change::{Change, Write};
use rules::event::{EventKind, Origin};
use rules::facts::AccountFacts;
use rules::id::{AccountId, EmailId};
use rules::link::LinkPurpose;
use rules::message::{LinkKind, Says};
use rules::settings::VerifyWhen;
use rules::time::{DAY, Time};
use secrets::hashing::Class;
use zeroize::Zeroizing;

use crate::beats::{Committed, Fault, Outcome, Refused};
use crate::caller::Visitor;
use crate::house::House;
use crate::names::{email_hint, is_email, normal_name};
use crate::spelling;

/// A person who is to get an account.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// The name to sign in with.
    pub user_name: String,
    /// The name to be greeted by; empty: the user name.
    pub display_name: String,
    /// Addresses, and whether the operator vouches for each.
    pub emails: Vec<(String, bool)>,
    /// The operator's groups.
    pub groups: Vec<String>,
    /// Whether they look after the site.
    pub administrator: bool,
    /// Their language.
    pub locale: Option<String>,
    /// When to verify; none: the site's default.
    pub verify: Option<VerifyWhen>,
}

/// Why no account was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCreated {
    /// Somebody has the name or address.
    #[error("the name or an address is taken")]
    Taken,
    /// The user name will not do.
    #[error(
        "a user name has 2 to 64 characters, without spaces, invisible or private ones, and letters of one script only"
    )]
    BadName,
    /// The name to be greeted by will not do.
    #[error("the display name has a character that is not seen, or turns the text around it about")]
    BadDisplayName,
    /// The user name is an address that is not known to be theirs.
    #[error("a user name with an @ must be one of the person's own verified addresses")]
    NameIsAddress,
    /// An address will not do.
    #[error("this is not an e-mail address")]
    BadEmail,
}

pub(crate) fn checked(person: &NewPerson) -> Result<(), NotCreated> {
    let name = normal_name(&person.user_name);
    let length = name.chars().count();
    let is_address = name.contains('@');
    let plain = spelling::is_plain(person.user_name.trim()) && !name.contains(char::is_whitespace);
    if !(2..=64).contains(&length) || !plain || !(is_address || spelling::is_one_script(&name)) {
        return Err(NotCreated::BadName);
    }
    if !spelling::is_greeting(person.display_name.trim()) {
        return Err(NotCreated::BadDisplayName);
    }
    // Addresses are names to sign in with: whoever took another's as a user name would keep its owner from ever using it.
    let is_own = |(address, vouched): &(String, bool)| *vouched && normal_name(address) == name;
    if is_address && !person.emails.iter().any(is_own) {
        return Err(NotCreated::NameIsAddress);
    }
    if person.emails.iter().any(|(address, _)| !is_email(address.trim())) {
        return Err(NotCreated::BadEmail);
    }
    Ok(())
}

impl House {
    /// Makes an account with a password (as typed), or with none yet.
    ///
    /// # Errors
    /// Faults only.
    pub async fn create(
        &self,
        person: &NewPerson,
        password: Option<Zeroizing<String>>,
    ) -> Outcome<AccountId> {
        if let Err(why) = checked(person) {
            return Ok(Err(Refused::Name(why)));
        }
        let hash = match password {
            None => String::new(),
            Some(password) => {
                let password = secrets::password::nfc(&password);
                let personal = self.personal_of(person);
                if let Err(problems) = self.judge_password(&password, personal).await? {
                    return Ok(Err(Refused::Password(problems)));
                }
                self.pool.hash(Class::Anyone, password, &mut self.dice()).await?
            }
        };
        let (id, change) = self.new_account(person, hash, self.now())?;
        self.make(id, &change).await
    }

    async fn make(&self, id: AccountId, change: &Change) -> Outcome<AccountId> {
        match self.commit(change).await? {
            Committed::Done => Ok(Ok(id)),
            Committed::Conflict => Ok(Err(Refused::Name(NotCreated::Taken))),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }

    /// The writes of a new account, with a password hash as the store keeps it.
    pub(crate) fn new_account(
        &self,
        person: &NewPerson,
        hash: String,
        now: Time,
    ) -> Result<(AccountId, Change), Fault> {
        let id = AccountId::random(&mut self.dice());
        let display = person.display_name.trim();
        let account = Account {
            denied_at: None,
            id,
            user_name: person.user_name.trim().to_owned(),
            display_name: if display.is_empty() { person.user_name.trim() } else { display }.to_owned(),
            locale: person.locale.clone(),
            groups: person.groups.clone(),
            administrator: person.administrator,
            state: AccountState::Active,
            verify: person.verify.unwrap_or(self.settings.verify_default),
            preferred: None,
            created_at: now,
            password_set_at: now,
            password_set_by_mail: false,
            first_strong_at: None,
            recovered_at: None,
            generation: 0,
            suspended_until: None,
        };
        let mut names = vec![self.name_hash(&person.user_name)];
        let mut emails = Change::new();
        for (address, vouched) in &person.emails {
            let email_id = EmailId::random(&mut self.dice());
            let address = address.trim();
            let sealed = self.seal_email(email_id, address)?;
            let email = Email {
                id: email_id,
                hint: email_hint(address),
                verified_at: vouched.then_some(now),
                added_at: now,
            };
            if *vouched {
                names.push(self.name_hash(address));
            }
            emails.push(Write::NewEmail { account: id, email, sealed });
        }
        let mut change = vec![Write::NewAccount { account, password: hash, names }];
        change.extend(emails);
        let from = nobody();
        change.push(
            self.drawing(|draw| rules::decision::record(id, EventKind::AccountCreated, &from, now, draw)),
        );
        Ok((id, change))
    }

    /// Makes an account for somebody who asks for one. Whether name or address was free is told only by mail where an
    /// address is concerned; a taken user name has to be said, since another must be chosen.
    ///
    /// # Errors
    /// Faults only.
    pub async fn sign_up(
        &self,
        visitor: &Visitor,
        person: &NewPerson,
        password: Zeroizing<String>,
    ) -> Outcome<()> {
        if !self.site.sign_up {
            return Ok(Err(Refused::NotOffered));
        }
        let unproved = NewPerson {
            emails: person.emails.iter().map(|(address, _)| (address.clone(), false)).collect(),
            groups: Vec::new(),
            administrator: false,
            ..person.clone()
        };
        if let Err(why) = checked(&unproved) {
            return Ok(Err(Refused::Name(why)));
        }
        if !spelling::is_chosen(&normal_name(&person.user_name)) {
            return Ok(Err(Refused::Name(NotCreated::BadName)));
        }
        let now = self.now();
        let caller = self.caller(visitor, now);
        let made = format!("sign-up/{}", caller.network);
        // Asked before anything is hashed, and so that nobody over the limit is told that the name is taken.
        if self.store.sums(std::slice::from_ref(&made)).await?.first() >= Some(&SIGN_UPS_PER_NETWORK) {
            return Err(Fault::Crowded { retry_after: COME_BACK });
        }
        let password = secrets::password::nfc(&password);
        let personal = self.personal_of(person);
        if let Err(problems) = self.judge_password(&password, personal).await? {
            return Ok(Err(Refused::Password(problems)));
        }
        let hash = self.pool.hash(Class::Anyone, password, &mut self.dice()).await?;
        let (id, mut change) = self.new_account(&unproved, hash, now)?;
        change.extend(
            self.drawing(|draw| first_links(&change, self.settings.link_for, &caller.origin, now, draw)),
        );
        change.push(Write::Spend {
            key: made,
            by: 1,
            at_most: SIGN_UPS_PER_NETWORK,
            expires: now.plus(2 * DAY),
        });
        Ok(self.make(id, &change).await?.map(|_| ()))
    }

    /// The link of the first administrator, if there is no account yet: 24 hours, once.
    ///
    /// # Errors
    /// Faults only.
    pub async fn first_administrator(&self) -> Result<Option<String>, Fault> {
        if !self.store.accounts(None, 1).await?.is_empty() {
            return Ok(None);
        }
        let now = self.now();
        let person = NewPerson {
            user_name: FIRST_ADMINISTRATOR.into(),
            display_name: "Administrator".into(),
            administrator: true,
            ..NewPerson::default()
        };
        let (id, mut change) = self.new_account(&person, String::new(), now)?;
        let link = self.drawing(|draw| {
            let token = draw.token(id);
            change.push(rules::decision::password_link(id, 0, &token.hash, now.plus(DAY), draw));
            format!("{}/reset/new?token={}", self.site.url, token.text)
        });
        match self.commit(&change).await? {
            Committed::Done => Ok(Some(link)),
            // Another node was first.
            Committed::Conflict => Ok(None),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }
}

impl House {
    /// The name of the first administrator, if that account still waits for its password: its link was lost, or is too old.
    ///
    /// # Errors
    /// Faults only.
    pub async fn first_administrator_waits(&self) -> Result<Option<&'static str>, Fault> {
        let Some(found) = self.find_account(FIRST_ADMINISTRATOR).await? else { return Ok(None) };
        let account = &found.stored.account;
        let is_open = matches!(account.state, AccountState::Active);
        let waits = account.administrator && is_open && found.stored.password.is_empty();
        Ok(waits.then_some(FIRST_ADMINISTRATOR))
    }
}

/// What the first administrator is called.
const FIRST_ADMINISTRATOR: &str = "admin";
/// Accounts that one network may make in a day.
const SIGN_UPS_PER_NETWORK: i64 = 20;
/// What a network that made too many is told, in seconds.
const COME_BACK: u32 = 3600;

/// Nobody over the network: the operator at the command line.
pub(crate) fn nobody() -> Origin {
    Origin {
        user_agent: risk::UserAgent::read(b"", &risk::ClientHints::default()),
        country: None,
        address: String::new(),
    }
}

/// The verification links of the addresses that a new account begins with.
fn first_links(
    change: &Change,
    lives_for: i64,
    from: &Origin,
    now: Time,
    draw: &mut rules::facts::Draw<'_>,
) -> Change {
    let account = change.iter().find_map(|write| match write {
        Write::NewAccount { account, .. } => Some(account.clone()),
        _ => None,
    });
    let Some(account) = account else { return Change::new() };
    let facts = AccountFacts {
        stored: StoredAccount { account, password: String::new(), version: 1 },
        methods: Vec::new(),
        emails: Vec::new(),
        history: risk::History::default(),
        profile: Some(risk::Profile::default()),
        history_version: 0,
    };
    let mut links = Change::new();
    for write in change {
        let Write::NewEmail { email, sealed, .. } = write else { continue };
        let token = draw.token(facts.id());
        let expires = now.plus(lives_for);
        let purpose = LinkPurpose::VerifyEmail { email: email.id };
        links.push(rules::decision::new_link(&facts.stored.account, purpose, &token.hash, expires, draw));
        let shown = Origin { address: String::new(), ..from.clone() };
        let says = Says::Link { link: LinkKind::VerifyEmail, token: token.text, from: shown };
        let stored = StoredEmail { email: email.clone(), sealed: sealed.clone(), version: 1 };
        links.push(rules::decision::mail(&facts, &stored, says, now, expires, draw));
    }
    links
}
