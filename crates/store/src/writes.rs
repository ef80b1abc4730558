//! From the writes of a decision to the statements that make them: no decision, and one arm each.

use rand::CryptoRng;
use rules::change::{Change, Write};
use secrets::Keys;

use crate::error::Fault;
use crate::query::Query;
use crate::{accounts, browsers, counters, events, links, outbox, prompts, sessions, sign_ins};

/// The statements of a change, in their order. Two tries that succeed together take one.
pub(crate) fn batch(change: &Change, keys: &Keys, rng: &mut impl CryptoRng) -> Result<Vec<Query>, Fault> {
    let mut batch = Vec::with_capacity(change.len());
    let mut writes = change.iter().peekable();
    while let Some(write) = writes.next() {
        let both = match (write, writes.peek()) {
            (
                Write::Succeed { account, take, now },
                Some(Write::Succeed { account: same, take: other, .. }),
            ) if account == same => counters::succeed_both(*account, take, other, *now),
            _ => None,
        };
        match both {
            Some(both) => {
                writes.next();
                batch.push(both);
            }
            None => batch.extend(statements(write, keys, rng)?),
        }
    }
    Ok(batch)
}

/// The statements of one write, in their order.
fn statements(write: &Write, keys: &Keys, rng: &mut impl CryptoRng) -> Result<Vec<Query>, Fault> {
    use Write as W;
    Ok(match write {
        W::Take { account, take, now } => vec![counters::take(*account, take, *now)],
        W::Succeed { account, take, now } => vec![counters::succeed(*account, take, *now)],
        W::Forget { account, scope, door } => counters::forget(*account, *scope, *door),
        W::Spend { key, by, at_most, expires } => counters::spend(key, *by, *at_most, *expires),
        W::Once { account, key, expires } => counters::once(*account, key, *expires),
        W::NewAccount { account, password, names } => accounts::add(account, password, names)?,
        W::SaveAccount { account, password, based_on } => {
            accounts::save(account, password.as_deref(), *based_on)?
        }
        W::Rehash { account, old, new } => accounts::rehash(*account, old, new),
        W::NewMethod { account, method, secret } => accounts::add_method(*account, method, secret)?,
        W::SaveMethod { account, method, secret, based_on } => {
            accounts::save_method(*account, method, secret.as_deref(), *based_on)?
        }
        W::DropMethod { account, method, based_on } => accounts::drop_method(*account, *method, *based_on),
        W::PutRecoveryCodes { account, codes } => accounts::put_codes(*account, codes),
        W::DropRecoveryCode { account, slot } => accounts::drop_code(*account, *slot),
        W::NewEmail { account, email, sealed } => accounts::add_email(*account, email, sealed)?,
        W::SaveEmail { account, email, based_on } => accounts::save_email(*account, email, *based_on)?,
        W::NameEmail { account, email, name } => accounts::name_email(*account, *email, name),
        W::DropEmail { account, email, name, based_on } => {
            accounts::drop_email(*account, *email, name.as_deref(), *based_on)
        }
        W::NewSignIn { sign_in, hash, token } => sign_ins::add(sign_in, hash, *token)?,
        W::SaveSignIn { sign_in, hash, based_on, token } => {
            sign_ins::save(sign_in, hash.as_deref(), *based_on, *token)?
        }
        W::NewSession { account, session, hash, now } => sessions::add(*account, session, hash, *now)?,
        W::SaveSession { account, session, hash, based_on, now } => {
            sessions::save(*account, session, hash.as_deref(), *based_on, *now)?
        }
        W::TouchSession { account, session, now } => sessions::touch(*account, *session, *now),
        W::EndSession { account, session } => sessions::end(*account, *session),
        W::EndSessions { account, except } => sessions::end_others(*account, *except),
        W::NewBrowser { account, browser } => browsers::add(*account, browser)?,
        W::SaveBrowser { account, browser, based_on } => browsers::save(*account, browser, *based_on)?,
        W::ForgetBrowser { account, browser } => browsers::forget(*account, *browser),
        W::ForgetBrowsers { account, except } => browsers::forget_others(*account, *except),
        W::SaveHistory { account, history, profile, based_on } => {
            accounts::save_history(*account, history, profile, *based_on)?
        }
        W::NewLink { account, link, hash, token } => links::add(*account, link, hash, *token)?,
        W::UseLink { account, link, based_on, token } => links::save(*account, link, *based_on, *token)?,
        W::PutPrompt { account, prompt } => prompts::put(*account, prompt)?,
        W::EndPrompt { account, slot, prompt, state, now } => {
            prompts::end(*account, *slot, *prompt, *state, *now)
        }
        W::ClosePrompts { account, now } => prompts::close_all(*account, *now),
        W::Send(message) => outbox::add(message, keys, rng)?,
        W::Record(event) => events::add(event)?,
    })
}
