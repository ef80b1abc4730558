//! Stories of signing in on the pages, from the name to the session.

use axum::http::{Method, StatusCode, header};

use crate::testing_house::{ANSWER, Browser, ORIGIN, PASSWORD, Page, TestHouse};

/// The page after the right password.
async fn challenged(browser: &mut Browser, name: &str) -> Page {
    let page = browser.give_password(name).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, Some("/verify")), "{}", page.body);
    browser.get("/verify").await
}

/// Sends a code for the sign-in that a page is about.
async fn send_code(browser: &mut Browser, page: &Page, code: &str) -> Page {
    let challenge = page.hidden("challenge").expect("a challenge is shown");
    browser.post("/verify", &[("challenge", &challenge), ("code", code)]).await
}

#[tokio::test]
async fn somebody_without_a_second_step_signs_in_with_the_password() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/").await.location(), Some("/signin"));
    let page = browser.give_password("ana").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, Some("/settings/security")));
    assert!(browser.has_session());
    assert_eq!(browser.get("/").await.location(), Some("/settings/security"));
    assert_eq!(browser.get("/signin").await.location(), Some("/settings/security"));
    assert!(browser.get("/signed-in").await.says("ana"));
}

#[tokio::test]
async fn the_best_method_is_asked_at_once_and_its_code_signs_in_once() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    assert!(page.says("Enter the code from your app") && page.says("first sign-in from this browser"));
    assert!(!page.says("⟦"), "{}", page.body);
    let code = house.app_code(&enrolled.seed);
    let passed = send_code(&mut browser, &page, &code).await;
    assert_eq!(passed.location(), Some("/settings/security"));
    assert!(browser.has_session() && !browser.cookies.contains_key("__Host-signin"));
    let mut thief = house.browser();
    let page = challenged(&mut thief, "ana").await;
    assert_eq!(send_code(&mut thief, &page, &code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!thief.has_session());
}

#[tokio::test]
async fn a_known_browser_is_not_asked_again_and_stays_known_after_signing_out() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    send_code(&mut browser, &page, &house.app_code(&enrolled.seed)).await;
    browser.get("/locked-out").await;
    browser.get("/signed-in").await;
    browser.get("/reset").await;
    let out = browser.post("/signout", &[]).await;
    assert_eq!(out.location(), Some("/signin"));
    assert!(!browser.has_session() && browser.cookies.contains_key("__Host-browsers"));
    assert!(browser.get("/signin").await.says("You are signed out."));
    assert_eq!(browser.give_password("ana").await.location(), Some("/settings/security"));
}

#[tokio::test]
async fn after_the_password_alone_nothing_behind_the_inner_door_opens() {
    let house = TestHouse::open().await;
    house.person_with_app("ana").await;
    let mut browser = house.browser();
    challenged(&mut browser, "ana").await;
    for path in ["/settings/security", "/settings/security/password", "/activity", "/signed-in", "/"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location().unwrap().starts_with("/signin"), "{path}");
    }
    // The sign-in's cookie is no session, under whatever name it is sent.
    let secret = browser.cookies["__Host-signin"].split_once('.').unwrap().1.to_owned();
    browser.cookies.insert("__Host-session".into(), secret);
    assert_eq!(browser.get("/").await.location(), Some("/signin"));
    assert_eq!(browser.get("/settings/security").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_a_client_claims_changes_nothing() {
    let house = TestHouse::open().await;
    house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    let challenge = page.hidden("challenge").unwrap();
    for (name, value) in [
        ("mfa_required", "false"),
        ("next", "done"),
        ("method", "none"),
        ("step", "done"),
        ("remember", "true"),
        ("acr", "3"),
        ("stage", "passed"),
    ] {
        let fields = [("challenge", challenge.as_str()), ("code", "000000"), (name, value)];
        let page = browser.post("/verify", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        browser.get(&format!("/verify?{name}={value}")).await;
        browser.get(&format!("/settings/security?{name}={value}")).await;
        assert!(!browser.has_session(), "{name}");
    }
}

#[tokio::test]
async fn odd_codes_never_fail_the_house_and_never_sign_in() {
    let house = TestHouse::open().await;
    house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    let challenge = page.hidden("challenge").unwrap();
    let csrf = browser.csrf.clone();
    let mut bodies: Vec<Vec<u8>> = [
        "",
        "000000",
        "null",
        "[]",
        "%7B%7D",
        "true",
        "0",
        "12345",
        "1234567",
        "123456789",
        "%00",
        "%FF%FE",
        "%20123%20456%20",
        "-1",
        "1e5",
        "%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6",
        "'%20OR%201=1--",
    ]
    .iter()
    .map(|code| format!("csrf={csrf}&challenge={challenge}&code={code}").into_bytes())
    .collect();
    bodies.push(format!("csrf={csrf}&challenge={challenge}").into_bytes());
    bodies.push(format!("csrf={csrf}&code=000000").into_bytes());
    bodies.push(format!("csrf={csrf}&challenge={challenge}&code=1&code=2").into_bytes());
    bodies.push(format!("csrf={csrf}&challenge={challenge}&code[]=1").into_bytes());
    bodies.push(format!("csrf={csrf}&challenge={challenge}&answer=").into_bytes());
    bodies.push(format!("csrf={csrf}&challenge=&code=000000").into_bytes());
    bodies.push(Vec::new());
    bodies.push(b"\xff\xfe\x00".to_vec());
    bodies.push(format!("csrf={csrf}&challenge={challenge}&code={}", "1".repeat(1 << 20)).into_bytes());
    for body in bodies {
        let short = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
        let page = browser.post_body("/verify", body).await;
        assert!(page.status.is_client_error(), "{} to {short}", page.status);
        assert!(!browser.has_session(), "{short}");
    }
}

/// The page without what is drawn anew for every one of them.
fn without_passkey(page: &Page) -> String {
    let options = page.body.split("data-options=\"").nth(1).and_then(|rest| rest.split('"').next());
    let ceremony = page.hidden("ceremony").expect("a passkey is asked for");
    page.body.replace(options.expect("options"), "OPTIONS").replace(&ceremony, "CEREMONY")
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_look_the_same() {
    let house = TestHouse::open().await;
    house.person_with_app("ana").await;
    let mut pages = Vec::new();
    for (name, last) in [("ana", 1), ("bob", 2)] {
        let mut browser = house.browser();
        browser.peer = ([198, 51, 100, last], 1).into();
        let mut seen = Vec::new();
        for _ in 0..7 {
            browser.get("/signin").await;
            let page = browser.post("/signin", &[("username", name), ("password", "not the password")]).await;
            let body = without_passkey(&page).replace(&browser.csrf, "TOKEN").replace(name, "NAME");
            let names: Vec<_> = page.headers.keys().map(|name| name.as_str().to_owned()).collect();
            seen.push((page.status, names, body));
        }
        assert!(!browser.cookies.contains_key("__Host-signin"));
        pages.push(seen);
    }
    assert!(pages[0][6].2.contains("Please wait"), "{}", pages[0][6].2);
    assert!(pages[0] == pages[1]);
}

#[tokio::test]
async fn a_form_from_another_site_or_of_another_browser_signs_nobody_in() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    let fields = [("username", "ana"), ("password", PASSWORD)];
    // Login CSRF: no cookie of ours, no token of ours.
    assert_eq!(browser.post("/signin", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut other = house.browser();
    other.get("/signin").await;
    browser.get("/signin").await;
    browser.csrf = other.csrf.clone();
    let stale = browser.post("/signin", &fields).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.says("open for a long time") && stale.says("value=\"ana\""), "{}", stale.body);
    let body = format!("csrf={}&username=ana&password={}", browser.csrf, PASSWORD.replace(' ', "+"));
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = browser
            .request(Method::POST, "/signin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value);
        let page = browser.send(request.body(body.clone().into()).unwrap()).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert!(!browser.has_session());
    let again = browser.post("/signin", &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_change_needs_a_token_of_this_browser() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    let challenge = page.hidden("challenge").unwrap();
    let code = house.app_code(&enrolled.seed);
    browser.csrf = "forged".into();
    for (path, fields) in [
        ("/verify", vec![("challenge", challenge.as_str()), ("code", code.as_str())]),
        ("/verify/resend", vec![("challenge", challenge.as_str())]),
        ("/verify/cancel", vec![]),
        ("/signout", vec![]),
        ("/verify/methods", vec![("method", "aaaaaaaaaaaaaaaaaaaaaaaaaa")]),
        ("/links/not-me", vec![("token", "x")]),
        ("/lost-phone", vec![("username", "ana"), ("password", PASSWORD)]),
        ("/reset", vec![("username", "ana")]),
        ("/reset/new", vec![("token", "x"), ("new_password", PASSWORD)]),
    ] {
        browser.csrf = "forged".into();
        let page = browser.post(path, &fields).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.status);
        assert!(!browser.has_session());
    }
    let page = browser.get("/verify").await;
    assert_eq!(send_code(&mut browser, &page, &code).await.location(), Some("/settings/security"));
}

#[tokio::test]
async fn two_tabs_answer_each_for_its_own_person() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let bo = house.person_with_app("bo").await;
    let mut browser = house.browser();
    let first = challenged(&mut browser, "ana").await;
    let second = challenged(&mut browser, "bo").await;
    assert_ne!(first.hidden("challenge"), second.hidden("challenge"));
    let crossed = send_code(&mut browser, &first, &house.app_code(&bo.seed)).await;
    assert_eq!(crossed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let passed = send_code(&mut browser, &first, &house.app_code(&ana.seed)).await;
    assert_eq!(passed.location(), Some("/settings/security"));
    assert!(browser.get("/signed-in").await.says("ana"));
}

#[tokio::test]
async fn a_tab_learns_that_another_one_was_faster() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let tab = challenged(&mut browser, "ana").await;
    let stale = browser.csrf.clone();
    let code = house.app_code(&ana.seed);
    send_code(&mut browser, &tab, &code).await;
    browser.csrf = stale;
    let late = send_code(&mut browser, &tab, &code).await;
    assert!(late.says("in another tab"), "{}", late.body);
    // Reload and back lead on, not into an error.
    assert_eq!(browser.get("/verify").await.location(), Some("/settings/security"));
    assert_eq!(browser.get("/verify/state").await.body, "gone");
}

#[tokio::test]
async fn unknown_foreign_and_expired_sign_ins_lead_to_the_door() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut owner = house.browser();
    let page = challenged(&mut owner, "ana").await;
    let code = house.app_code(&ana.seed);
    let mut stranger = house.browser();
    stranger.get("/signin").await;
    assert_eq!(send_code(&mut stranger, &page, &code).await.status, StatusCode::GONE);
    assert_eq!(stranger.get("/verify").await.location(), Some("/signin"));
    let id = page.hidden("challenge").unwrap();
    for cookie in [format!("{id}.AAAA"), "x.y".to_owned(), "~~~".to_owned(), "A".repeat(9000)] {
        stranger.cookies.insert("__Host-signin".into(), cookie.clone());
        let page = stranger.get("/verify").await;
        assert_eq!(page.location(), Some("/signin"), "{cookie}");
    }
    house.pass(601);
    let late = send_code(&mut owner, &page, &house.app_code(&ana.seed)).await;
    assert!(late.status == StatusCode::SEE_OTHER || late.status == StatusCode::GONE);
    assert!(owner.get("/verify").await.says("That took too long"));
    house.house.store().sweep(house.house.now(), 100).await.unwrap();
    let swept = owner.get("/verify").await;
    assert_eq!(swept.location(), Some("/signin"));
    assert!(owner.follow(swept).await.says("Your sign-in took too long. Sign in again."));
    assert!(!owner.get("/signin").await.says("took too long"), "it is said once");
    let mut nobody = house.browser();
    let page = nobody.get("/verify").await;
    assert!(!nobody.follow(page).await.says("took too long"), "this browser had begun none");
    assert!(!owner.has_session() && !stranger.has_session());
}

#[tokio::test]
async fn a_page_that_waits_asks_for_its_own_sign_in_not_for_that_of_a_later_tab() {
    let house = TestHouse::open().await;
    house.person_with_phone("ana").await;
    house.person_with_app("ben").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    let asks = page.body.split("data-wait-for-link=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let stage = page.body.split("data-stage=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    challenged(&mut browser, "ben").await;
    assert_eq!(browser.get(&asks).await.body, stage, "the first tab stays where it is");
    assert_ne!(browser.get("/verify/state").await.body, stage);
    assert_eq!(browser.get("/verify/state?of=nobodys").await.body, "gone");
}

#[tokio::test]
async fn a_text_message_is_sent_again_after_a_while_and_wrong_codes_are_counted_down() {
    let house = TestHouse::open().await;
    house.person_with_phone("ana").await;
    house.texts.take();
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    assert!(page.says("Enter the code we sent") && page.says("/verify/state"), "{}", page.body);
    let code = house.texted_code().await;
    let challenge = page.hidden("challenge").unwrap();
    let early = browser.post("/verify/resend", &[("challenge", &challenge)]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.pass(31);
    let sent = browser.post("/verify/resend", &[("challenge", &challenge)]).await;
    assert_eq!(sent.location(), Some("/verify"));
    assert!(browser.get("/verify").await.says("We sent the code."));
    assert_eq!(house.texted_code().await, code);
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let mut last = send_code(&mut browser, &page, wrong).await;
    for _ in 0..2 {
        last = send_code(&mut browser, &page, wrong).await;
    }
    assert!(last.says("2 tries are left"), "{}", last.body);
    assert_eq!(send_code(&mut browser, &page, &code).await.location(), Some("/settings/security"));
}

#[tokio::test]
async fn a_courier_that_fails_opens_the_way_to_another_method() {
    let house = TestHouse::open().await;
    let session = house.person_with_phone("ana").await;
    house.enroll_app(&session).await;
    let mut browser = house.browser();
    challenged(&mut browser, "ana").await;
    let list = browser.get("/verify/methods").await;
    let phone =
        list.body.split("value=\"").find(|rest| rest.contains("text message") || rest.contains("Text me"));
    let phone = phone.expect("the phone is offered").split('"').next().unwrap().to_owned();
    house.texts.refuse_next(delivery::SendError::recipient_refused("no such number"));
    let chosen = browser.post("/verify/methods", &[("method", &phone)]).await;
    assert_eq!(chosen.location(), Some("/verify"));
    let state = browser.get("/verify/state").await.body;
    house.deliver().await;
    assert_ne!(browser.get("/verify/state").await.body, state);
    let page = browser.get("/verify").await;
    assert!(page.says("We could not send it") && page.says("We cannot send messages"), "{}", page.body);
    assert!(page.says("name=\"method\""), "{}", page.body);
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_so_and_rests_come_with_their_wait() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    house.pass(-120);
    let early = house.app_code(&ana.seed);
    house.pass(120 + 120);
    let late = send_code(&mut browser, &page, &early).await;
    assert!(late.says("clock") && late.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", late.body);
    let mut last = late;
    for _ in 0..6 {
        last = send_code(&mut browser, &page, "000000").await;
    }
    assert!(last.says("Please wait"), "{}", last.body);
}

#[tokio::test]
async fn a_recovery_code_works_once_when_another_way_is_chosen() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    challenged(&mut browser, "ana").await;
    let list = browser.get("/verify/methods").await;
    assert!(list.says("Only for when nothing else works"), "{}", list.body);
    let id =
        list.body.split("name=\"method\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    browser.post("/verify/methods", &[("method", &id)]).await;
    let page = browser.get("/verify").await;
    assert!(page.says("Enter a recovery code") && page.says("You have 10 codes left"), "{}", page.body);
    let code = &ana.recovery_codes[0];
    assert_eq!(send_code(&mut browser, &page, code).await.location(), Some("/settings/security"));
}

#[tokio::test]
async fn the_question_is_asked_where_nothing_else_is_enabled() {
    let house = TestHouse::open().await;
    house.person_with_question("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    let challenge = page.hidden("challenge").unwrap();
    let wrong = browser.post("/verify", &[("challenge", &challenge), ("answer", "toast")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // An answer in the field of a code is not even one.
    browser.post("/verify", &[("challenge", &challenge), ("code", ANSWER)]).await;
    assert!(!browser.has_session());
    let passed = browser.post("/verify", &[("challenge", &challenge), ("answer", ANSWER)]).await;
    assert_eq!(passed.location(), Some("/settings/security"));
}

#[tokio::test]
async fn a_person_goes_on_to_the_page_they_came_from_and_nowhere_else() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = browser.get("/signin?return_to=%2Fcatalogue%3Fpage%3D2").await;
    assert_eq!(page.hidden("return_to").as_deref(), Some("/catalogue?page=2"));
    let fields = [("username", "ana"), ("password", PASSWORD), ("return_to", "/catalogue?page=2")];
    browser.post("/signin", &fields).await;
    let page = browser.get("/verify").await;
    let passed = send_code(&mut browser, &page, &house.app_code(&ana.seed)).await;
    assert_eq!(passed.location(), Some("/catalogue?page=2"));
    let elsewhere = house.browser().get("/signin?return_to=https%3A%2F%2Fevil.example").await;
    assert!(elsewhere.hidden("return_to").is_none() && !elsewhere.says("evil"));
    assert!(!ORIGIN.contains("evil"));
}

#[tokio::test]
async fn cancelling_ends_the_sign_in() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = challenged(&mut browser, "ana").await;
    let kept = browser.cookies["__Host-signin"].clone();
    assert_eq!(browser.post("/verify/cancel", &[]).await.location(), Some("/signin"));
    browser.cookies.insert("__Host-signin".into(), kept);
    send_code(&mut browser, &page, &house.app_code(&ana.seed)).await;
    assert!(!browser.has_session());
}

#[tokio::test]
async fn a_lost_phone_is_switched_off_with_the_password_and_signs_nobody_in() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    let mut browser = house.browser();
    browser.get("/lost-phone").await;
    let wrong = browser.post("/lost-phone", &[("username", "ana"), ("password", "not it")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("username", "ana"), ("password", PASSWORD)];
    let done = browser.post("/lost-phone", &fields).await;
    assert!(done.says("Tablet") && done.says("You still have another way in"), "{}", done.body);
    assert!(!browser.has_session() && !browser.cookies.contains_key("__Host-signin"));
    let page = challenged(&mut browser, "ana").await;
    assert!(page.says("Enter a recovery code"), "{}", page.body);
    let code = house.app_code(&ana.seed);
    assert_eq!(send_code(&mut browser, &page, &code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let passed = send_code(&mut browser, &page, &ana.recovery_codes[3]).await;
    assert_eq!(passed.location(), Some("/settings/security"));
}

#[tokio::test]
async fn passkeys_on_a_lost_phone_are_left_unless_the_box_is_ticked() {
    let house = TestHouse::open().await;
    house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = browser.get("/lost-phone").await;
    assert!(page.says("name=\"passkeys\"") && !page.says("checked"), "{}", page.body);
    let mistyped = [("username", "ana"), ("password", "not it"), ("passkeys", "on")];
    let page = browser.post("/lost-phone", &mistyped).await;
    assert!(page.says("checked"), "what was ticked stays ticked: {}", page.body);
    let fields = [("username", "ana"), ("password", PASSWORD), ("passkeys", "on")];
    let done = browser.post("/lost-phone", &fields).await;
    assert!(done.says("Tablet") && !done.says("Your passkeys still work"), "{}", done.body);
}

#[tokio::test]
async fn the_tries_of_a_lost_phone_are_those_of_the_door() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    browser.get("/lost-phone").await;
    for _ in 0..5 {
        browser.post("/lost-phone", &[("username", "ana"), ("password", "not it")]).await;
    }
    browser.get("/signin").await;
    let page = browser.post("/signin", &[("username", "ana"), ("password", PASSWORD)]).await;
    assert!(page.says("Please wait"), "{}", page.body);
    let nobody = house.browser().get("/lost-phone").await;
    assert_eq!(nobody.status, StatusCode::OK);
}
