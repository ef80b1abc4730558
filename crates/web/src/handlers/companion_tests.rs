//! The app's page, manifest and worker as phones fetch them.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::Value;

use crate::assets;
use crate::testing_house::{Browser, Page, TestHouse};

async fn asked(browser: &mut Browser, path: &str, languages: &str) -> Page {
    let request = browser.request(Method::GET, path).header(header::ACCEPT_LANGUAGE, languages);
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_app_is_the_same_for_everybody_sets_no_cookie_and_speaks_the_phones_language() {
    let house = TestHouse::open().await;
    let mut phone = house.browser();
    let page = asked(&mut phone, "/app/", "es-MX").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("<html lang=\"es\"") && page.says("Nada que confirmar"), "{}", page.body);
    assert!(!page.says("csrf"), "a page that is kept has no token");
    assert!(asked(&mut phone, "/app/", "en").await.says("Nothing to confirm"));
    assert!(phone.cookies.is_empty());
    let moved = asked(&mut phone, "/app", "en").await;
    assert_eq!((moved.status, moved.location()), (StatusCode::PERMANENT_REDIRECT, Some("/app/")));
}

#[tokio::test]
async fn without_scripts_the_page_says_that_it_needs_them_and_what_works_without() {
    let page = TestHouse::open().await.browser().get("/app/").await;
    let told = page
        .body
        .split("data-screen=\"start\"")
        .nth(1)
        .unwrap()
        .split("data-screen=")
        .next()
        .unwrap()
        .to_owned();
    assert!(!told.split("</h1>").next().unwrap().contains("hidden"), "{told}");
    assert!(told.contains("This app needs JavaScript"), "{told}");
    assert!(told.contains("Your other methods work without the app."), "{told}");
    assert!(told.contains("href=\"/settings/security\""), "{told}");
}

#[tokio::test]
async fn the_manifest_names_the_site_in_the_phones_language_and_its_icons_are_there() {
    let house = TestHouse::open().await;
    let mut phone = house.browser();
    let answer = asked(&mut phone, "/app/manifest.webmanifest", "es").await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/manifest+json");
    let manifest: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(manifest["name"], house.house.site().name);
    assert_eq!((&manifest["start_url"], &manifest["scope"]), (&"/app/".into(), &"/app/".into()));
    assert_eq!((&manifest["display"], &manifest["lang"]), (&"standalone".into(), &"es".into()));
    let icons = manifest["icons"].as_array().unwrap();
    assert!(icons.iter().any(|icon| icon["purpose"].as_str().unwrap().contains("maskable")));
    for icon in icons {
        let found = assets::find(icon["src"].as_str().unwrap()).unwrap();
        assert_eq!(icon["type"], found.content_type);
    }
}

#[tokio::test]
async fn the_worker_rules_over_the_app_alone_and_its_news_is_seen_at_once() {
    let mut phone = TestHouse::open().await.browser();
    let worker = phone.get("/app/worker.js").await;
    assert_eq!(worker.headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
    assert_eq!(worker.headers[header::CACHE_CONTROL], "no-store");
    // Without this header a worker reaches no further than its own folder.
    assert!(!worker.headers.contains_key("service-worker-allowed"));
    assert_eq!(phone.get("/worker.js").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everything_that_the_page_loads_is_kept_for_ever_under_the_hash_of_all_of_it() {
    let mut phone = TestHouse::open().await.browser();
    let page = phone.get("/app/").await;
    let paths: Vec<&str> =
        page.body.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(paths.len() > 15, "{paths:?}");
    for path in paths {
        let file = phone.get(&format!("/assets/{path}")).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert_eq!(file.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable", "{path}");
    }
    assert_eq!(phone.get("/assets/app-000000000000/main.js").await.status, StatusCode::NOT_FOUND);
}
