//! Stories of people whose only method is the text message, when many texts were asked for: what strangers cannot use up.

use flows::{Imported, ImportedMethod, ImportedPassword, NewPerson};
use rules::settings::VerifyWhen;
use rules::time::DAY;
use zeroize::Zeroizing;

use crate::testing_house::{ANSWER, Browser, PHONE, Page, TestHouse, password};

/// Ana, who has a phone and nothing else and is asked at every sign-in, and the browser that she is known on.
async fn ana_at_home(house: &TestHouse) -> Browser {
    let answer = Zeroizing::new(ANSWER.to_owned());
    let ana = Imported {
        person: NewPerson {
            user_name: "ana".into(),
            emails: vec![("ana@example.org".into(), true)],
            ..NewPerson::default()
        },
        password: ImportedPassword::Typed(password()),
        methods: vec![
            ImportedMethod::Question { question: "first-meal".into(), answer },
            ImportedMethod::Phone { number: PHONE.into() },
        ],
    };
    house.house.import_person(&ana).await.unwrap().unwrap();
    let mut home = house.browser();
    let page = asked(&mut home).await;
    let code = house.texted_code().await;
    let challenge = page.hidden("challenge").expect("a code is asked");
    let page = home.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    home.follow(page).await;
    assert!(home.has_session());
    home.post("/signout", &[]).await;
    // The texts of that day are counted no more.
    house.pass(DAY);
    house.texts.take();
    home
}

async fn asked_everywhere() -> TestHouse {
    TestHouse::with(|settings, _| settings.verify_default = VerifyWhen::EverySignIn).await
}

/// Gives the password, and comes to what is asked next.
async fn asked(browser: &mut Browser) -> Page {
    let page = browser.give_password("ana").await;
    browser.follow(page).await
}

/// How many texts are sent until no more are, to strangers who have the password.
async fn thieves_ask(house: &TestHouse) -> usize {
    for _ in 0..8 {
        asked(&mut house.browser()).await;
    }
    house.deliver().await;
    house.texts.take().len()
}

#[tokio::test]
async fn whoever_has_the_password_cannot_use_up_the_texts_of_the_owners_browser() {
    let house = asked_everywhere().await;
    let mut home = ana_at_home(&house).await;
    assert_eq!(thieves_ask(&house).await, 3, "of five to the number");
    house.pass(600);
    assert_eq!(thieves_ask(&house).await, 3, "of ten for the account");
    house.pass(600);
    assert_eq!(thieves_ask(&house).await, 0, "the strangers' part of the day is used up");
    let page = asked(&mut home).await;
    assert!(page.says("Enter the code we sent"), "{}", page.body);
    let code = house.texted_code().await;
    let challenge = page.hidden("challenge").unwrap();
    let page = home.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    home.follow(page).await;
    assert!(home.has_session());
}

#[tokio::test]
async fn whoever_has_nothing_but_texts_reads_that_there_are_no_more_and_until_when() {
    let house = asked_everywhere().await;
    ana_at_home(&house).await;
    assert_eq!(thieves_ask(&house).await, 3);
    let mut browser = house.browser();
    let page = asked(&mut browser).await;
    let end = (house.now() / 600 + 1) * 600;
    let moment = crate::pages::times::moment(crate::words::Words::for_languages("en"), end);
    let said = format!("We sent as many codes as we may for now. You can have the next one after {moment}.");
    assert!(page.says("No way in from here") && page.says(&said), "{said} {}", page.body);
    assert!(!page.says("Get a code by text message"), "it is no choice: {}", page.body);
    house.pass(end - house.now());
    let page = browser.get("/verify").await;
    assert!(page.says("name=\"method\""), "it is one again: {}", page.body);
}

#[tokio::test]
async fn a_code_that_is_under_way_counts_also_where_no_further_text_may_be_sent() {
    let house = asked_everywhere().await;
    ana_at_home(&house).await;
    let mut browser = house.browser();
    let page = asked(&mut browser).await;
    let code = house.texted_code().await;
    thieves_ask(&house).await;
    house.pass(31);
    let challenge = page.hidden("challenge").unwrap();
    let refused = browser.post("/verify/resend", &[("challenge", &challenge)]).await;
    assert!(refused.says("name=\"code\""), "the code can still be typed: {}", refused.body);
    let page = browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    browser.follow(page).await;
    assert!(browser.has_session());
}

#[tokio::test]
async fn a_code_that_was_guessed_at_too_often_says_so_and_gives_way_to_a_new_one() {
    let house = TestHouse::open().await;
    house.person_with_phone("ana").await;
    let mut browser = house.browser();
    let page = asked(&mut browser).await;
    let code = house.texted_code().await;
    let challenge = page.hidden("challenge").unwrap();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for _ in 0..5 {
        browser.post("/verify", &[("challenge", &challenge), ("code", wrong)]).await;
    }
    // The strangers' tries rest for half a minute after five.
    house.pass(31);
    let right = browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    for page in [right, browser.get("/verify").await] {
        assert!(page.says("Too many wrong tries: that code does not work any more."), "{}", page.body);
        assert!(page.says("Send a new code") && !page.says("The code runs out"), "{}", page.body);
        assert!(!page.says("name=\"code\""), "there is nothing to type: {}", page.body);
    }
    house.texts.take();
    let sent = browser.post("/verify/resend", &[("challenge", &challenge)]).await;
    assert_eq!(sent.location(), Some("/verify"), "{}", sent.body);
    assert!(browser.get("/verify").await.says("We sent a text message to"));
    let new = house.texted_code().await;
    assert_ne!(new, code);
    let page = browser.post("/verify", &[("challenge", &challenge), ("code", &new)]).await;
    browser.follow(page).await;
    assert!(browser.has_session());
}
