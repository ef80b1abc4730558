//! Stories of mailed links: the page with one button, the reset that skips nothing, the notice that was not ours.

use axum::http::StatusCode;

use crate::testing_house::{Browser, PASSWORD, TestHouse, desk};

const NEW: &str = "eleven copper kettles sing";

fn token(link: &str) -> &str {
    link.split_once("token=").unwrap().1
}

/// Sets a new password by a mailed link, as an owner does who suspects something.
async fn resets(house: &TestHouse, name: &str) {
    let mut owner = house.browser();
    ask_reset(house, &mut owner, name).await;
    let link = house.mailed_link("/reset/new").await;
    owner.get(&link).await;
    let set = owner.post("/reset/new", &[("token", token(&link)), ("new_password", NEW)]).await;
    assert_eq!(set.location(), Some("/reset/done"), "{}", set.body);
}

async fn ask_reset(house: &TestHouse, browser: &mut Browser, name: &str) {
    browser.get("/reset").await;
    let page = browser.post("/reset", &[("username", name)]).await;
    assert_eq!(page.location(), Some("/reset/sent"));
    house.deliver().await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_mailed_link_once_and_signs_nobody_in() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "ana").await;
    let link = house.mailed_link("/reset/new").await;
    assert!(browser.get(&link).await.says("value=\"ana\""));
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    let fields = [("token", token(&link)), ("new_password", NEW)];
    let weak = browser.post("/reset/new", &[fields[0], ("new_password", "password1234")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post("/reset/new", &fields).await.location(), Some("/reset/done"));
    assert!(!browser.has_session());
    assert_eq!(browser.post("/reset/new", &fields).await.status, StatusCode::GONE);
    browser.get("/signin").await;
    let old = browser.post("/signin", &[("username", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn neither_the_site_nor_ones_addresses_make_a_new_password() {
    let house = TestHouse::open().await;
    let obvious =
        ["pine library pine", "welcome to pine library", "maria.lopez@acme.example", "maria lopez acme 1"];
    let mut browser = house.browser();
    browser.get("/signup").await;
    let about = [("display_name", ""), ("username", "ml77"), ("email", "maria.lopez@acme.example")];
    for password in obvious {
        let fields = [about.as_slice(), &[("new_password", password)]].concat();
        let page = browser.post("/signup", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
        assert!(page.says("the name of this site out of the password"), "{password}: {}", page.body);
    }
    browser.post("/signup", &[about.as_slice(), &[("new_password", PASSWORD)]].concat()).await;
    let link = house.mailed_link("/links/address").await;
    browser.get(&link).await;
    browser.post("/links/address", &[("token", token(&link))]).await;

    ask_reset(&house, &mut browser, "ml77").await;
    let link = house.mailed_link("/reset/new").await;
    browser.get(&link).await;
    for password in obvious {
        let page = browser.post("/reset/new", &[("token", token(&link)), ("new_password", password)]).await;
        assert!(page.says("the name of this site out of the password"), "{password}: {}", page.body);
    }
    let page = browser.give_password("ml77").await;
    browser.follow(page).await;
    let path = "/settings/security/password";
    browser.get(path).await;
    for password in obvious {
        let page = browser.post(path, &[("current_password", PASSWORD), ("new_password", password)]).await;
        assert!(page.says("the name of this site out of the password"), "{password}: {}", page.body);
    }
    let path = "/settings/security/question";
    browser.get(path).await;
    for answer in ["maria.lopez@acme.example", "maria.lopez", "Pine Library"] {
        let page = browser.post(path, &[("question", "first-trip"), ("answer", answer)]).await;
        assert!(page.says("your name or your address"), "{answer}: {}", page.body);
    }
}

#[tokio::test]
async fn asking_for_a_reset_says_the_same_of_every_name() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "nobody").await;
    assert!(house.mails.messages().is_empty());
    ask_reset(&house, &mut browser, "ana").await;
    assert_eq!(house.mails.messages().len(), 1);
}

#[tokio::test]
async fn no_name_is_answered_before_the_time_that_every_name_is_answered_at() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    for name in ["ana", "nobody", "ana@example.org"] {
        browser.get("/reset").await;
        let asked = tokio::time::Instant::now();
        browser.post("/reset", &[("username", name)]).await;
        assert!(asked.elapsed() >= std::time::Duration::from_millis(250), "{name} came early");
    }
}

#[tokio::test]
async fn looking_at_a_link_has_no_effect_and_pressing_it_works_once() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    browser.get("/signup").await;
    let fields =
        [("display_name", "Bo"), ("username", "bo"), ("email", "bo@example.org"), ("new_password", NEW)];
    let page = browser.post("/signup", &fields).await;
    assert!(page.says("bo@example.org") && page.status == StatusCode::OK, "{}", page.body);
    assert!(!browser.has_session());
    let link = house.mailed_link("/links/address").await;
    for _ in 0..3 {
        assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    }
    let fields = [("token", token(&link))];
    assert!(browser.post("/links/address", &fields).await.says("Address verified"));
    assert_eq!(browser.post("/links/address", &fields).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn not_me_ends_every_session_by_its_button_alone() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut owner = house.browser();
    owner.give_password("ana").await;
    let link = house.mailed_link("/links/not-me").await;
    let mut reader = house.browser();
    reader.get(&link).await;
    assert_eq!(owner.get("/").await.location(), Some("/settings/security"));
    let page = reader.post("/links/not-me", &[("token", token(&link))]).await;
    assert!(page.says("1 browser was signed out"), "{}", page.body);
    assert_eq!(owner.get("/").await.location(), Some("/signin"));
    assert!(!reader.has_session());
}

#[tokio::test]
async fn of_two_links_to_reset_the_second_dies_with_the_password_that_the_first_one_set() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "ana").await;
    let stolen = house.mailed_link("/reset/new").await;
    ask_reset(&house, &mut browser, "ana").await;
    let own = house.mailed_link("/reset/new").await;
    assert_ne!(own, stolen);
    browser.get(&own).await;
    let set = browser.post("/reset/new", &[("token", token(&own)), ("new_password", NEW)]).await;
    assert_eq!(set.location(), Some("/reset/done"));
    assert_eq!(browser.get(&stolen).await.status, StatusCode::GONE);
    let fields = [("token", token(&stolen)), ("new_password", "nine orange ladders lean")];
    assert_eq!(browser.post("/reset/new", &fields).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn not_me_about_a_new_address_takes_it_off_again_and_ends_its_link() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let session = house.first_session("ana").await;
    house.prove_by_link(&session).await;
    let added = house.house.add_email(&desk(), &session, "thief@example.net").await;
    added.unwrap().unwrap();
    let theirs = house.mailed_link("/links/address").await;
    let notice = house.mailed_link("/links/not-me").await;
    let mut owner = house.browser();
    owner.get(&notice).await;
    let page = owner.post("/links/not-me", &[("token", token(&notice))]).await;
    assert!(page.says("t•••@e•••.net"), "{}", page.body);
    assert_eq!(owner.get(&theirs).await.status, StatusCode::NOT_FOUND);
    let press = owner.post("/links/address", &[("token", token(&theirs))]).await;
    assert_eq!(press.status, StatusCode::NOT_FOUND);
    assert!(house.house.me(&desk(), &session).await.unwrap().is_none(), "the session is over");
}

#[tokio::test]
async fn an_address_that_another_account_signs_in_with_is_not_verified_a_second_time() {
    let house = TestHouse::open().await;
    house.person("bo").await;
    let mut browser = house.browser();
    browser.get("/signup").await;
    let fields =
        [("display_name", "Bo"), ("username", "bobo"), ("email", "bo@example.org"), ("new_password", NEW)];
    browser.post("/signup", &fields).await;
    let link = house.mailed_link("/links/address").await;
    browser.get(&link).await;
    let page = browser.post("/links/address", &[("token", token(&link))]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.says("Another account signs in with it"), "{}", page.body);
}

#[tokio::test]
async fn one_network_makes_so_many_accounts_in_a_day_and_is_told_so() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    browser.get("/signup").await;
    for n in 0..=20 {
        let (name, email) = (format!("person{n}"), format!("p{n}@example.org"));
        let fields = [("display_name", ""), ("username", &*name), ("email", &*email), ("new_password", NEW)];
        let page = browser.post("/signup", &fields).await;
        let expected = if n < 20 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(page.status, expected, "{n}: {}", page.body);
    }
}

#[tokio::test]
async fn a_signed_in_person_cannot_have_addresses_of_others_mailed_without_end() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let session = house.first_session("ana").await;
    house.prove_by_link(&session).await;
    let mut refused = false;
    for n in 0..9 {
        let address = format!("victim{n}@example.net");
        match house.house.add_email(&desk(), &session, &address).await.unwrap() {
            Ok(()) => {
                let me = house.house.me(&desk(), &session).await.unwrap().unwrap();
                let added = me.emails.iter().find(|email| email.verified_at.is_none()).unwrap().id;
                house.house.remove_email(&desk(), &session, added).await.unwrap().unwrap();
            }
            Err(why) => {
                assert!(matches!(why, flows::Refused::Wait { .. }), "{why:?}");
                refused = true;
            }
        }
    }
    assert!(refused);
}

#[tokio::test]
async fn forms_that_cannot_be_read_are_told_with_the_right_status() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    browser.get("/signin").await;
    let huge = browser.post_body("/signin", "a".repeat(100_000)).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(huge.says("That is more than we can take"), "{}", huge.body);
    assert_eq!(browser.post_body("/signin", "username=%ff").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn links_that_never_were_and_links_of_another_kind_are_not_found() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "ana").await;
    let link = house.mailed_link("/reset/new").await;
    for path in [
        format!("/links/address?token={}", token(&link)),
        "/links/sign-in?token=x".to_owned(),
        "/links/sign-in".to_owned(),
        "/reset/new".to_owned(),
        "/reset/new?token=%00&token=%ff".to_owned(),
        link[..link.len() - 1].to_owned(),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.says("This link does not work") && page.says("copy all of it"), "{path}: {}", page.body);
        let way_on = if path.starts_with("/reset") { "href=\"/reset\"" } else { "class=\"main\" href=\"/s" };
        assert!(page.says(way_on), "{path}: {}", page.body);
    }
    let nothing = browser.get("/links/nothing?token=x").await;
    assert!(nothing.status == StatusCode::NOT_FOUND && nothing.says("Nothing here"), "{}", nothing.body);
}

#[tokio::test]
async fn a_link_that_is_opened_weeks_later_is_said_to_be_too_old_and_leads_to_a_new_one() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "ana").await;
    let link = house.mailed_link("/reset/new").await;
    for days in [1, 28] {
        house.pass(days * 24 * 3600);
        house.house.store().sweep(house.house.now(), 100).await.unwrap();
        let page = browser.get(&link).await;
        assert_eq!(page.status, StatusCode::GONE, "after {days} more days");
        assert!(
            page.says("This link is too old") && page.says("class=\"main\" href=\"/reset\""),
            "{}",
            page.body
        );
    }
    house.pass(2 * 24 * 3600);
    house.house.store().sweep(house.house.now(), 100).await.unwrap();
    assert!(browser.get(&link).await.says("This link does not work"), "a month later nothing is known of it");
}

#[tokio::test]
async fn a_door_that_the_operator_closed_makes_no_accounts() {
    let house = TestHouse::with(|_, site| site.sign_up = false).await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/signup").await.status, StatusCode::NOT_FOUND);
    browser.get("/signin").await;
    let page = browser.post("/signup", &[("username", "bo")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_to_an_address_that_a_thief_added_dies_with_the_password_that_let_them_in() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let session = house.first_session("ana").await;
    house.prove_by_link(&session).await;
    house.house.add_email(&desk(), &session, "thief@example.net").await.unwrap().unwrap();
    let theirs = house.mailed_link("/links/address").await;
    resets(&house, "ana").await;

    let mut thief = house.browser();
    let looked = thief.get(&theirs).await;
    assert!(looked.status == StatusCode::GONE && looked.says("This link is too old"), "{}", looked.body);
    thief.get("/signin").await;
    let pressed = thief.post("/links/address", &[("token", token(&theirs))]).await;
    assert_eq!(pressed.status, StatusCode::GONE);
    house.deliver().await;
    let before = house.mails.messages().len();
    ask_reset(&house, &mut thief, "ana").await;
    let sent: Vec<_> = house.mails.messages().split_off(before).into_iter().map(|mail| mail.to).collect();
    assert_eq!(sent, ["ana@example.org"], "no letter goes where the thief reads");
    ask_reset(&house, &mut thief, "thief@example.net").await;
    assert_eq!(house.mails.messages().len(), before + 1, "nor is it a name to sign in with");
}

#[tokio::test]
async fn a_link_that_was_to_prove_a_step_proves_nothing_after_the_owner_set_a_new_password_or_said_not_me() {
    for by_not_me in [false, true] {
        let house = TestHouse::open().await;
        house.person("ana").await;
        let mut thief = house.browser();
        thief.give_password("ana").await;
        let session = thief.cookies["__Host-session"].clone();
        let notice = house.mailed_link("/links/not-me").await;
        house.house.send_step_link(&desk(), &session).await.unwrap().unwrap();
        let step = house.mailed_link("/links/confirm").await;
        if by_not_me {
            let mut owner = house.browser();
            owner.get(&notice).await;
            owner.post("/links/not-me", &[("token", token(&notice))]).await;
        } else {
            resets(&house, "ana").await;
        }
        let looked = thief.get(&step).await;
        assert_eq!(looked.status, StatusCode::GONE, "{}", looked.body);
        thief.get("/signin").await;
        let pressed = thief.post("/links/confirm", &[("token", token(&step))]).await;
        assert_eq!(pressed.status, StatusCode::GONE);
    }
}
