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
async fn a_contact_that_is_a_uri_is_told_to_whoever_finds_a_weakness() {
    let house = TestHouse::with(|_, site| site.help = Some("mailto:desk@example.org".into())).await;
    let page = house.browser().get("/.well-known/security.txt").await;
    assert!(page.says("Contact: mailto:desk@example.org\nExpires: 2026-"), "{}", page.body);
    let house = TestHouse::open().await;
    assert_eq!(house.browser().get("/.well-known/security.txt").await.status, StatusCode::NOT_FOUND);
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
async fn the_demos_pages_exist_only_in_the_demo() {
    use crate::demo::{Demo, Sent};
    let plain = TestHouse::open().await;
    assert_eq!(plain.browser().get("/demo").await.status, StatusCode::NOT_FOUND);
    let demo = Demo::new(Vec::new());
    let body = "482913 is your code".to_owned();
    demo.keep(Sent { at: 0, text_message: true, to: "+351".into(), subject: None, body });
    let house = TestHouse::made(|_, _| {}, Some(demo)).await;
    assert_eq!(house.browser().get("/demo").await.status, StatusCode::OK);
    assert!(house.browser().get("/demo/outbox").await.says("482913"));
}
