//! Stories of people whom a site sends to confirm that it is them, before one of its own actions.

use axum::http::StatusCode;
use risk::Verdict;
use rules::action::{ActionName, ActionRule};
use rules::change::Write;
use rules::method::MethodKind;
use rules::tries::{CounterKey, Door, Scope, Take};

use crate::testing_house::{ANSWER, Browser, Enrolled, PASSWORD, Page, TestHouse, desk};

const ASKED: &str = "/step-up?action=withdrawal&return_to=/activity";

async fn site() -> TestHouse {
    TestHouse::with(|settings, _| {
        for (name, least) in [("withdrawal", Verdict::ChallengeStrong), ("comment", Verdict::Challenge)] {
            let rule = ActionRule { least, fresh_for: 300 };
            settings.risk.actions.insert(ActionName::parse(name).unwrap(), rule);
        }
    })
    .await
}

/// Ana, signed in with her app's code six minutes ago.
async fn signed_in(house: &TestHouse) -> (Browser, Enrolled) {
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    browser.give_password("ana").await;
    let page = browser.get("/verify").await;
    let challenge = page.hidden("challenge").unwrap();
    let code = house.app_code(&ana.seed);
    browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    assert!(browser.has_session());
    house.pass(360);
    (browser, ana)
}

async fn begin(browser: &mut Browser, asked: &str) -> Page {
    let page = browser.get(asked).await;
    assert!(page.says("Confirm it’s you to go on"), "{}", page.body);
    let action = page.hidden("action").unwrap();
    let back = page.hidden("return_to").unwrap_or_default();
    browser.post("/step-up/begin", &[("action", &action), ("return_to", &back)]).await
}

async fn answer(browser: &mut Browser, page: &Page, code: &str) -> Page {
    let challenge = page.hidden("challenge").unwrap();
    browser.post("/step-up", &[("challenge", &challenge), ("code", code)]).await
}

#[tokio::test]
async fn whoever_confirms_goes_back_to_where_they_came_from_and_is_not_asked_again_while_it_is_fresh() {
    let house = site().await;
    let (mut browser, ana) = signed_in(&house).await;
    let before = browser.cookies.clone();
    let page = browser.get(ASKED).await;
    assert!(page.status == StatusCode::OK && page.says("Confirm it’s you to go on"), "{}", page.body);
    assert_eq!(browser.cookies, before, "looking begins nothing");
    assert_eq!(begin(&mut browser, ASKED).await.location(), Some("/step-up"));
    let page = browser.get("/step-up").await;
    assert!(
        page.says("Enter the code from your app") && page.says("This needs a fresh check that it is you.")
    );
    assert!(page.says("action=\"/step-up\"") && !page.says("\"/verify"), "{}", page.body);
    let wrong = answer(&mut browser, &page, "000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let passed = answer(&mut browser, &page, &house.app_code(&ana.seed)).await;
    assert_eq!(passed.location(), Some("/activity"), "{}", passed.body);
    assert_eq!(browser.get(ASKED).await.location(), Some("/activity"), "it is fresh");
    assert_eq!(browser.get("/step-up?action=withdrawal").await.location(), Some("/settings/security"));
    house.pass(300);
    assert!(browser.get(ASKED).await.says("Confirm it’s you to go on"), "it is too old");
}

#[tokio::test]
async fn a_strong_action_shows_which_ways_are_too_weak_and_takes_none_of_them() {
    let house = site().await;
    let (mut browser, _) = signed_in(&house).await;
    begin(&mut browser, ASKED).await;
    let ways = browser.get("/step-up/methods").await;
    assert!(
        ways.says("This needs a stronger proof.") && ways.says("action=\"/step-up/methods\""),
        "{}",
        ways.body
    );
    let session = browser.cookies["__Host-session"].clone();
    let me = house.house.me(&desk(), &session).await.unwrap().unwrap();
    let question = me.methods.iter().find(|m| m.kind() == MethodKind::SecurityQuestion);
    let id = question.unwrap().id.to_string();
    let page = browser.post("/step-up/methods", &[("method", &id)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    browser.get("/step-up").await;
    let cancelled = browser.post("/step-up/cancel", &[]).await;
    assert_eq!(cancelled.location(), Some("/activity"));
    assert!(browser.get(ASKED).await.says("Confirm it’s you to go on"), "cancelling proves nothing");
}

#[tokio::test]
async fn pages_of_elsewhere_are_not_gone_back_to_and_unknown_actions_are_no_pages() {
    let house = site().await;
    let (mut browser, ana) = signed_in(&house).await;
    for elsewhere in ["https://evil.example/", "//evil.example", "/%5cevil.example/..//x", "javascript:1"] {
        let path = format!("/step-up?action=withdrawal&return_to={elsewhere}");
        let page = browser.get(&path).await;
        assert!(!page.says("evil.example") || !page.says("href=\"http"), "{}", page.body);
        let named =
            browser.post("/step-up/begin", &[("action", "withdrawal"), ("return_to", elsewhere)]).await;
        assert_eq!(named.location(), Some("/step-up"));
    }
    let page = browser.get("/step-up").await;
    let passed = answer(&mut browser, &page, &house.app_code(&ana.seed)).await;
    assert_eq!(passed.location(), Some("/settings/security"));
    for action in ["payout", "", "..%2fx", "%00", "Withdrawal"] {
        let page = browser.get(&format!("/step-up?action={action}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{action}");
        browser.get("/settings/security").await;
        let begun = browser.post("/step-up/begin", &[("action", action)]).await;
        assert_eq!(begun.status, StatusCode::NOT_FOUND, "{action}");
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_signs_in_first_and_comes_back() {
    let house = site().await;
    house.person_with_app("ana").await;
    let mut browser = house.browser();
    let sent = browser.get(ASKED).await;
    assert_eq!(
        sent.location(),
        Some("/signin?return_to=%2Fstep-up%3Faction%3Dwithdrawal%26return_to%3D%2Factivity")
    );
    assert_eq!(browser.get("/step-up").await.location(), Some("/signin"));
    browser.get("/signin").await;
    let begun = browser.post("/step-up/begin", &[("action", "withdrawal")]).await;
    assert_eq!(begun.location(), Some("/signin"));
}

#[tokio::test]
async fn without_any_method_a_plain_action_takes_the_password_and_a_strong_one_says_what_to_do() {
    let house = site().await;
    house.person("ben").await;
    let mut browser = house.browser();
    browser.give_password("ben").await;
    house.pass(600);
    let page = browser.get("/step-up?action=comment&return_to=/activity").await;
    assert!(page.says("type=\"password\""), "{}", page.body);
    let fields = |password| [("action", "comment"), ("return_to", "/activity"), ("password", password)];
    for bad in ["", "not the password"] {
        let again = browser.post("/step-up/begin", &fields(bad)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
        assert_eq!(again.hidden("return_to").as_deref(), Some("/activity"));
    }
    assert_eq!(browser.post("/step-up/begin", &fields(PASSWORD)).await.location(), Some("/activity"));
    let strong = browser.get(ASKED).await;
    assert!(strong.says("Add one under Password &#38; Security first."), "{}", strong.body);
    assert!(!strong.says("/step-up/begin"), "{}", strong.body);
}

#[tokio::test]
async fn a_question_takes_the_mailed_link_besides_where_nothing_stronger_is_enabled() {
    let house = site().await;
    house.person_with_question("ana").await;
    let mut browser = house.browser();
    browser.give_password("ana").await;
    let page = browser.get("/verify").await;
    let challenge = page.hidden("challenge").unwrap();
    browser.post("/verify", &[("challenge", &challenge), ("answer", ANSWER)]).await;
    assert!(browser.has_session());
    begin(&mut browser, ASKED).await;
    let page = browser.get("/step-up").await;
    assert!(page.says("Step 1 of 2"), "{}", page.body);
    let challenge = page.hidden("challenge").unwrap();
    browser.post("/step-up", &[("challenge", &challenge), ("answer", ANSWER)]).await;
    let waiting = browser.get("/step-up").await;
    assert!(
        waiting.says("Step 2 of 2") && waiting.says("data-wait-for-link=\"/step-up/state?of="),
        "{}",
        waiting.body
    );
    assert!(browser.get(ASKED).await.says("Confirm it’s you to go on"), "half is not enough");
    let link = house.mailed_link("/links/sign-in").await;
    browser.get(&link).await;
    let token = link.split_once("token=").unwrap().1;
    let pressed = browser.post("/links/sign-in", &[("token", token)]).await;
    assert_eq!(pressed.status, StatusCode::OK, "{}", pressed.body);
    assert_eq!(browser.get("/verify").await.location(), Some("/activity"), "the page's button goes on");
    assert_eq!(browser.get(ASKED).await.location(), Some("/activity"));
}

/// A method that rests lowers nothing: whoever guessed at it until it rested would gain by that.
#[tokio::test]
async fn where_no_strong_method_can_be_used_here_the_page_says_what_to_do_and_offers_nothing_weaker() {
    let house = site().await;
    let (mut browser, _) = signed_in(&house).await;
    let account = house.house.store().accounts(None, 1).await.unwrap().remove(0).account.id;
    let spent = |kind| {
        let key = CounterKey::Account { scope: Scope::Known, door: Door::Method(kind) };
        let now = rules::Time(house.now());
        Write::Take { account, take: Take { key, at_most: 40 }, now }
    };
    for _ in 0..40 {
        let change = vec![spent(MethodKind::AuthenticatorApp), spent(MethodKind::RecoveryCode)];
        house.house.store().commit(&change, &mut house.house.dice()).await.unwrap();
    }
    assert_eq!(begin(&mut browser, ASKED).await.location(), Some("/step-up"));
    let page = browser.get("/step-up").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.says("This cannot be confirmed here right now"), "{}", page.body);
    assert!(page.says("nothing weaker will do") && page.says("href=\"/settings/security\""), "{}", page.body);
    let ways = browser.get("/step-up/methods").await;
    assert!(!ways.says("name=\"method\""), "nothing is offered: {}", ways.body);
    assert!(ways.says("This needs a stronger proof."), "and each says why: {}", ways.body);
    assert!(browser.get(ASKED).await.says("Confirm it’s you to go on"), "it can be begun again");
}
