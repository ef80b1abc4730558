//! Stories of mailed links: each works once, for what it was mailed for, and none signs anybody in.

use super::*;
use crate::id::LinkId;
use crate::my_account;
use crate::samples::*;
use crate::session::Proofs;

fn link(purpose: LinkPurpose) -> StoredLink {
    let link = Link {
        id: LinkId::from_bytes([11; 16]),
        purpose,
        expires: NOW.plus(100),
        used: false,
        generation: None,
    };
    StoredLink { link, hash: hash_of("link"), token: RowToken::from_bytes([12; 16]) }
}

fn from() -> Origin {
    caller("home").origin
}

fn reset(link: &StoredLink, now: Time) -> Result<Change, DeadLink> {
    draw(|draw| reset_password(link, &ana(vec![app()]), "new hash".into(), &from(), now, draw))
}

fn signs_in(write: &Write) -> bool {
    matches!(write, Write::NewSession { .. } | Write::NewBrowser { .. })
}

fn about(method: Option<MethodId>) -> StoredLink {
    link(LinkPurpose::NotMe {
        notice: Notice::NewBrowser,
        method,
        browser: Some(LAPTOP),
        email: None,
        taught: None,
    })
}

#[test]
fn a_link_works_once_and_not_for_ever() {
    let fresh = link(LinkPurpose::ResetPassword);
    let change = reset(&fresh, NOW).expect("it lives");
    let used = |w: &Write| matches!(w, Write::UseLink { link, based_on, .. } if link.used && *based_on == fresh.token);
    assert_eq!(writes(&change, used), 1);
    let again = StoredLink { link: Link { used: true, ..fresh.link.clone() }, ..fresh.clone() };
    assert_eq!(reset(&again, NOW), Err(DeadLink::Used));
    assert_eq!(reset(&fresh, NOW.plus(100)), Err(DeadLink::Expired));
}

#[test]
fn a_link_is_good_only_for_what_it_was_mailed_for() {
    assert_eq!(reset(&link(LinkPurpose::VerifyEmail { email: MAILBOX }), NOW), Err(DeadLink::Unknown));
    let reset_link = link(LinkPurpose::ResetPassword);
    let account = ana(vec![app()]);
    assert_eq!(draw(|draw| not_me(&reset_link, &account, None, &from(), NOW, draw)), Err(DeadLink::Unknown));
    assert_eq!(draw(|draw| confirm_step(&reset_link, &account, None, NOW, draw)), Err(DeadLink::Unknown));
}

#[test]
fn a_reset_ends_everything_that_stands_and_signs_nobody_in() {
    let change = reset(&link(LinkPurpose::ResetPassword), NOW).expect("reset");
    let ended = |w: &Write| {
        matches!(w, Write::EndSessions { except: None, .. } | Write::ForgetBrowsers { except: None, .. })
    };
    assert_eq!(writes(&change, ended), 2);
    assert_eq!(writes(&change, signs_in), 0);
    let by_mail = |w: &Write| matches!(w, Write::SaveAccount { account, .. } if account.password_set_by_mail && account.password_set_at == NOW);
    assert_eq!(writes(&change, by_mail), 1, "mail and password are one proof now");
    assert_eq!(writes(&change, |w| matches!(w, Write::Forget { door: Door::Password, .. })), 2);
    assert_eq!(writes(&change, |w| matches!(w, Write::Send(_))), 1);
}

#[test]
fn a_reset_touches_no_method() {
    let change = reset(&link(LinkPurpose::ResetPassword), NOW).expect("reset");
    assert_eq!(writes(&change, |w| matches!(w, Write::SaveMethod { .. } | Write::DropMethod { .. })), 0);
}

#[test]
fn not_me_ends_sessions_and_suspends_what_was_added() {
    let account = ana(vec![question(), app()]);
    let change = draw(|draw| not_me(&about(Some(APP)), &account, None, &from(), NOW, draw)).expect("pressed");
    let suspended = |w: &Write| {
        matches!(w, Write::SaveMethod { method, .. }
            if method.kind() == MethodKind::AuthenticatorApp && method.state == MethodState::Suspended { since: NOW })
    };
    assert_eq!(writes(&change, suspended), 1);
    assert_eq!(writes(&change, |w| matches!(w, Write::EndSessions { except: None, .. })), 1);
    assert_eq!(writes(&change, |w| matches!(w, Write::ForgetBrowser { browser: LAPTOP, .. })), 1);
    let more = |w: &Write| {
        signs_in(w) || matches!(w, Write::SaveAccount { password: Some(_), .. } | Write::NewMethod { .. })
    };
    assert_eq!(writes(&change, more), 0, "it restores nothing, sets no password, signs nobody in");
}

#[test]
fn a_password_set_meanwhile_ends_every_other_link_but_the_notices() {
    let mut account = ana(vec![app()]);
    for purpose in [
        LinkPurpose::VerifyEmail { email: MAILBOX },
        LinkPurpose::ConfirmStep { session: SESSION },
        LinkPurpose::ConfirmSignIn { sign_in: crate::id::SignInId::from_bytes([13; 16]) },
        LinkPurpose::FirstAdministrator,
    ] {
        let mailed = StoredLink {
            link: Link { generation: Some(account.stored.account.generation - 1), ..link(purpose).link },
            ..link(LinkPurpose::ResetPassword)
        };
        assert_eq!(living(&mailed, &account, NOW), Err(DeadLink::Expired), "{:?}", mailed.link.purpose);
    }
    let mut old = link(LinkPurpose::ResetPassword);
    old.link.generation = Some(account.stored.account.generation);
    assert!(living(&old, &account, NOW).is_ok());
    account.stored.account.generation += 1;
    assert_eq!(living(&old, &account, NOW), Err(DeadLink::Expired));
    let reset = draw(|draw| reset_password(&old, &account, "new hash".into(), &from(), NOW, draw));
    assert_eq!(reset, Err(DeadLink::Expired));
    assert!(living(&about(None), &account, NOW).is_ok(), "a notice can be pressed after it");
}

#[test]
fn every_link_but_the_notices_is_made_for_one_generation() {
    let mut account = ana(vec![question()]);
    account.stored.account.generation = 7;
    let settings = Settings::default();
    let made = |change: Change| {
        let links: Vec<_> = change
            .iter()
            .filter_map(|w| match w {
                Write::NewLink { link, .. } => Some(link.generation),
                _ => None,
            })
            .collect();
        assert_eq!(links.len(), 1, "{change:?}");
        links[0]
    };
    let facts = mine(account.clone(), Proofs::default());
    let reset = draw(|draw| ask_reset(&account, &from(), &settings, NOW, draw));
    let address = draw(|draw| my_account::verify_link(&facts, &mailbox(), &settings, NOW, draw));
    let step = draw(|draw| my_account::confirm_link(&facts, &settings, NOW, draw));
    let purpose = LinkPurpose::ConfirmSignIn { sign_in: crate::id::SignInId::from_bytes([13; 16]) };
    let sign_in = draw(|draw| send_link(&account, LinkKind::ConfirmSignIn, purpose, &from(), 100, NOW, draw));
    for change in [reset, address, step, sign_in] {
        assert_eq!(made(change), Some(7));
    }
    let notice = draw(|draw| notify(&account, Notice::NewBrowser, About::default(), &from(), NOW, draw));
    assert_eq!(made(notice), None, "its owner may press it whatever happened since");
}

#[test]
fn only_a_verified_address_or_without_mail_the_operators_link_proves_anything_to_who_signs_in_afterwards() {
    let (mail, silent) = (Settings::default(), Settings { mail: false, ..Settings::default() });
    let notice = about(None).link.purpose;
    for settings in [&mail, &silent] {
        assert!(proves_before_sign_in(&LinkPurpose::VerifyEmail { email: MAILBOX }, settings));
        assert!(!proves_before_sign_in(&LinkPurpose::ResetPassword, settings));
        assert!(!proves_before_sign_in(&LinkPurpose::ConfirmStep { session: SESSION }, settings));
        assert!(!proves_before_sign_in(&notice, settings));
    }
    let operators = LinkPurpose::FirstAdministrator;
    assert!(proves_before_sign_in(&operators, &silent) && !proves_before_sign_in(&operators, &mail));
}

#[test]
fn not_me_suspends_the_recovery_codes_that_were_made_with_the_method() {
    let mut codes = codes("0123456789");
    let suspended = |w: &Write| {
        matches!(w, Write::SaveMethod { method, .. }
            if method.kind() == MethodKind::RecoveryCode && method.state == MethodState::Suspended { since: NOW })
    };
    codes.method.added_at = app().method.added_at;
    let with_it = ana(vec![question(), app(), codes.clone()]);
    let change = draw(|draw| not_me(&about(Some(APP)), &with_it, None, &from(), NOW, draw)).expect("pressed");
    assert_eq!(writes(&change, suspended), 1);
    codes.method.added_at = app().method.added_at.plus(-1);
    let before = ana(vec![question(), app(), codes]);
    let change = draw(|draw| not_me(&about(Some(APP)), &before, None, &from(), NOW, draw)).expect("pressed");
    assert_eq!(writes(&change, suspended), 0, "those are their owner's");
}

#[test]
fn not_me_about_an_address_takes_it_and_its_name_away() {
    let account = ana(vec![app()]);
    let notice = link(LinkPurpose::NotMe {
        notice: Notice::EmailAdded,
        method: None,
        browser: None,
        email: Some(MAILBOX),
        taught: None,
    });
    let name = Some("name hash".to_owned());
    let change = draw(|draw| not_me(&notice, &account, name, &from(), NOW, draw)).expect("pressed");
    let gone = |w: &Write| matches!(w, Write::DropEmail { email: MAILBOX, name: Some(name), .. } if name == "name hash");
    assert_eq!(writes(&change, gone), 1);
    assert_eq!(writes(&change, |w| matches!(w, Write::EndSessions { except: None, .. })), 1);
}

#[test]
fn not_me_about_something_that_is_gone_still_ends_sessions() {
    let change = draw(|draw| not_me(&about(Some(PHONE)), &ana(vec![app()]), None, &from(), NOW, draw))
        .expect("pressed");
    assert_eq!(writes(&change, |w| matches!(w, Write::SaveMethod { .. })), 0);
    assert_eq!(writes(&change, |w| matches!(w, Write::EndSessions { .. })), 1);
}

#[test]
fn not_me_never_makes_an_account_easier_to_enter() {
    let mut account = ana(vec![question(), app()]);
    account.methods[1] = lost(app());
    assert!(account.has_level_2(), "the question does not stand in for what was suspended");
}

#[test]
fn an_address_is_verified_and_becomes_a_name() {
    let mut account = ana(vec![]);
    account.emails[0].email.verified_at = None;
    let mailed = link(LinkPurpose::VerifyEmail { email: MAILBOX });
    let verify = |account: &AccountFacts, session: Option<&StoredSession>| {
        draw(|draw| verify_email(&mailed, account, "name hash".into(), session, &from(), NOW, draw))
    };
    let here = session(1, Proofs::default());
    let change = verify(&account, Some(&here)).expect("verified");
    assert_eq!(writes(&change, |w| matches!(w, Write::NameEmail { email: MAILBOX, .. })), 1);
    let proved =
        |w: &Write| matches!(w, Write::SaveSession { session, .. } if session.proofs.link_at == Some(NOW));
    assert_eq!(writes(&change, proved), 1);
    let elsewhere = verify(&account, None).expect("verified");
    assert_eq!(
        writes(&elsewhere, |w| matches!(w, Write::SaveSession { .. })),
        0,
        "a mailbox proves nothing alone"
    );
    account.emails.clear();
    assert_eq!(verify(&account, None), Err(DeadLink::Unknown));
    assert_eq!(email_of(&mailed.link), Some(MAILBOX));
}

#[test]
fn a_step_is_proved_only_in_the_session_that_asked() {
    let mailed = link(LinkPurpose::ConfirmStep { session: SESSION });
    let account = ana(vec![question()]);
    let press = |session: Option<&StoredSession>| {
        draw(|draw| confirm_step(&mailed, &account, session, NOW, draw)).map(|change| change.len())
    };
    let mut other = session(1, Proofs::default());
    assert_eq!(press(Some(&other)), Ok(2));
    other.session.id = SessionId::from_bytes([70; 16]);
    assert_eq!(press(Some(&other)), Err(DeadLink::OtherBrowser));
    assert_eq!(press(None), Err(DeadLink::OtherBrowser));
    assert_eq!(session_of(&mailed.link), Some(SESSION));
}

#[test]
fn asking_for_a_reset_mails_every_verified_address() {
    let mut account = ana(vec![]);
    account.emails.push(crate::account::StoredEmail {
        email: Email { id: EmailId::from_bytes([80; 16]), verified_at: None, ..mailbox().email },
        ..mailbox()
    });
    let change = draw(|draw| ask_reset(&account, &from(), &Settings::default(), NOW, draw));
    assert_eq!(writes(&change, |w| matches!(w, Write::Send(_))), 1, "not the unverified one");
}

/// What a sign-in from Spain taught Ana's account, and the account after it.
fn taught_by_a_thief() -> (AccountFacts, Taught) {
    let spain: risk::CountryCode = "ES".parse().expect("a country");
    let mut account = ana(vec![app()]);
    let signals = risk::Signals { country: Some(risk::Key::new(34)), ..risk::Signals::at(NOW.0) };
    let (profile, lesson) = account.profile.clone().expect("readable").learn(&signals);
    let visit = risk::Visit {
        place: risk::Place::Country(spain),
        ..begins(Some(account.clone()), None).visit(&account, NOW)
    };
    account.history = account.history.learn(&visit);
    account.profile = Some(profile);
    (account, Taught { lesson, country: Some(spain) })
}

fn notice_of(taught: Taught) -> StoredLink {
    let (notice, taught) = (Notice::NewBrowser, Some(Box::new(taught)));
    link(LinkPurpose::NotMe { notice, method: None, browser: None, email: None, taught })
}

fn unlearned(change: &Change) -> Option<(&risk::History, &risk::Profile)> {
    change.iter().find_map(|write| match write {
        Write::SaveHistory { history, profile, .. } => Some((history, profile.as_ref())),
        _ => None,
    })
}

#[test]
fn two_notices_of_one_sign_in_take_it_back_once() {
    let (account, taught) = taught_by_a_thief();
    let notice = notice_of(taught);
    let first = draw(|draw| not_me(&notice, &account, None, &from(), NOW, draw)).expect("pressed");
    let (history, profile) = unlearned(&first).expect("taken back");
    assert_eq!((history.sign_ins(), history.countries().len(), profile.sign_ins()), (0, 0, 0));
    let after = AccountFacts { history: history.clone(), profile: Some(profile.clone()), ..account };
    let second = draw(|draw| not_me(&notice, &after, None, &from(), NOW, draw)).expect("pressed");
    assert_eq!(unlearned(&second), None);
}

#[test]
fn a_country_is_forgotten_also_where_the_profile_cannot_be_read() {
    let (account, taught) = taught_by_a_thief();
    let spoilt = AccountFacts { profile: None, ..account };
    let notice = notice_of(taught);
    let change = draw(|draw| not_me(&notice, &spoilt, None, &from(), NOW, draw)).expect("pressed");
    let (history, profile) = unlearned(&change).expect("taken back");
    assert_eq!((history.countries().len(), profile), (0, &risk::Profile::default()));
}
