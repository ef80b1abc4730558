//! Stories of the administrator's pages: who finds them, what they take, what they show, and what a look leaves behind.

use axum::http::StatusCode;
use rules::account::AccountState;
use rules::event::EventKind;
use rules::id::AccountId;

use crate::testing_house::{Browser, Enrolled, Page, TestHouse};

const STEP_UP: &str = "/step-up?action=vestibule.administration&return_to=";

async fn mark(house: &TestHouse, name: &str, administrator: bool) -> AccountId {
    let id = house.house.find_account(name).await.unwrap().unwrap().id();
    assert!(house.house.set_administrator(id, administrator).await.unwrap().unwrap());
    id
}

/// Signs in with the app, on a browser that nobody knows.
async fn sign_in(house: &TestHouse, name: &str, enrolled: &Enrolled) -> Browser {
    let mut browser = house.browser();
    let page = browser.give_password(name).await;
    let page = browser.follow(page).await;
    let challenge = page.hidden("challenge").expect("the app is asked");
    let code = house.app_code(&enrolled.seed);
    browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    assert!(browser.has_session());
    house.pass(30);
    browser
}

/// The step-up that administration takes, by the app's code.
async fn proves_it(house: &TestHouse, browser: &mut Browser, enrolled: &Enrolled) -> Page {
    browser.get(&format!("{STEP_UP}%2Fadmin")).await;
    let fields = [("action", "vestibule.administration"), ("return_to", "/admin")];
    let begun = browser.post("/step-up/begin", &fields).await;
    let page = browser.follow(begun).await;
    let challenge = page.hidden("challenge").expect("the app is asked");
    let code = house.app_code(&enrolled.seed);
    browser.post("/step-up", &[("challenge", &challenge), ("code", &code)]).await
}

/// Gil looks after the site, and just signed in with his app.
async fn gil(house: &TestHouse) -> (Browser, Enrolled) {
    let enrolled = house.person_with_app("gil").await;
    mark(house, "gil", true).await;
    (sign_in(house, "gil", &enrolled).await, enrolled)
}

async fn looks_at(browser: &mut Browser, name: &str) -> Page {
    browser.get("/admin/activity").await;
    browser.post("/admin/activity", &[("name", name)]).await
}

async fn looks_left(house: &TestHouse, id: AccountId) -> usize {
    let events = house.house.store().events(id, None, 200).await.unwrap();
    events.iter().filter(|event| matches!(event.what, EventKind::AdministratorLooked { .. })).count()
}

/// A page without what differs from one load to the next.
fn still(page: &Page) -> String {
    let token = page.hidden("csrf").unwrap_or_default();
    if token.is_empty() { page.body.clone() } else { page.body.replace(&token, "") }
}

#[tokio::test]
async fn whoever_is_no_administrator_finds_what_they_find_at_any_address_that_is_none() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    let mut ana = sign_in(&house, "ana", &enrolled).await;
    let nowhere = ana.get("/nowhere").await;
    for path in ["/admin", "/admin/activity"] {
        let page = ana.get(path).await;
        assert_eq!((page.status, still(&page)), (StatusCode::NOT_FOUND, still(&nowhere)), "{path}");
    }
    let step_up = ana.get(&format!("{STEP_UP}%2Fadmin")).await;
    assert_eq!((step_up.status, still(&step_up)), (StatusCode::NOT_FOUND, still(&nowhere)));
    ana.get("/settings/security").await;
    for (name, fields) in [("a name that somebody has", [("name", "ana")]), ("nobody's", [("name", "zed")])] {
        let page = ana.post("/admin/activity", &fields).await;
        assert_eq!((page.status, still(&page)), (StatusCode::NOT_FOUND, still(&nowhere)), "{name}");
    }
    ana.csrf.clear();
    assert_eq!(ana.post("/admin/activity", &[("odd", "1")]).await.status, StatusCode::NOT_FOUND);
    let begun = ana.post("/step-up/begin", &[("action", "vestibule.administration")]).await;
    assert_ne!(begun.location(), Some("/step-up"), "{}", begun.body);
    assert!(!ana.get("/settings/security").await.says("/admin"));
    let mut stranger = house.browser();
    let asked = stranger.get("/admin").await;
    assert_eq!(asked.location(), Some("/signin?return_to=%2Fadmin"), "as everywhere without a session");
}

#[tokio::test]
async fn an_administrator_enables_a_method_proves_it_and_goes_back_to_where_they_were_going() {
    let house = TestHouse::open().await;
    house.person_with_question("gil").await;
    mark(&house, "gil", true).await;
    let mut browser = house.browser();
    let page = browser.give_password("gil").await;
    let page = browser.follow(page).await;
    if let Some(challenge) = page.hidden("challenge") {
        let answer = crate::testing_house::ANSWER;
        browser.post("/verify", &[("challenge", &challenge), ("answer", answer)]).await;
    }
    let first = browser.get("/admin").await;
    assert!(first.status == StatusCode::FORBIDDEN && first.says("One thing first"), "{}", first.body);
    assert!(first.says("value=\"passkey\"") && first.says("value=\"authenticator_app\""));
    assert!(!first.says("learning"), "nothing of the site is told before that");

    let session = browser.cookies["__Host-session"].clone();
    house.prove_by_link(&session).await;
    let enrolled = house.enroll_app(&session).await;
    let asked = browser.get("/admin").await;
    assert_eq!(asked.location(), Some("/step-up?action=vestibule.administration&return_to=%2Fadmin"));
    let intro = browser.follow(asked).await;
    assert!(intro.says("You are about to look after this site."), "{}", intro.body);
    let passed = proves_it(&house, &mut browser, &enrolled).await;
    assert_eq!(passed.location(), Some("/admin"), "{}", passed.body);
    let page = browser.follow(passed).await;
    assert!(page.status == StatusCode::OK && page.says("Administration"), "{}", page.body);
    assert!(browser.get("/settings/security").await.says("href=\"/admin\""));
}

#[tokio::test]
async fn the_overview_tells_how_far_the_engine_has_learned_and_how_the_site_stands() {
    let house = TestHouse::open().await;
    house.house.recall_learned().await.unwrap();
    let (mut browser, _) = gil(&house).await;
    // As a node does every minute.
    house.house.exchange_learned().await.unwrap();
    let page = browser.get("/admin").await;
    for said in [
        "learning 1 of 1,000",
        "learning 0 of 1,000",
        "Asked above 0",
        "2 % of sign-ins",
        "<code>classic</code>",
        "Kept in memory",
        "No file tells countries",
        "This one",
        "Every decision of the risk engine is enforced.",
    ] {
        assert!(page.says(said), "{said}: {}", page.body);
    }
    assert!(!page.says("Shadow mode is on"));
    let version = house.house.settings().risk.policy.version();
    assert!(page.says(&version));
}

#[tokio::test]
async fn shadow_mode_is_told_loudly() {
    let house = TestHouse::with(|settings, _| settings.risk.shadow = true).await;
    let enrolled = house.person_with_app("gil").await;
    mark(&house, "gil", true).await;
    let mut browser = house.browser();
    let page = browser.give_password("gil").await;
    browser.follow(page).await;
    assert!(browser.has_session(), "an unknown browser is let through");
    assert!(browser.get("/admin").await.location().is_some(), "and has proved nothing");
    proves_it(&house, &mut browser, &enrolled).await;
    let page = browser.get("/admin").await;
    assert!(page.says("Shadow mode is on") && page.says("class=\"loud\""), "{}", page.body);
    assert!(!page.says("Every decision of the risk engine is enforced."));
}

#[tokio::test]
async fn the_power_ends_with_its_freshness_the_mark_the_session_and_a_lock() {
    let house = TestHouse::open().await;
    let (mut browser, enrolled) = gil(&house).await;
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    house.pass(house.house.settings().fresh_for);
    let stale = browser.get("/admin").await;
    assert!(stale.location().is_some_and(|to| to.starts_with("/step-up?")), "{}", stale.body);
    let stale = looks_at(&mut browser, "gil").await;
    assert!(stale.location().is_some_and(|to| to.ends_with("return_to=%2Fadmin%2Factivity")));

    let mut browser = sign_in(&house, "gil", &enrolled).await;
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    let id = mark(&house, "gil", false).await;
    assert_eq!(browser.get("/admin").await.status, StatusCode::NOT_FOUND, "at once");
    mark(&house, "gil", true).await;
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    assert!(house.house.set_locked(id, true).await.unwrap().unwrap());
    let facts = house.house.find_account("gil").await.unwrap().unwrap();
    assert!(matches!(facts.stored.account.state, AccountState::Locked { .. }));
    assert_eq!(browser.get("/admin").await.location(), Some("/signin?return_to=%2Fadmin"));
}

#[tokio::test]
async fn a_known_browser_that_needs_no_second_step_gives_no_power_by_itself() {
    let house = TestHouse::open().await;
    let (mut browser, _) = gil(&house).await;
    browser.get("/settings/security").await;
    browser.post("/signout", &[]).await;
    let page = browser.give_password("gil").await;
    browser.follow(page).await;
    assert!(browser.has_session(), "the browser is known, and the password is enough");
    let asked = browser.get("/admin").await;
    assert!(asked.location().is_some_and(|to| to.starts_with("/step-up?")), "level 1: {}", asked.body);
}

#[tokio::test]
async fn one_accounts_events_read_as_full_lines_and_its_owner_reads_that_somebody_looked() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut at_home = sign_in(&house, "ana", &ana).await;
    let id = house.house.find_account("ana").await.unwrap().unwrap().id();
    let (mut browser, _) = gil(&house).await;
    let form = browser.get("/admin/activity").await;
    assert!(form.says("Look at an account"));
    assert_eq!(looks_left(&house, id).await, 0, "the form looks at nobody");

    assert!(form.says("name=\"name\" type=\"text\" value=\"\""), "{}", form.body);
    let unknown = looks_at(&mut browser, "nobody-has-this").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.says("value=\"nobody-has-this\""));
    assert!(unknown.says("Nobody has this name or verified address."));
    assert_eq!(looks_at(&mut browser, " ").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let page = looks_at(&mut browser, "ana@example.org").await;
    let version = house.house.settings().risk.policy.version();
    for said in [
        "Activity of ana",
        "Second step asked: any method",
        &format!("Policy {version} with a budget of 2 % says: any method."),
        "The rules alone say: any method (unknown browser).",
        "192.0.2.7",
        "An administrator looked at this",
    ] {
        assert!(page.says(said), "{said}: {}", page.body);
    }
    assert_eq!(looks_left(&house, id).await, 1);
    looks_at(&mut browser, "ana").await;
    assert_eq!(looks_left(&house, id).await, 1, "a second look within minutes is the same look");
    house.pass(599);
    looks_at(&mut browser, "ana").await;
    assert_eq!(looks_left(&house, id).await, 1);

    let list = at_home.get("/activity").await;
    assert!(list.says("An administrator looked at your activity"), "{}", list.body);
    let line = list.body.split("An administrator looked").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(!line.contains("Firefox"), "where the administrator sits is not told: {line}");
}

#[tokio::test]
async fn older_events_come_page_by_page_and_ones_own_account_leaves_no_trace() {
    let house = TestHouse::open().await;
    let (mut browser, enrolled) = gil(&house).await;
    let id = house.house.find_account("gil").await.unwrap().unwrap().id();
    for _ in 0..3 {
        for _ in 0..20 {
            browser.get("/settings/security").await;
            let fields = [("verify", "every_sign_in")];
            browser.post("/settings/security/when", &fields).await;
        }
        house.pass(60);
    }
    let page = looks_at(&mut browser, "gil").await;
    assert_eq!(looks_left(&house, id).await, 0);
    let before = page.hidden("before");
    let events = house.house.store().events(id, None, 200).await.unwrap();
    assert_eq!(before.is_some(), events.len() > 50, "{} events", events.len());
    if let Some(before) = before {
        let older = browser.post("/admin/activity", &[("name", "gil"), ("before", &before)]).await;
        assert!(older.says("Account made") && older.hidden("before").is_none(), "{}", older.body);
    }
    let odd = browser.post("/admin/activity", &[("name", "gil"), ("before", "nothing")]).await;
    assert_eq!(odd.status, StatusCode::OK, "an odd mark begins with the newest");
    drop(enrolled);
}
