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
