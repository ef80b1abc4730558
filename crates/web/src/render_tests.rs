//! Messages as they are read: in the language of their reader, with nothing in them that is not for them.

use rules::id::{AccountId, EmailId, MessageId, MethodId};

use super::*;

fn site() -> Site {
    Site {
        name: "Pine Library".into(),
        url: "https://id.example.org".into(),
        host: "id.example.org".into(),
        languages: crate::words::LANGUAGES.map(str::to_owned).to_vec(),
        help: None,
        app: flows::AppLinks::default(),
        sign_up: false,
    }
}

fn origin() -> Origin {
    let agent = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    Origin {
        user_agent: risk::UserAgent::read(agent, &risk::ClientHints::default()),
        country: None,
        address: String::new(),
    }
}

fn message(to: Recipient, says: Says, locale: Option<&str>) -> Message {
    Message {
        id: MessageId::from_bytes([1; 16]),
        account: AccountId::from_bytes([2; 16]),
        to,
        locale: locale.map(str::to_owned),
        says,
        at: Time(1_780_000_000),
        expires: Time(1_780_003_600),
    }
}

fn mailbox() -> Recipient {
    Recipient::Email { id: EmailId::from_bytes([3; 16]), sealed: String::new() }
}

fn letter_of(says: Says, locale: Option<&str>) -> Letter {
    match render(&message(mailbox(), says, locale), &site()) {
        Rendered::Letter(letter) => letter,
        Rendered::Text(text) => panic!("a text message: {text}"),
        Rendered::Nothing => panic!("nothing"),
    }
}

#[test]
fn a_code_ends_with_the_host_it_belongs_to() {
    let phone = Recipient::Phone { id: MethodId::from_bytes([4; 16]), sealed: String::new(), sign_in: None };
    let rendered = render(&message(phone, Says::Code { code: "482913".into() }, None), &site());
    let Rendered::Text(text) = rendered else { panic!("a letter") };
    assert!(text.starts_with("482913 "), "{text}");
    assert!(text.ends_with("@id.example.org #482913"), "{text}");
}

#[test]
fn every_link_leads_to_its_own_page_of_the_site() {
    let pages = [
        (LinkKind::VerifyEmail, "/links/address"),
        (LinkKind::ConfirmStep, "/links/confirm"),
        (LinkKind::ConfirmSignIn, "/links/sign-in"),
        (LinkKind::ResetPassword, "/reset/new"),
        (LinkKind::FirstAdministrator, "/reset/new"),
    ];
    for (link, path) in pages {
        let letter = letter_of(Says::Link { link, token: "t0ken".into(), from: origin() }, None);
        let address = format!("https://id.example.org{path}?token=t0ken");
        assert!(letter.text.contains(&address), "{}", letter.text);
        assert!(letter.html.contains(&address) && letter.text.contains("Firefox on Linux"));
        assert!(letter.text.contains("60 minutes") && !letter.text.contains('⟦'), "{}", letter.text);
    }
}

#[test]
fn every_notice_says_what_happened_and_how_to_say_not_me() {
    let kind = MethodKind::AuthenticatorApp;
    let notices = [
        (Notice::NewBrowser, "New browser"),
        (Notice::MethodAdded(kind), "Switched on"),
        (Notice::MethodRemoved(kind), "Removed"),
        (Notice::MethodReactivated(kind), "Switched on again"),
        (Notice::RecoveryCodesReplaced, "Changed"),
        (Notice::RecoveryCodeUsed, "Signed in"),
        (Notice::PasswordChanged, "Password changed"),
        (Notice::PasswordReset, "New password"),
        (Notice::SecondStepFailing, "has your password"),
        (Notice::VerifyLoosened, "Changed when we ask"),
        (Notice::EmailAdded, "address added"),
        (Notice::EmailRemoved, "address removed"),
        (Notice::Suspended, "lost phone"),
        (Notice::Hold, "hold began"),
    ];
    for (notice, words) in notices {
        let letter = letter_of(Says::Notice { notice, token: "t0ken".into(), from: origin() }, None);
        assert!(letter.text.contains(words), "{}", letter.text);
        assert!(letter.text.contains("https://id.example.org/links/not-me?token=t0ken"));
        assert!(!letter.text.contains('⟦') && !letter.subject.contains('⟦'));
    }
}

#[test]
fn people_are_written_to_in_their_own_language() {
    let says = Says::Notice { notice: Notice::PasswordChanged, token: "t".into(), from: origin() };
    assert!(letter_of(says, Some("es-MX")).text.starts_with("Hola:"));
}
