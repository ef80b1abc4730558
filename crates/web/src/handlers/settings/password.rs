//! Changing the password: the current one and a new one. Deliberately not here: what makes a password good, and counting
//! wrong ones.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::confirm;
use super::news::News;
use super::person::{Answer, Person, Sent};
use super::wish::Wish;
use crate::pages::changes::PasswordPage;
use crate::pages::{Frame, Trouble};

fn page(person: &Person, frame: Frame) -> PasswordPage {
    let least = u32::try_from(person.house().settings().password_min).unwrap_or(u32::MAX);
    PasswordPage { frame, user_name: person.me.account.user_name.clone(), least }
}

/// `GET /settings/security/password`.
pub(super) async fn show(mut person: Person) -> Answer {
    confirm::before(&mut person, Wish::Password).await?;
    Ok(person.page(&page(&person, person.frame())))
}

/// The current password and the new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Passwords {
    current_password: Zeroizing<String>,
    new_password: Zeroizing<String>,
}

/// `POST /settings/security/password`.
pub(super) async fn change(Sent { mut person, fields }: Sent<Passwords>) -> Answer {
    let mut frame = person.frame();
    for (field, typed) in
        [("current_password", &fields.current_password), ("new_password", &fields.new_password)]
    {
        if typed.is_empty() {
            frame = frame.with_problem(field, Trouble::Empty);
        }
    }
    if frame.problems.is_empty() && *fields.current_password == *fields.new_password {
        frame = frame.with_problem("new_password", Trouble::PasswordSame);
    }
    if !frame.problems.is_empty() {
        return Ok(person.again(&page(&person, frame)));
    }
    let Passwords { current_password, new_password } = fields;
    let changed = person
        .house()
        .change_password(&person.ctx.visitor, &person.session, current_password, new_password)
        .await;
    match person.decided(changed, Some(Wish::Password)).await? {
        Ok(()) => Ok(person.back(&News::Password)),
        Err(refused) => {
            let frame = person.wrong(&refused, "current_password");
            Ok(person.again(&page(&person, frame)))
        }
    }
}
