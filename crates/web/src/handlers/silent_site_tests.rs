//! Stories of a site that sends no mail, or no text messages: nothing is promised that cannot come, and what is to be done
//! instead is said.

use axum::http::StatusCode;
use flows::{Imported, ImportedMethod, ImportedPassword, NewPerson};
use rules::time::{HOUR, MINUTE};
use zeroize::Zeroizing;

use crate::testing_house::{ANSWER, Browser, ORIGIN, PASSWORD, PHONE, Page, TestHouse, desk, password};

const SECURITY: &str = "/settings/security";
const CHOSEN: &str = "eleven copper kettles sing";

/// Sets a password by the operator's link, in this browser.
async fn opens_operators_link(browser: &mut Browser, link: &str) {
    let path = link.strip_prefix(ORIGIN).expect("a link of this site");
    let page = browser.get(path).await;
    assert!(page.says("Set a new password"), "{}", page.body);
    let token = path.split_once("token=").unwrap().1;
    let set = browser.post("/reset/new", &[("token", token), ("new_password", CHOSEN)]).await;
    assert_eq!(set.location(), Some("/reset/done"), "{}", set.body);
    assert!(!browser.has_session(), "a link signs nobody in");
}

async fn signs_in(browser: &mut Browser, name: &str, password: &str) -> Page {
    browser.get("/signin").await;
    let page = browser.post("/signin", &[("username", name), ("password", password)]).await;
    browser.follow(page).await
}

/// The administrator signs in on a browser that is not known, where their question is asked.
async fn signs_in_by_answer(browser: &mut Browser, password: &str) {
    let page = signs_in(browser, "admin", password).await;
    let challenge = page.hidden("challenge").expect("the question is asked");
    browser.post("/verify", &[("challenge", &challenge), ("answer", ANSWER)]).await;
    assert!(browser.has_session());
}

/// From "Enable" over the question to wherever that leads.
async fn on_to_an_app(browser: &mut Browser) -> Page {
    browser.get(SECURITY).await;
    let page = browser.post(&format!("{SECURITY}/enable"), &[("kind", "authenticator_app")]).await;
    let page = browser.follow(page).await;
    assert!(page.says("Step 1 of 2"), "{}", page.body);
    let fields = [("question", "first-meal"), ("answer", ANSWER), ("then", "authenticator_app")];
    let page = browser.post(&format!("{SECURITY}/question"), &fields).await;
    browser.follow(page).await
}

#[tokio::test]
async fn without_mail_the_first_administrator_enables_an_app_by_their_one_link() {
    let house = TestHouse::without_mail().await;
    let link = house.house.first_administrator().await.unwrap().expect("there is no account yet");
    let mut admin = house.browser();
    opens_operators_link(&mut admin, &link).await;
    house.pass(10 * MINUTE);
    signs_in(&mut admin, "admin", CHOSEN).await;
    assert!(admin.has_session());
    let page = on_to_an_app(&mut admin).await;
    assert!(page.says("Scan this with the app"), "{}", page.body);
}

#[tokio::test]
async fn without_mail_the_password_alone_enables_nothing_and_the_page_says_whom_to_ask() {
    let house = TestHouse::without_mail().await;
    let link = house.house.first_administrator().await.unwrap().unwrap();
    let mut admin = house.browser();
    opens_operators_link(&mut admin, &link).await;
    let mut thief = house.browser();
    signs_in(&mut thief, "admin", CHOSEN).await;
    let page = on_to_an_app(&mut thief).await;
    assert!(page.says("Ask the people who run it for a link to a new password"), "{}", page.body);
    assert!(
        !page.says("link by e-mail") && !page.says("link we sent"),
        "no letter is promised: {}",
        page.body
    );
    assert!(page.says("Choose another question"), "what was just set stands there: {}", page.body);

    house.pass(HOUR);
    signs_in_by_answer(&mut admin, CHOSEN).await;
    admin.get(SECURITY).await;
    let late = admin.post(&format!("{SECURITY}/enable"), &[("kind", "authenticator_app")]).await;
    assert!(late.says("Ask the people who run it"), "it proves for an hour: {}", late.body);

    let id = house.house.find_account("admin").await.unwrap().unwrap().id();
    let again = house.house.password_link(id).await.unwrap().unwrap();
    let mut admin = house.browser();
    let path = again.strip_prefix(ORIGIN).unwrap();
    admin.get(path).await;
    let fields = [("token", path.split_once("token=").unwrap().1), ("new_password", PASSWORD)];
    admin.post("/reset/new", &fields).await;
    signs_in_by_answer(&mut admin, PASSWORD).await;
    admin.get(SECURITY).await;
    let page = admin.post(&format!("{SECURITY}/enable"), &[("kind", "authenticator_app")]).await;
    let page = admin.follow(page).await;
    assert!(page.says("Scan this with the app"), "another link of the operator helps: {}", page.body);
}

#[tokio::test]
async fn where_mail_is_sent_the_operators_link_stands_for_no_mailed_one() {
    let house = TestHouse::open().await;
    let id = house.person("ana").await;
    let link = house.house.password_link(id).await.unwrap().unwrap();
    let mut ana = house.browser();
    opens_operators_link(&mut ana, &link).await;
    assert!(!ana.cookies.contains_key("__Host-opened"));
    signs_in(&mut ana, "ana", CHOSEN).await;
    assert!(on_to_an_app(&mut ana).await.says("A link by e-mail"));
}

#[tokio::test]
async fn without_mail_no_page_promises_a_letter() {
    let house = TestHouse::without_mail().await;
    house.person("ana").await;
    let mut ana = house.browser();
    let reset = ana.get("/reset").await;
    assert!(reset.says("This site sends no e-mail") && reset.says("Call the front desk."), "{}", reset.body);
    assert!(!reset.says("<form") && !reset.says("Send me a link"), "{}", reset.body);
    ana.get("/signin").await;
    let sent = ana.post("/reset", &[("username", "ana")]).await;
    assert!(sent.status == StatusCode::OK && sent.says("This site sends no e-mail"), "{}", sent.body);
    assert!(!ana.get("/reset/sent").await.says("on its way"));
    let help = ana.get("/locked-out").await;
    assert!(help.says("Call the front desk.") && !help.says("Forgot password?"), "{}", help.body);
    assert_eq!(ana.get("/signup").await.status, StatusCode::NOT_FOUND, "nobody's address could be verified");

    let page = ana.give_password("ana").await;
    let page = ana.follow(page).await;
    assert!(page.says("so we cannot write to you") && !page.says("We write here"), "{}", page.body);
    assert!(!page.says("Add an e-mail address") && !page.says("Send the link again"));
    let add = ana.get(&format!("{SECURITY}/email/add")).await;
    assert!(add.says("This site does not offer it.") && !add.says("We send a link there"), "{}", add.body);
    house.deliver().await;
    assert!(house.mails.messages().is_empty());
}

#[tokio::test]
async fn without_mail_a_weak_method_passes_under_hold_and_waits_for_no_letter() {
    let house = TestHouse::without_mail().await;
    let session = house.person_with_question("ana").await;
    assert!(matches!(
        house.house.send_step_link(&desk(), &session).await.unwrap(),
        Err(flows::Refused::NotOffered)
    ));
    let mut browser = house.browser();
    browser.get("/signin").await;
    for _ in 0..3 {
        browser.post("/signin", &[("username", "ana"), ("password", "not the password")]).await;
    }
    let page = browser.give_password("ana").await;
    let page = browser.follow(page).await;
    assert!(!page.says("Step 1 of 2"), "{}", page.body);
    let challenge = page.hidden("challenge").expect("the question is asked");
    let page = browser.post("/verify", &[("challenge", &challenge), ("answer", ANSWER)]).await;
    let page = browser.follow(page).await;
    assert!(browser.has_session() && page.says("nothing can be removed until"), "{}", page.body);
}

/// Somebody who came with a question and a phone, and with recovery codes where that is asked for: those.
async fn with_phone(house: &TestHouse, name: &str, codes: bool) -> Vec<Zeroizing<String>> {
    let answer = Zeroizing::new(ANSWER.to_owned());
    let mut methods = vec![
        ImportedMethod::Question { question: "first-meal".into(), answer },
        ImportedMethod::Phone { number: PHONE.into() },
    ];
    methods.extend(codes.then_some(ImportedMethod::RecoveryCodes));
    let person = NewPerson { user_name: name.into(), ..NewPerson::default() };
    let imported = Imported { person, password: ImportedPassword::Typed(password()), methods };
    house.house.import_person(&imported).await.unwrap().unwrap().recovery_codes
}

#[tokio::test]
async fn text_messages_that_are_switched_off_are_not_offered_to_be_enabled() {
    let house = TestHouse::without_texts().await;
    house.person_with_app("ana").await;
    house.pass(MINUTE);
    let mut ben = house.browser();
    house.person("ben").await;
    let page = ben.give_password("ben").await;
    let page = ben.follow(page).await;
    assert!(!page.says("Text message"), "{}", page.body);
    let pressed = ben.post(&format!("{SECURITY}/enable"), &[("kind", "text_message")]).await;
    assert!(pressed.says("This site does not offer it."), "{}", pressed.body);
    let number = ben.get(&format!("{SECURITY}/text-message")).await;
    assert!(number.says("This site does not offer it.") && !number.says("Mobile phone number"));
    ben.get(SECURITY).await;
    let begun = ben.post(&format!("{SECURITY}/text-message"), &[("phone", PHONE)]).await;
    assert!(begun.says("This site does not offer it."), "{}", begun.body);
}

#[tokio::test]
async fn a_phone_of_before_is_shown_with_the_reason_why_it_cannot_be_used_and_counts_as_no_way_in() {
    let house = TestHouse::without_texts().await;
    with_phone(&house, "ana", true).await;
    let mut ana = house.browser();
    let page = ana.give_password("ana").await;
    let page = ana.follow(page).await;
    assert!(page.says("Enter a recovery code"), "the phone is not asked: {}", page.body);
    let ways = ana.get("/verify/methods").await;
    assert!(ways.says("We cannot send messages at the moment."), "{}", ways.body);
    assert!(!ways.says("Get a code by text message") && ways.says("Use a saved recovery code"));
    with_phone(&house, "bo", false).await;
    let mut bo = house.browser();
    let page = bo.give_password("bo").await;
    let page = bo.follow(page).await;
    assert!(page.says("No way in from here") && page.says("Call the front desk."), "{}", page.body);
    house.deliver().await;
    assert!(house.texts.messages().is_empty());
}

#[tokio::test]
async fn on_its_card_a_phone_that_cannot_be_texted_says_so_and_no_other_can_be_added() {
    let house = TestHouse::without_texts().await;
    let codes = with_phone(&house, "ana", true).await;
    let mut ana = house.browser();
    let page = ana.give_password("ana").await;
    let page = ana.follow(page).await;
    let challenge = page.hidden("challenge").unwrap();
    ana.post("/verify", &[("challenge", &challenge), ("code", codes[0].as_str())]).await;
    let page = ana.get(SECURITY).await;
    let card =
        page.body.split("id=\"text_message\"").nth(1).unwrap().split("id=\"recovery_code\"").next().unwrap();
    assert!(
        card.contains("We cannot send messages at the moment.") && !card.contains("Add a second number"),
        "{card}"
    );
    assert!(page.says("You have 1 way in."), "the codes alone: {}", page.body);
    assert!(page.says("Add an app: it is the best first step."));
}

#[tokio::test]
async fn nobody_switches_off_their_last_way_in_without_being_told_first() {
    let house = TestHouse::open().await;
    with_phone(&house, "bo", false).await;
    let mut bo = house.browser();
    bo.get("/lost-phone").await;
    let fields = [("username", "bo"), ("password", PASSWORD)];
    let warned = bo.post("/lost-phone", &fields).await;
    assert!(
        warned.says("This is your last way in") && warned.says("Call the front desk."),
        "{}",
        warned.body
    );
    assert!(!warned.body.contains(PASSWORD), "the password is typed again, not carried along");
    let mut again = house.browser();
    let page = again.give_password("bo").await;
    let page = again.follow(page).await;
    assert!(page.says("Enter the code"), "nothing was switched off: {}", page.body);

    let guessed = [("username", "bo"), ("password", "not it"), ("last", "yes")];
    let wrong = bo.post("/lost-phone", &guessed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sure = [("username", "bo"), ("password", PASSWORD), ("last", "yes")];
    let done = bo.post("/lost-phone", &sure).await;
    assert!(done.says("Your phone is shut out") && done.says("no other way in now"), "{}", done.body);
    let page = again.give_password("bo").await;
    let page = again.follow(page).await;
    assert!(page.says("No way in from here"), "{}", page.body);
}
