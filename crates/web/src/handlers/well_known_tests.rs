//! What programs look for at well-known places.

use axum::http::StatusCode;

use crate::testing_house::TestHouse;

#[tokio::test]
async fn password_managers_find_the_page_where_passwords_are_changed() {
    let mut browser = TestHouse::open().await.browser();
    let page = browser.get("/.well-known/change-password").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, Some("/settings/security/password")));
    let nothing = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
    assert_eq!(browser.get(nothing).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_contact_that_programs_can_use_is_told_to_whoever_finds_a_weakness() {
    for (told, contact) in [
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        // As the sample of the config has it.
        ("help@example.org", "mailto:help@example.org"),
        (" help+id@example.org ", "mailto:help+id@example.org"),
        ("https://example.org/help?from=id", "https://example.org/help?from=id"),
    ] {
        let house = TestHouse::with(|_, site| site.help = Some(told.into())).await;
        let page = house.browser().get("/.well-known/security.txt").await;
        assert!(page.says(&format!("Contact: {contact}\nExpires: 2026-")), "{told}: {}", page.body);
    }
    // Words for people, and what would write a line of its own, are no contact for programs.
    for told in [
        "",
        "the desk on floor 3",
        "desk@",
        "a@b@c",
        "a?b@example.org",
        "a@b.example\nExpires: 2099",
        "http://x.example",
    ] {
        let house = TestHouse::with(|_, site| site.help = Some(told.into())).await;
        let status = house.browser().get("/.well-known/security.txt").await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{told:?}");
    }
}

#[tokio::test]
async fn the_house_says_that_it_stands_and_sets_no_cookie_for_it() {
    let mut browser = TestHouse::open().await.browser();
    for path in ["/healthz", "/readyz"] {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.body.as_str()), (StatusCode::OK, "ok\n"));
    }
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn a_house_whose_database_takes_no_writes_is_not_ready_and_says_so_within_seconds() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    let lock = house.home.lock();
    // What was proved holds for five seconds: a flood of questions writes nothing.
    for _ in 0..40 {
        assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    }
    house.pass(4);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    house.pass(1);
    let page = browser.get("/readyz").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.body, "the database takes no writes\n");
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK, "the process itself is well");
    drop(lock);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE, "for one second more");
    house.pass(1);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_house_that_lost_a_table_is_not_ready_and_asks_people_to_come_back() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    store::testing::lose_a_table(house.house.store().database()).await;
    house.pass(5);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    browser.get("/signin").await;
    let page = browser.post("/signin", &[("username", "ana"), ("password", "whatever it is")]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.body);
}

#[tokio::test]
async fn callers_are_told_their_own_address_and_no_header_of_theirs_is_believed() {
    let mut browser = TestHouse::open().await.browser();
    assert_eq!(browser.get("/healthz/client").await.body, "192.0.2.7\n");
    let forged = browser.request(axum::http::Method::GET, "/healthz/client");
    let forged = forged.header("x-forwarded-for", "203.0.113.66").body(axum::body::Body::empty()).unwrap();
    assert_eq!(browser.send(forged).await.body, "192.0.2.7\n");
}

#[tokio::test]
async fn a_page_that_is_asked_for_in_another_way_says_so_in_a_page() {
    let mut browser = TestHouse::open().await.browser();
    let request = browser.request(axum::http::Method::PUT, "/signin");
    let request = request.header(axum::http::header::ORIGIN, crate::testing_house::ORIGIN);
    let wrong = browser.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.says("<h1>"), "{}", wrong.body);
}

#[tokio::test]
async fn the_demos_pages_exist_only_in_the_demo() {
    use crate::demo::{Demo, Sent};
    let plain = TestHouse::open().await;
    for page in ["/demo", "/demo/outbox", "/demo/phone"] {
        assert_eq!(plain.browser().get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let mut visitor = plain.browser();
    visitor.get("/signin").await;
    let asked = visitor.post("/demo/phone", &[("person", "ana")]).await;
    assert_eq!(asked.status, StatusCode::NOT_FOUND, "nobody connects phones to others outside the demo");
    let demo = Demo::new(Vec::new(), flows::DemoPower::of_the_demo());
    let body = "482913 is your code".to_owned();
    demo.keep(Sent { at: 0, text_message: true, to: "+351".into(), subject: None, body });
    let house = TestHouse::made(|_, _| {}, Some(demo)).await;
    assert_eq!(house.browser().get("/demo").await.status, StatusCode::OK);
    assert!(house.browser().get("/demo/outbox").await.says("482913"));
}
