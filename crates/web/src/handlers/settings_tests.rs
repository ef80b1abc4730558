//! Stories of Password & Security, told by a browser: setting up, proving who one is, changing, removing, and every refusal.

use axum::http::StatusCode;
use rules::time::{DAY, HOUR, MINUTE};

use crate::testing_house::{ANSWER, Browser, Enrolled, PASSWORD, Page, TestHouse, desk};

const SECURITY: &str = "/settings/security";
const CONFIRM: &str = "/settings/security/confirm";

/// Somebody who has nothing enabled, signed in.
async fn newcomer(house: &TestHouse, name: &str) -> Browser {
    house.person(name).await;
    let mut browser = house.browser();
    let page = browser.give_password(name).await;
    browser.follow(page).await;
    assert!(browser.has_session());
    browser
}

/// Somebody with an app, signed in with it just now.
async fn with_app(house: &TestHouse, name: &str) -> (Browser, Enrolled) {
    let enrolled = house.person_with_app(name).await;
    let browser = sign_in_with_app(house, &enrolled, name).await;
    (browser, enrolled)
}

async fn sign_in_with_app(house: &TestHouse, enrolled: &Enrolled, name: &str) -> Browser {
    let mut browser = house.browser();
    let page = browser.give_password(name).await;
    let page = browser.follow(page).await;
    let challenge = page.hidden("challenge").expect("the app is asked");
    let code = house.app_code(&enrolled.seed);
    let page = browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    browser.follow(page).await;
    assert!(browser.has_session());
    house.pass(30);
    browser
}

/// Presses a button and goes where it leads.
async fn press(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    browser.get(SECURITY).await;
    let page = browser.post(path, fields).await;
    browser.follow(page).await
}

/// Opens the mailed link in this browser and presses its button.
async fn open_link(house: &TestHouse, browser: &mut Browser) {
    let link = house.mailed_link("/links/confirm").await;
    let token = link.split_once("token=").unwrap().1.to_owned();
    browser.get(&link).await;
    let page = browser.post("/links/confirm", &[("token", &token)]).await;
    assert!(page.status.is_success() || page.status.is_redirection(), "{}", page.body);
}

async fn set_question(browser: &mut Browser, then: &str) -> Page {
    browser.get(&format!("{SECURITY}/question?then={then}")).await;
    let fields = [("question", "first-meal"), ("answer", ANSWER), ("then", then)];
    browser.post(&format!("{SECURITY}/question"), &fields).await
}

/// The app's key as the set-up page shows it.
fn seed_on(page: &Page) -> Vec<u8> {
    let key = page.body.split("id=\"key\" dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap();
    secrets::totp::seed_from_base32(&key.replace(' ', "")).unwrap().to_vec()
}

/// The address of the first page under `path` that a page leads to.
fn id_in(page: &str, before: &str, after: &str) -> String {
    let at = page.match_indices(before).map(|(at, _)| &page[at + before.len()..]);
    let found = at.filter_map(|rest| rest.split_once(after)).map(|(id, _)| id.to_owned());
    found.into_iter().find(|id| id.len() == 26).expect("an id stands there")
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_do_so_and_comes_back() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    let page = browser.get("/settings/security/email/add").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.location(), Some("/signin?return_to=%2Fsettings%2Fsecurity%2Femail%2Fadd"));
    let page = browser.post("/settings/security/enable", &[("kind", "text_message")]).await;
    assert_eq!(page.location(), Some("/signin?return_to=%2Fsettings%2Fsecurity"));
    assert_eq!(browser.get("/activity").await.location(), Some("/signin?return_to=%2Factivity"));
}

#[tokio::test]
async fn a_new_person_goes_from_the_question_over_a_link_to_an_app_and_recovery_codes() {
    let house = TestHouse::open().await;
    let mut ana = newcomer(&house, "ana").await;
    let page = ana.get(SECURITY).await;
    assert!(page.says("You have no second way in yet.") && page.says("Set your security question first"));

    let page = press(&mut ana, "/settings/security/enable", &[("kind", "authenticator_app")]).await;
    assert!(page.says("Step 1 of 2") && page.says("Authenticator app"), "{}", page.body);

    let page = set_question(&mut ana, "authenticator_app").await;
    assert_eq!(page.location(), Some(CONFIRM));
    let page = ana.get(CONFIRM).await;
    assert!(page.says("You are about to add your first strong step") && page.says("2 of 3 done"));
    let before = ana.get(&format!("{CONFIRM}/state")).await.body;
    assert!(page.says(&format!("data-stage=\"{before}\"")));

    open_link(&house, &mut ana).await;
    assert_ne!(ana.get(&format!("{CONFIRM}/state")).await.body, before);
    let page = ana.get(CONFIRM).await;
    assert!(page.says("3 of 3 done") && page.says("Go on: Authenticator app"));

    let page = ana.post("/settings/security/enable", &[("kind", "authenticator_app")]).await;
    let set_up = page.location().unwrap().to_owned();
    let page = ana.get(&set_up).await;
    assert!(page.says("Step 2 of 2"));
    let seed = seed_on(&page);
    assert_eq!(seed_on(&ana.get(&set_up).await), seed, "a reload shows the same seed");
    let again = press(&mut ana, "/settings/security/enable", &[("kind", "authenticator_app")]).await;
    assert_eq!(seed_on(&again), seed, "and so does beginning again");

    let wrong = ana.post(&set_up, &[("name", "Old phone"), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("This code is not right") && wrong.says("Old phone"));
    assert_eq!(seed_on(&wrong), seed);

    let code = house.app_code(&seed);
    let page = ana.post(&set_up, &[("name", "Ana’s phone"), ("code", &code)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.body.matches("<li><code>").count(), 10);
    let first = page.body.split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();

    let page = ana.post("/settings/security/recovery-codes", &[("saved", "on")]).await;
    let page = ana.follow(page).await;
    assert!(page.says("You have 2 ways in.") && page.says("Ana’s phone") && page.says("10 codes are left"));
    assert!(!page.says("You did not say that you saved them"));
    nothing_secret(&mut ana, &seed, &first).await;
    assert_eq!(ana.get(&set_up).await.status, StatusCode::NOT_FOUND, "the seed is never shown again");
}

/// No page shows a seed, an answer, a code or a whole number after the set-up.
async fn nothing_secret(browser: &mut Browser, seed: &[u8], code: &str) {
    let seed = secrets::totp::seed_to_base32(seed).to_string();
    let grouped: String = seed.chars().take(4).chain([' ']).chain(seed.chars().skip(4).take(4)).collect();
    let security = browser.get(SECURITY).await;
    let app = id_in(&security.body, "/settings/security/methods/", "/rename");
    let pages = [
        SECURITY.to_owned(),
        "/activity".to_owned(),
        format!("{SECURITY}/question"),
        format!("{SECURITY}/recovery-codes"),
        format!("{SECURITY}/methods/{app}/rename"),
        format!("{SECURITY}/methods/{app}/remove"),
        format!("{SECURITY}/authenticator-app/{app}"),
        format!("{SECURITY}/text-message/{app}"),
    ];
    for path in pages {
        let page = browser.get(&path).await;
        let page = browser.follow(page).await;
        for secret in [seed.as_str(), grouped.as_str(), ANSWER, code, PASSWORD] {
            assert!(!page.says(secret), "{path} shows {secret}");
        }
    }
}

#[tokio::test]
async fn a_phone_is_enabled_by_the_code_it_is_sent_and_shown_masked_from_the_start() {
    let house = TestHouse::open().await;
    let mut ben = newcomer(&house, "ben").await;
    set_question(&mut ben, "text_message").await;
    open_link(&house, &mut ben).await;
    let page = ben.get(CONFIRM).await;
    assert_eq!(page.location(), Some("/settings/security/text-message"));
    let page = ben.follow(page).await;
    assert!(page.says("Step 2 of 2"));

    let landline = ben.post("/settings/security/text-message", &[("phone", "12")]).await;
    assert_eq!(landline.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(landline.says("does not look like a phone number") && landline.says("value=\"12\""));

    let page = ben.post("/settings/security/text-message", &[("phone", "+351 912 344 417")]).await;
    let set_up = page.location().unwrap().to_owned();
    let page = ben.get(&set_up).await;
    assert!(page.says("We sent the code") && !page.says("912344417") && !page.says("912 344 417"));
    assert!(!ben.get(&set_up).await.says("We sent the code"), "news is told once");

    let early = ben.post(&format!("{set_up}/resend"), &[]).await;
    assert!(early.says("The last one is still on its way"));
    house.pass(31);
    let page = ben.post(&format!("{set_up}/resend"), &[]).await;
    assert_eq!(page.location(), Some(set_up.as_str()));
    let code = house.texted_code().await;
    let short = ben.post(&set_up, &[("code", "12")]).await;
    assert!(short.says("The code has 6 digits."));
    let other = if code == "111111" { "222222" } else { "111111" };
    assert!(ben.post(&set_up, &[("code", other)]).await.says("This code is not right"));
    let page = ben.post(&set_up, &[("code", &code)]).await;
    assert_eq!(page.body.matches("<li><code>").count(), 10);
    let page = ben.get(SECURITY).await;
    assert!(!page.says("912344417") && page.says("Text message"));
}

#[tokio::test]
async fn another_number_may_be_used_while_the_first_is_not_proved() {
    let house = TestHouse::open().await;
    let mut ben = newcomer(&house, "ben").await;
    set_question(&mut ben, "text_message").await;
    open_link(&house, &mut ben).await;
    ben.get("/settings/security/text-message").await;
    let page = ben.post("/settings/security/text-message", &[("phone", "+351 912 344 417")]).await;
    let set_up = page.location().unwrap().to_owned();
    ben.get(&set_up).await;
    let page = ben.post(&format!("{set_up}/cancel"), &[]).await;
    assert_eq!(page.location(), Some("/settings/security/text-message"));
    assert_eq!(ben.get(&set_up).await.status, StatusCode::NOT_FOUND);
    assert!(ben.get(SECURITY).await.says("You have no second way in yet."));
}

#[tokio::test]
async fn the_question_stands_first_also_for_whoever_skips_its_page() {
    let house = TestHouse::open().await;
    let mut eve = newcomer(&house, "eve").await;
    eve.get(SECURITY).await;
    let page = eve.post("/settings/security/text-message", &[("phone", "+351 912 344 417")]).await;
    assert_eq!(page.location(), Some("/settings/security/question?then=text_message"));
    let page = eve.get("/settings/security/text-message").await;
    assert_eq!(page.location(), Some("/settings/security/question?then=text_message"));
    let page = eve.post("/settings/security/recovery-codes/renew", &[]).await;
    assert!(page.says("Enable another method first"));
    assert!(house.texts.messages().is_empty());
    assert!(eve.get(SECURITY).await.says("You have no second way in yet."));
}

#[tokio::test]
async fn a_weak_answer_is_refused_where_it_was_typed_and_the_question_stays_chosen() {
    let house = TestHouse::open().await;
    let mut ana = newcomer(&house, "ana").await;
    ana.get("/settings/security/question").await;
    let path = "/settings/security/question";
    let nothing = ana.post(path, &[("question", ""), ("answer", "")]).await;
    assert!(nothing.says("Choose a question.") && nothing.says("Please fill this in."));
    let weak = ana.post(path, &[("question", "first-trip"), ("answer", "ab")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.says("This answer is too short") && weak.says("value=\"first-trip\" selected"));
    assert!(ana.post(path, &[("question", "first-trip"), ("answer", "aaaa")]).await.says("again and again"));
    let good = ana.post(path, &[("question", "first-trip"), ("answer", ANSWER)]).await;
    assert!(ana.follow(good).await.says("Your security question is saved."));
}

#[tokio::test]
async fn after_a_while_the_password_is_asked_again_and_wrong_ones_are_counted() {
    let house = TestHouse::open().await;
    let mut ana = newcomer(&house, "ana").await;
    house.pass(11 * MINUTE);
    let page = press(&mut ana, "/settings/security/enable", &[("kind", "security_question")]).await;
    assert!(page.says("name=\"password\"") && page.says("0 of 1 done"));
    let before = ana.cookies["__Host-session"].clone();
    for _ in 0..5 {
        let wrong = ana.post(CONFIRM, &[("password", "not the password")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("This is not your current password."));
    }
    assert!(ana.post(CONFIRM, &[("password", PASSWORD)]).await.says("Please wait"));
    house.pass(31);
    let page = ana.post(CONFIRM, &[("password", PASSWORD)]).await;
    assert_eq!(page.location(), Some("/settings/security/question"));
    assert_ne!(ana.cookies["__Host-session"], before, "a proof renews the session");
    assert!(!ana.cookies.contains_key("__Host-signin"));
}

#[tokio::test]
async fn an_old_session_alone_changes_nothing_however_its_requests_are_sent() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    house.pass(4 * DAY);
    let security = ana.get(SECURITY).await;
    let app = id_in(&security.body, "/settings/security/methods/", "/rename");
    let tries: [(String, Vec<(&str, &str)>); 7] = [
        (format!("{SECURITY}/methods/{app}/remove"), vec![]),
        (format!("{SECURITY}/recovery-codes/renew"), vec![]),
        (format!("{SECURITY}/email/add"), vec![("email", "thief@example.net")]),
        (format!("{SECURITY}/text-message"), vec![("phone", "+351 912 344 417")]),
        (format!("{SECURITY}/question"), vec![("question", "first-trip"), ("answer", "thief answer")]),
        (
            format!("{SECURITY}/password"),
            vec![("current_password", PASSWORD), ("new_password", "violet harbour seven rocks")],
        ),
        (format!("{SECURITY}/allow-tries"), vec![("door", "authenticator_app")]),
    ];
    for (path, fields) in tries {
        let page = ana.post(&path, &fields).await;
        assert_eq!(page.location(), Some(CONFIRM), "{path}: {}", page.body);
        ana.get(SECURITY).await;
    }
    let after = ana.get(SECURITY).await;
    assert!(after.says(&app) && after.says("10 codes are left") && !after.says("thief@example.net"));
    assert!(house.texts.messages().is_empty());
    let mut other = house.browser();
    let page = other.give_password("ana").await;
    assert_eq!(page.location(), Some("/verify"), "the password is the old one");
}

#[tokio::test]
async fn a_method_is_removed_after_a_fresh_proof_and_the_last_one_stays() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    let security = ana.get(SECURITY).await;
    let app = id_in(&security.body, "/settings/security/methods/", "/rename");
    let remove = format!("{SECURITY}/methods/{app}/remove");
    let last = ana.get(&remove).await;
    assert!(last.says("It is your last way in"));
    let direct = ana.post(&remove, &[]).await;
    assert!(ana.follow(direct).await.says("It is your last way in"));

    // One more method, and the hold after the first one over.
    ana.get("/settings/security/text-message").await;
    let page = ana.post("/settings/security/text-message", &[("phone", "+351 912 344 417")]).await;
    let set_up = page.location().unwrap().to_owned();
    ana.get(&set_up).await;
    let held = ana.get(&remove).await;
    assert!(held.says("It is your last way in"), "an unfinished set-up is no way in");
    let code = house.texted_code().await;
    let page = ana.post(&set_up, &[("code", &code)]).await;
    assert_eq!(page.location(), Some(SECURITY));
    assert!(ana.get(&remove).await.says("nothing can be removed until"));
    let held = press(&mut ana, &remove, &[]).await;
    assert!(held.says("nothing can be removed until"));

    house.pass(4 * DAY);
    let page = ana.get(&remove).await;
    assert_eq!(page.location(), Some(CONFIRM));
    let ways = ana.get(CONFIRM).await;
    assert!(ways.says("/settings/security/confirm/methods"));
    let page = ana.post(&format!("{CONFIRM}/methods"), &[("method", &app)]).await;
    let page = ana.follow(page).await;
    let challenge = page.hidden("challenge").unwrap();
    let wrong = ana.post(CONFIRM, &[("challenge", &challenge), ("code", "000000")]).await;
    assert!(wrong.says("This code is not right"));
    let code = house.app_code(&enrolled.seed);
    let stale = ana.post(CONFIRM, &[("challenge", "another"), ("code", &code)]).await;
    assert!(stale.says("Please send it again"));
    let page = ana.post(CONFIRM, &[("challenge", &challenge), ("code", &code)]).await;
    assert_eq!(page.location(), Some(remove.as_str()));
    let page = ana.follow(page).await;
    assert!(page.says("You can still get in with:"));
    let page = ana.post(&remove, &[]).await;
    let page = ana.follow(page).await;
    assert!(page.says("is removed") && page.says("Text message"));
    assert_eq!(ana.get(&remove).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_recovery_code_may_add_but_not_remove() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    house.pass(4 * DAY);
    let security = ana.get(SECURITY).await;
    let codes = security.body.split("id=\"recovery_code\"").nth(1).unwrap();
    let codes = id_in(codes, "/settings/security/methods/", "/remove");
    let page = ana.get(&format!("{SECURITY}/methods/{codes}/remove")).await;
    ana.follow(page).await;
    let refused = ana.post(&format!("{CONFIRM}/methods"), &[("method", &codes)]).await;
    assert!(refused.says("but not take one away"));

    let page = press(&mut ana, "/settings/security/enable", &[("kind", "text_message")]).await;
    assert!(page.hidden("challenge").is_some());
    let page = ana.post(&format!("{CONFIRM}/methods"), &[("method", &codes)]).await;
    let page = ana.follow(page).await;
    let challenge = page.hidden("challenge").unwrap();
    let code = &enrolled.recovery_codes[3];
    let page = ana.post(CONFIRM, &[("challenge", &challenge), ("code", code)]).await;
    assert_eq!(page.location(), Some("/settings/security/text-message"));
}

#[tokio::test]
async fn tightening_is_free_and_loosening_takes_a_proof_and_then_happens() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    house.pass(4 * DAY);
    let page = press(&mut ana, "/settings/security/when", &[("verify", "every_sign_in")]).await;
    assert!(page.says("Saved.") && page.says("value=\"every_sign_in\" checked"));
    let page = press(&mut ana, "/settings/security/when", &[("verify", "when_risky")]).await;
    let challenge = page.hidden("challenge").expect("the app is asked");
    assert!(ana.get(SECURITY).await.says("value=\"every_sign_in\" checked"), "nothing is loosened yet");
    ana.get(CONFIRM).await;
    let code = house.app_code(&enrolled.seed);
    let page = ana.post(CONFIRM, &[("challenge", &challenge), ("code", &code)]).await;
    let page = ana.follow(page).await;
    assert!(page.says("Saved.") && page.says("value=\"when_risky\" checked"), "{}", page.body);
    assert!(press(&mut ana, "/settings/security/when", &[]).await.says("Choose at least one."));
}

#[tokio::test]
async fn a_proof_that_was_begun_may_be_given_up() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    house.pass(HOUR);
    let page = press(&mut ana, "/settings/security/enable", &[("kind", "text_message")]).await;
    assert!(page.hidden("challenge").is_some());
    assert!(ana.get(CONFIRM).await.hidden("challenge").is_some(), "a reload asks the same");
    let state = ana.get(&format!("{CONFIRM}/state")).await.body;
    assert_eq!(page.hidden("challenge"), Some(state), "a page that waits need not be loaded again");
    let page = ana.post(&format!("{CONFIRM}/cancel"), &[]).await;
    assert_eq!(page.location(), Some(SECURITY));
    assert!(!ana.cookies.contains_key("__Host-signin") && !ana.cookies.contains_key("__Host-wish"));
    assert_eq!(ana.get(CONFIRM).await.location(), Some(SECURITY));
}

#[tokio::test]
async fn a_step_up_by_text_message_sends_its_code_again_only_after_a_while() {
    let house = TestHouse::open().await;
    house.person_with_phone("ben").await;
    let mut ben = house.browser();
    let page = ben.give_password("ben").await;
    let page = ben.follow(page).await;
    let (challenge, code) = (page.hidden("challenge").unwrap(), house.texted_code().await);
    ben.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    assert!(ben.has_session());
    house.pass(HOUR);
    let page = press(&mut ben, "/settings/security/enable", &[("kind", "authenticator_app")]).await;
    let challenge = page.hidden("challenge").expect("a code was sent");
    let resend = format!("{CONFIRM}/resend");
    let early = ben.post(&resend, &[("challenge", &challenge)]).await;
    assert!(early.says("You can ask again in"));
    house.pass(31);
    let page = ben.post(&resend, &[("challenge", &challenge)]).await;
    let page = ben.follow(page).await;
    assert!(page.says("We sent the code."));
    let (challenge, code) = (page.hidden("challenge").unwrap(), house.texted_code().await);
    let page = ben.post(CONFIRM, &[("challenge", &challenge), ("code", &code)]).await;
    assert!(page.location().unwrap().starts_with("/settings/security/authenticator-app/"));
    assert!(ben.follow(page).await.says("Set up your app"));
}

#[tokio::test]
async fn names_and_the_first_choice_are_tidied_without_a_proof() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    house.pass(2 * HOUR);
    let app = id_in(&ana.get(SECURITY).await.body, "/settings/security/methods/", "/rename");
    let rename = format!("{SECURITY}/methods/{app}/rename");
    assert!(ana.get(&rename).await.says("Tablet"));
    assert!(ana.post(&rename, &[("name", " ")]).await.says("Please fill this in."));
    let long = "x".repeat(61);
    let page = ana.post(&rename, &[("name", &long)]).await;
    assert!(page.says("Use 60 characters at most.") && page.says(&long));
    let page = ana.post(&rename, &[("name", "Work <laptop>")]).await;
    let page = ana.follow(page).await;
    assert!(page.says("The new name is Work &#60;laptop&#62;."));
    let page = press(&mut ana, "/settings/security/preferred", &[("method", &app)]).await;
    assert!(page.says("We will ask for that first."));
}

#[tokio::test]
async fn what_is_anothers_is_not_there() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    let (mut ben, _) = with_app(&house, "ben").await;
    let hers = ana.get(SECURITY).await.body;
    let app = id_in(&hers, "/settings/security/methods/", "/rename");
    let email = address_of(&house, &ana).await;
    let browser = id_in(&hers, "/settings/security/browsers/", "/forget");
    ben.get(SECURITY).await;
    let tries: [(String, Vec<(&str, &str)>); 10] = [
        (format!("{SECURITY}/methods/{app}/rename"), vec![("name", "Mine now")]),
        (format!("{SECURITY}/methods/{app}/remove"), vec![]),
        (format!("{SECURITY}/preferred"), vec![("method", app.as_str())]),
        (format!("{SECURITY}/authenticator-app/{app}"), vec![("name", "x"), ("code", "123456")]),
        (format!("{SECURITY}/authenticator-app/{app}/cancel"), vec![]),
        (format!("{SECURITY}/text-message/{app}/resend"), vec![]),
        (format!("{SECURITY}/email/{email}/remove"), vec![]),
        (format!("{SECURITY}/email/{email}/resend"), vec![]),
        (format!("{SECURITY}/browsers/{browser}/forget"), vec![]),
        (format!("{SECURITY}/sessions/{app}/end"), vec![]),
    ];
    for (path, fields) in tries {
        let page = ben.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}: {}", page.body);
        ben.get(SECURITY).await;
    }
    for path in ["rename", "remove"] {
        let page = ben.get(&format!("{SECURITY}/methods/{app}/{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(ben.get(&format!("{SECURITY}/email/{email}/remove")).await.status, StatusCode::NOT_FOUND);
    let after = ana.get(SECURITY).await.body;
    assert!(after.contains("Tablet") && after.contains(&browser));
    assert_eq!(address_of(&house, &ana).await, email);
}

/// The id of somebody's verified address.
async fn address_of(house: &TestHouse, browser: &Browser) -> String {
    let me = house.house.me(&desk(), &browser.cookies["__Host-session"]).await.unwrap().unwrap();
    me.emails.iter().find(|email| email.verified_at.is_some()).unwrap().id.to_string()
}

#[tokio::test]
async fn a_form_from_an_old_page_or_with_fields_that_no_page_has_changes_nothing() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    ana.get(SECURITY).await;
    let good = std::mem::replace(&mut ana.csrf, "stale".into());
    let page = ana.post("/settings/security/when", &[("verify", "every_sign_in")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    ana.csrf = good;
    let page = ana.post("/settings/security/when", &[("verify", "every_sign_in"), ("more", "1")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ana.get(SECURITY).await.says("value=\"when_risky\" checked"));
}

#[tokio::test]
async fn the_password_is_changed_with_the_old_one_and_ends_other_sessions() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    house.pass(MINUTE);
    let mut elsewhere = sign_in_with_app(&house, &enrolled, "ana").await;
    let path = "/settings/security/password";
    assert!(
        ana.get(path).await.says("Use at least 12 characters") || ana.get(path).await.status.is_success()
    );
    let wrong =
        ana.post(path, &[("current_password", "nope"), ("new_password", "violet harbour seven rocks")]).await;
    assert!(wrong.says("This is not your current password."));
    let short = ana.post(path, &[("current_password", PASSWORD), ("new_password", "short")]).await;
    assert!(short.says("Use at least 12 characters."));
    assert!(!short.says("value=\"short\""), "a password is not sent back");
    let same = ana.post(path, &[("current_password", PASSWORD), ("new_password", PASSWORD)]).await;
    assert!(same.says("This is your old password."));
    let new = "violet harbour seven rocks";
    let page = ana.post(path, &[("current_password", PASSWORD), ("new_password", new)]).await;
    assert!(ana.follow(page).await.says("Your password is changed."));
    assert!(elsewhere.get(SECURITY).await.location().unwrap().starts_with("/signin"));
}

#[tokio::test]
async fn addresses_are_added_once_and_the_last_verified_one_stays() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    let add = "/settings/security/email/add";
    let held = ana.get(add).await;
    assert!(held.says("this cannot be changed until"), "{}", held.body);
    house.pass(4 * DAY);
    let mut ana = sign_in_with_app(&house, &enrolled, "ana").await;
    ana.get(add).await;
    assert!(ana.post(add, &[("email", "")]).await.says("Please fill this in."));
    let wrong = ana.post(add, &[("email", "ana@")]).await;
    assert!(wrong.says("does not look like an e-mail address") && wrong.says("value=\"ana@\""));
    assert!(ana.post(add, &[("email", "ANA@example.org")]).await.says("on your account already"));
    let page = ana.post(add, &[("email", "ana@example.net")]).await;
    let page = ana.follow(page).await;
    assert!(page.says("We sent a link to ana@example.net.") && page.says("Not verified yet"));
    let second = id_in(&page.body, "/settings/security/email/", "/resend");
    let resend = format!("{SECURITY}/email/{second}/resend");
    let mut last = ana.post(&resend, &[]).await;
    assert_eq!(last.location(), Some(SECURITY));
    for _ in 0..8 {
        last = ana.post(&resend, &[]).await;
    }
    assert!(last.says("You can ask again in"), "a mailbox is not flooded");
    let first = address_of(&house, &ana).await;
    let only = ana.get(&format!("{SECURITY}/email/{first}/remove")).await;
    assert!(only.says("It is the only address where we can reach you."));
    ana.get(SECURITY).await;
    let page = ana.post(&format!("{SECURITY}/email/{first}/remove"), &[]).await;
    assert!(page.says("It is the only address where we can reach you."));
    ana.get(&format!("{SECURITY}/email/{second}/remove")).await;
    let page = ana.post(&format!("{SECURITY}/email/{second}/remove"), &[]).await;
    assert!(ana.follow(page).await.says("ana@example.net is removed."));
}

#[tokio::test]
async fn browsers_are_forgotten_and_sessions_ended() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    house.pass(MINUTE);
    let page = ana.get(SECURITY).await;
    assert!(page.says("Firefox on Linux") && page.says("This one"));
    press(&mut ana, "/settings/security/sessions/end-others", &[]).await;
    let mut elsewhere = sign_in_with_app(&house, &enrolled, "ana").await;
    let page = ana.get(SECURITY).await;
    let other = id_in(&page.body, "/settings/security/sessions/", "/end");
    let page = press(&mut ana, &format!("{SECURITY}/sessions/{other}/end"), &[]).await;
    assert!(page.says("That browser is signed out."));
    assert!(elsewhere.get(SECURITY).await.location().unwrap().starts_with("/signin"));
    let mut elsewhere = sign_in_with_app(&house, &enrolled, "ana").await;
    let page = press(&mut ana, "/settings/security/sessions/end-others", &[]).await;
    assert!(page.says("You are signed out everywhere else."));
    assert!(elsewhere.get(SECURITY).await.location().unwrap().starts_with("/signin"));
    let known = id_in(&page.body, "/settings/security/browsers/", "/forget");
    let page = press(&mut ana, &format!("{SECURITY}/browsers/{known}/forget"), &[]).await;
    assert!(page.says("We forgot that browser.") && !page.says(&known));
}

#[tokio::test]
async fn new_recovery_codes_void_the_old_ones_and_unticked_ones_stay_marked() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    let page = ana.get("/settings/security/recovery-codes").await;
    assert!(page.says("The 10 old codes stop working."));
    let page = ana.post("/settings/security/recovery-codes/renew", &[]).await;
    assert_eq!((page.status, page.body.matches("<li><code>").count()), (StatusCode::OK, 10));
    assert_eq!(page.headers["cache-control"], "no-store");
    let page = ana.post("/settings/security/recovery-codes", &[]).await;
    assert!(page.says("You did not say that you saved them."));
    assert!(ana.get("/activity").await.says("New recovery codes made"));
}

#[tokio::test]
async fn every_part_of_the_page_has_its_cards_in_one_column() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    let page = ana.get(SECURITY).await.body;
    let parts: Vec<_> = page.split("<section ").skip(1).collect();
    assert!(parts.len() >= 5 && page.contains("/settings/security/language"));
    for part in parts {
        // A second column of cards would stand under the words about them, in half the width.
        assert_eq!(part.matches("class=\"cards\"").count(), 1, "{part}");
    }
}

#[tokio::test]
async fn a_language_is_chosen_for_pages_and_letters() {
    let house = TestHouse::open().await;
    let (mut ana, enrolled) = with_app(&house, "ana").await;
    let page = press(&mut ana, "/settings/security/language", &[("language", "fr")]).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.says("value=\"en\" checked"));
    let page = press(&mut ana, "/settings/security/language", &[("language", "es")]).await;
    assert!(page.says("Desde ahora te hablamos en español.") && page.says("value=\"es\" checked"));
    house.deliver().await;
    let before = house.mails.messages().len();
    house.pass(60);
    sign_in_with_app(&house, &enrolled, "ana").await;
    house.deliver().await;
    let letters = house.mails.messages().split_off(before);
    let spanish = letters.iter().filter(|letter| letter.text.contains("navegador"));
    assert!(spanish.count() > 0, "{:?}", letters.iter().map(|mail| &mail.text).collect::<Vec<_>>());
}

#[tokio::test]
async fn activity_is_told_in_words_and_page_by_page() {
    let house = TestHouse::open().await;
    let (mut ana, _) = with_app(&house, "ana").await;
    let app = id_in(&ana.get(SECURITY).await.body, "/settings/security/methods/", "/rename");
    press(&mut ana, "/settings/security/when", &[("verify", "every_sign_in")]).await;
    for _ in 0..45 {
        press(&mut ana, &format!("{SECURITY}/methods/{app}/rename"), &[("name", "Again")]).await;
    }
    let page = ana.get("/activity").await;
    assert!(page.says("Changed: Authenticator app") && page.says("Changed when we ask"));
    assert!(!page.says("192.0.2.7"), "addresses are for auditors");
    let older = page.body.split("/activity?before=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = ana.get(&format!("/activity?before={older}")).await;
    assert!(page.says("You made this account"));
    assert!(ana.get("/activity?before=nonsense").await.status.is_success());
}
