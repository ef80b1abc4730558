//! Stories of a phone that was found again: its methods count once it is shown to be there, and prove nothing until then.

use axum::http::StatusCode;
use rules::time::{DAY, HOUR, MINUTE};

use crate::testing_house::{Browser, PASSWORD, Page, TestHouse, desk};

const SECURITY: &str = "/settings/security";

/// The owner reports the phone lost, in a browser that nobody knows.
async fn loses_the_phone(house: &TestHouse, name: &str) {
    house.pass(MINUTE);
    let mut browser = house.browser();
    browser.get("/lost-phone").await;
    let page = browser.post("/lost-phone", &[("username", name), ("password", PASSWORD)]).await;
    assert!(page.says("Your phone is shut out") && page.says("Did you find it?"), "{}", page.body);
    house.pass(MINUTE);
}

/// Signs in with a recovery code, which alone is left.
async fn by_recovery_code(house: &TestHouse, name: &str, code: &str) -> Browser {
    let mut browser = house.browser();
    let page = browser.give_password(name).await;
    let page = browser.follow(page).await;
    assert!(page.says("Enter a recovery code"), "{}", page.body);
    let challenge = page.hidden("challenge").unwrap();
    browser.post("/verify", &[("challenge", &challenge), ("code", code)]).await;
    assert!(browser.has_session());
    browser
}

/// The page where a suspended method is had back, as Password & Security links to it.
async fn way_back(browser: &mut Browser) -> String {
    let page = browser.get(SECURITY).await;
    assert!(page.says("Do you have it back?"), "{}", page.body);
    let before = page.body.split("/reactivate\"").next().unwrap();
    format!("{SECURITY}{}/reactivate", before.rsplit(SECURITY).next().unwrap())
}

async fn gives(browser: &mut Browser, path: &str, code: &str) -> Page {
    browser.get(path).await;
    browser.post(path, &[("code", code)]).await
}

fn notices(house: &TestHouse, subject: &str) -> usize {
    house.mails.messages().iter().filter(|mail| mail.subject.contains(subject)).count()
}

#[tokio::test]
async fn an_app_counts_again_once_its_owner_shows_a_code_of_it() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    loses_the_phone(&house, "ana").await;
    let mut ana = by_recovery_code(&house, "ana", &enrolled.recovery_codes[0]).await;
    let path = way_back(&mut ana).await;
    let page = ana.get(&path).await;
    assert!(page.says("Open your app and type the code") && page.says("Tablet"), "{}", page.body);

    assert!(gives(&mut ana, &path, "12").await.says("The code has 6 digits."));
    let wrong = gives(&mut ana, &path, "000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("This code is not right"));
    let right = gives(&mut ana, &path, &house.app_code(&enrolled.seed)).await;
    let page = ana.follow(right).await;
    assert!(page.says("Tablet is on.") && !page.says("Switched off for safety."), "{}", page.body);
    assert!(
        page.says("Switched on again: Authenticator app")
            && page.says("Wrong second step: Authenticator app")
    );
    house.deliver().await;
    assert_eq!(notices(&house, "Switched on again"), 1);
    assert_eq!(ana.get(&path).await.status, StatusCode::NOT_FOUND, "there is nothing to have back any more");

    house.pass(MINUTE);
    let mut again = house.browser();
    let page = again.give_password("ana").await;
    assert!(again.follow(page).await.says("Enter the code from your app"), "it is asked for as before");
}

#[tokio::test]
async fn a_phone_counts_again_by_a_code_that_is_sent_to_it() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ben").await;
    let mut ben = house.browser();
    let page = ben.give_password("ben").await;
    let page = ben.follow(page).await;
    let fields = [("challenge", page.hidden("challenge").unwrap()), ("code", house.app_code(&enrolled.seed))];
    ben.post("/verify", &[(fields[0].0, &fields[0].1), (fields[1].0, &fields[1].1)]).await;
    house.enroll_phone(&ben.cookies["__Host-session"]).await;
    loses_the_phone(&house, "ben").await;
    let mut ben = by_recovery_code(&house, "ben", &enrolled.recovery_codes[0]).await;

    let listed = ben.get(SECURITY).await;
    let card = listed.body.split("id=\"text_message\"").nth(1).unwrap();
    let path =
        format!("{SECURITY}/methods/{}", card.split("/methods/").nth(1).unwrap().split('"').next().unwrap());
    assert!(path.ends_with("/reactivate"), "{path}");
    let page = ben.get(&path).await;
    assert!(page.says("Send me a code") && !page.says("name=\"code\""), "{}", page.body);
    assert!(gives(&mut ben, &path, "123456").await.status == StatusCode::NOT_FOUND, "nothing was sent");

    ben.get(&path).await;
    let sent = ben.post(&format!("{path}/code"), &[]).await;
    assert_eq!(sent.location(), Some(path.as_str()));
    let page = ben.get(&path).await;
    assert!(page.says("We sent the code") && !page.says("912344417"), "{}", page.body);
    let early = ben.post(&format!("{path}/code"), &[]).await;
    assert!(early.says("The last one is still on its way"));
    let code = house.texted_code().await;
    let other = if code == "111111" { "222222" } else { "111111" };
    assert!(gives(&mut ben, &path, other).await.says("This code is not right"));
    let right = gives(&mut ben, &path, &code).await;
    assert!(ben.follow(right).await.says("is on."));
}

#[tokio::test]
async fn whoever_has_the_phone_and_a_session_that_it_proved_has_nothing_back() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    let mut thief = house.browser();
    let page = thief.give_password("ana").await;
    let page = thief.follow(page).await;
    let challenge = page.hidden("challenge").unwrap();
    let code = house.app_code(&enrolled.seed);
    thief.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    assert!(thief.has_session());
    loses_the_phone(&house, "ana").await;

    let path = way_back(&mut thief).await;
    let asked = thief.get(&path).await;
    assert_eq!(
        asked.location(),
        Some("/settings/security/confirm"),
        "what the lost phone proved is no proof any more"
    );
    let ways = thief.follow(asked).await;
    assert!(ways.says("Use a saved recovery code") && !ways.says("Use a code from my app"), "{}", ways.body);
    let pressed = thief.post(&path, &[("code", &house.app_code(&enrolled.seed))]).await;
    assert!(!thief.follow(pressed).await.says("is on."));
    assert!(thief.get(SECURITY).await.says("Do you have it back?"));
}

#[tokio::test]
async fn wrong_codes_here_are_tries_at_the_same_door_as_at_a_sign_in() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    loses_the_phone(&house, "ana").await;
    let mut ana = by_recovery_code(&house, "ana", &enrolled.recovery_codes[0]).await;
    let path = way_back(&mut ana).await;
    for _ in 0..5 {
        assert!(gives(&mut ana, &path, "000000").await.says("This code is not right"));
    }
    let waits = gives(&mut ana, &path, &house.app_code(&enrolled.seed)).await;
    assert!(waits.says("Please wait") && !waits.says("is on."), "{}", waits.body);
    house.pass(MINUTE);
    let right = gives(&mut ana, &path, &house.app_code(&enrolled.seed)).await;
    assert!(ana.follow(right).await.says("Tablet is on."), "a right one gives the tries back");
}

#[tokio::test]
async fn what_was_had_back_by_somebody_else_is_switched_off_by_not_me_and_the_codes_stay() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    loses_the_phone(&house, "ana").await;
    let mut somebody = by_recovery_code(&house, "ana", &enrolled.recovery_codes[0]).await;
    let path = way_back(&mut somebody).await;
    gives(&mut somebody, &path, &house.app_code(&enrolled.seed)).await;
    let link = house.mailed_link("/links/not-me").await;
    let mut owner = house.browser();
    owner.get(&link).await;
    let token = link.split_once("token=").unwrap().1;
    let page = owner.post("/links/not-me", &[("token", token)]).await;
    assert!(page.says("Authenticator app") && !page.says("Recovery codes"), "{}", page.body);
    assert!(somebody.get(SECURITY).await.location().unwrap().starts_with("/signin"));
    house.pass(MINUTE);
    by_recovery_code(&house, "ana", &enrolled.recovery_codes[1]).await;
}

#[tokio::test]
async fn having_a_method_back_does_not_end_the_strict_days() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    loses_the_phone(&house, "ana").await;
    let mut ana = by_recovery_code(&house, "ana", &enrolled.recovery_codes[0]).await;
    let path = way_back(&mut ana).await;
    gives(&mut ana, &path, &house.app_code(&enrolled.seed)).await;
    house.pass(HOUR);
    let page = ana.clone().get("/signin").await;
    assert_eq!(page.location(), Some(SECURITY));
    ana.get(SECURITY).await;
    ana.post("/signout", &[]).await;
    let asked = ana.give_password("ana").await;
    assert_eq!(asked.location(), Some("/verify"), "on the known browser too");
    house.pass(3 * DAY);
    let told =
        house.house.start_sign_in(&desk(), "ana", crate::testing_house::password(), false).await.unwrap();
    assert!(told.decision.granted.session.is_none(), "and an unknown browser is asked as ever");
}
