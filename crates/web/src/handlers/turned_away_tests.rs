//! Stories of people who are turned away before any page of ours looks at what they sent.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};
use futures_util::stream;

use crate::app::{AppParts, router};
use crate::edge::client::Proxies;
use crate::edge::limits::Limits;
use crate::edge::places::Places;
use crate::testing_house::{Browser, ORIGIN, PASSWORD, Page, TestHouse};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const SPANISH: (&str, &str) = ("accept-language", "es-MX,es;q=0.9");

/// A request with these headers and no others but the cookies.
async fn ask(browser: &mut Browser, method: Method, path: &str, lines: &[(&str, &str)], body: &str) -> Page {
    send(browser, method, path, lines, Body::from(body.to_owned())).await
}

async fn send(browser: &mut Browser, method: Method, path: &str, lines: &[(&str, &str)], body: Body) -> Page {
    let mut request = browser.request(method, path);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    browser.send(request.body(body).unwrap()).await
}

/// A body that never ends, so that no answer to it can come in time, however quick the machine is.
fn endless() -> Body {
    Body::from_stream(stream::pending::<Result<Bytes, Infallible>>())
}

/// It is a page with one heading, the way on, and nothing of a machine.
fn is_calm(page: &Page, status: StatusCode, heading: &str) {
    assert_eq!(page.status, status, "{}", page.body);
    assert_eq!(page.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(page.says(&format!("<h1>{heading}</h1>")), "{}", page.body);
    assert!(page.says("class=\"main\" href=\"") && !page.says("urn:") && !page.says("⟦"), "{}", page.body);
    assert!(page.headers.contains_key(header::CONTENT_SECURITY_POLICY), "the edge hardens it too");
}

#[tokio::test]
async fn a_form_of_another_site_is_turned_away_in_a_page_that_leads_back_to_the_start() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    browser.get("/signin").await;
    let mine = browser.cookies.clone();
    for told in [
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "cross-site")],
        vec![],
    ] {
        for path in ["/signin", "/settings/security/when", "/lost-phone", "/nothing-here"] {
            let lines: Vec<_> = told.iter().copied().chain([FORM]).collect();
            let page = ask(&mut browser, Method::POST, path, &lines, "username=ana").await;
            is_calm(&page, StatusCode::FORBIDDEN, "That did not come from our page");
            assert!(page.says("href=\"/\"") && page.says("Nothing") | page.says("nothing has changed"));
        }
    }
    assert_eq!(browser.cookies, mine);
}

#[tokio::test]
async fn a_form_without_cookies_or_origin_is_told_about_them_and_not_about_json() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    let body = format!("username=ana&password={}", PASSWORD.replace(' ', "+"));
    let page = ask(&mut browser, Method::POST, "/signin", &[FORM], &body).await;
    is_calm(&page, StatusCode::UNSUPPORTED_MEDIA_TYPE, "That did not come from our page");
    assert!(page.says("keep cookies") && !page.says("json"), "{}", page.body);
    assert!(!browser.has_session());
}

#[tokio::test]
async fn another_site_cannot_replace_the_cookie_that_a_persons_own_form_is_bound_to() {
    let mut elsewhere = TestHouse::open().await.browser();
    // What a browser sends from another site: no cookies, since they are bound to this site.
    let lines = [FORM, ("origin", "https://evil.example")];
    let page = ask(&mut elsewhere, Method::POST, "/signin", &lines, "username=ana").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.headers.contains_key(header::SET_COOKIE), "{:?}", page.headers);
}

#[tokio::test]
async fn whoever_opens_the_site_under_another_address_is_told_its_own() {
    let mut browser = TestHouse::open().await.browser();
    let host = ("host", "10.0.0.7:8400");
    let lines = [FORM, host, ("origin", "http://10.0.0.7:8400")];
    let page = ask(&mut browser, Method::POST, "/signin", &lines, "username=ana").await;
    is_calm(&page, StatusCode::FORBIDDEN, "This site has another address");
    assert!(page.says(&format!("href=\"{ORIGIN}/\"")) && page.says("site.url"), "{}", page.body);
    assert!(!page.says("10.0.0.7"), "what a header claims is not repeated");
}

#[tokio::test]
async fn the_page_speaks_the_language_of_the_browser() {
    let mut browser = TestHouse::open().await.browser();
    let lines = [FORM, SPANISH, ("sec-fetch-site", "cross-site")];
    let page = ask(&mut browser, Method::POST, "/signin", &lines, "").await;
    is_calm(&page, StatusCode::FORBIDDEN, "Eso no vino de nuestra página");
    assert!(page.says("<html lang=\"es\"") && page.says("Volver al inicio"), "{}", page.body);
}

#[tokio::test]
async fn the_api_keeps_problem_details_whatever_goes_wrong() {
    let mut browser = TestHouse::open().await.browser();
    let elsewhere = ("origin", "https://evil.example");
    for (method, path, lines, status) in [
        (Method::POST, "/api/v1/sign-ins", vec![FORM], 415),
        (Method::POST, "/api/v1/sign-ins", vec![FORM, elsewhere], 403),
        (Method::PUT, "/api/v1/sign-ins", vec![], 405),
        (Method::GET, "/api/v1/nothing-here", vec![], 404),
        (Method::GET, "/api/v9/me", vec![], 404),
    ] {
        let page = ask(&mut browser, method, path, &lines, "").await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        assert_eq!(page.headers[header::CONTENT_TYPE], "application/problem+json", "{path} {status}");
    }
}

#[tokio::test]
async fn what_is_too_large_of_another_kind_or_sent_to_the_wrong_place_is_told_in_a_page() {
    let mut browser = TestHouse::open().await.browser();
    browser.get("/signin").await;
    let home = ("origin", ORIGIN);
    let large = "x".repeat(70_000);
    let page = ask(&mut browser, Method::POST, "/signin", &[FORM, home], &large).await;
    is_calm(&page, StatusCode::PAYLOAD_TOO_LARGE, "That is more than we can take");
    let json = ("content-type", "application/json");
    let page = ask(&mut browser, Method::POST, "/signin", &[json, home], "{}").await;
    is_calm(&page, StatusCode::UNSUPPORTED_MEDIA_TYPE, "We could not read that");
    let page = ask(&mut browser, Method::PUT, "/signin", &[home], "").await;
    is_calm(&page, StatusCode::METHOD_NOT_ALLOWED, "This page does not open by itself");
    let page = ask(&mut browser, Method::GET, "/signout", &[], "").await;
    is_calm(&page, StatusCode::METHOD_NOT_ALLOWED, "This page does not open by itself");
    assert_eq!(page.headers[header::ALLOW], "POST");
    let page = ask(&mut browser, Method::GET, "/nothing-here", &[], "").await;
    is_calm(&page, StatusCode::NOT_FOUND, "Nothing here");
    // A name that is no UTF-8: no handler sees it.
    let page = ask(&mut browser, Method::GET, "/links/%FF?token=x", &[], "").await;
    is_calm(&page, StatusCode::BAD_REQUEST, "We could not read that");
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up_in_a_page_and_as_a_problem_at_the_api() {
    let mut house = TestHouse::open().await;
    let limits = Limits { request_timeout: Duration::from_millis(5), ..Limits::default() };
    house.router = router(AppParts {
        house: Arc::clone(&house.house),
        url: ORIGIN.parse().unwrap(),
        proxies: Proxies::default(),
        places: Places::default(),
        limits,
        demo: None,
    });
    let mut browser = house.browser();
    let page = send(&mut browser, Method::POST, "/signin", &[FORM, ("origin", ORIGIN)], endless()).await;
    is_calm(&page, StatusCode::SERVICE_UNAVAILABLE, "We took too long");
    assert_eq!(page.headers[header::RETRY_AFTER], "1");
    let json = [("content-type", "application/json")];
    let refused = send(&mut house.browser(), Method::POST, "/api/v1/sign-ins", &json, endless()).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.says("urn:vestibule:problem:too-slow"), "{}", refused.body);
}

#[tokio::test]
async fn programs_at_their_own_addresses_are_answered_as_before() {
    let mut browser = TestHouse::open().await.browser();
    for path in ["/assets/none.css", "/receipts/nobody"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, ""), "{path}");
    }
}
