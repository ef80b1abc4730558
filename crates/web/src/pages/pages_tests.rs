//! Every page in every state and language keeps the promises of DESIGN section 7.

use std::collections::BTreeSet;

use crate as house;
use crate::pages::demo::{Piece, pieces};
use crate::pages::times::{When, moment, span};
use crate::pages::{Frame, Template, Trouble};
use crate::words::Words;

#[path = "../../examples/gallery/samples.rs"]
mod samples;

fn every_page() -> Vec<(String, String)> {
    let languages = [Words::for_languages("en"), Words::for_languages("es"), Words::mirrored()];
    let pages = |words: Words| {
        let pages = samples::pages(words).unwrap();
        pages.into_iter().map(move |(name, html)| (format!("{name}.{}", words.tag()), html))
    };
    languages.into_iter().flat_map(pages).collect()
}

fn page(name: &str) -> String {
    every_page().into_iter().find(|(found, _)| found == name).unwrap().1
}

/// The tags of one kind, each without its angle brackets.
fn tags<'a>(html: &'a str, kind: &str) -> Vec<&'a str> {
    html.split(&format!("<{kind}"))
        .skip(1)
        .filter(|rest| rest.starts_with([' ', '>']))
        .filter_map(|rest| rest.split('>').next())
        .collect()
}

fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

#[test]
fn no_page_misses_a_word() {
    for (name, html) in every_page() {
        assert!(!html.contains('⟦'), "{name}");
    }
    for words in [Words::for_languages("en"), Words::for_languages("es")] {
        for (name, letter) in samples::letters(words) {
            assert!(!format!("{letter:?}").contains('⟦'), "{name}");
        }
    }
}

#[test]
fn every_page_has_one_heading_and_its_landmarks_and_a_title_that_says_the_state() {
    for (name, html) in every_page() {
        // The companion app's page has every screen of the app, of which one shows at a time.
        let screens = html.matches("<div class=\"screen").count();
        assert_eq!(tags(&html, "h1").len(), screens.max(1), "{name}");
        assert_eq!(html.matches(" data-screen=\"").count(), screens, "{name}");
        assert_eq!(screens > 0, name.starts_with("companion"), "{name}");
        assert_eq!(tags(&html, "main").len(), 1, "{name}");
        assert!(html.contains("<header"), "{name}");
        assert_eq!(tags(&html, "title").len(), 1, "{name}");
        assert!(html.contains("<a class=\"skip\" href=\"#main\">"), "{name}");
        let wrong = html.contains("role=\"alert\"");
        if name.ends_with(".en") {
            assert_eq!(html.contains("<title>Error: "), wrong, "{name}");
        }
    }
}

#[test]
fn one_thing_that_is_wrong_takes_the_focus_where_it_stands_and_several_are_listed_first() {
    let mut seen = (0, 0);
    for (name, html) in every_page().into_iter().filter(|(_, html)| html.contains("role=\"alert\"")) {
        let focused: Vec<&str> =
            html.split('<').filter(|tag| tag.split('>').next().unwrap().contains(" autofocus")).collect();
        assert_eq!(focused.len(), 1, "{name}: {focused:?}");
        let beside = html.matches("aria-invalid").count() == 1 && html.matches("<a href=\"#").count() == 1;
        assert_eq!(focused[0].contains("aria-invalid"), beside, "{name}");
        seen = if beside { (seen.0 + 1, seen.1) } else { (seen.0, seen.1 + 1) };
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
}

#[test]
fn no_page_has_an_inline_style_or_script_or_another_origin() {
    for (name, html) in every_page() {
        assert!(!html.contains(" style=") && !html.contains("<style"), "{name}");
        for tag in tags(&html, "script") {
            assert!(value(tag, "src").is_some_and(|src| src.starts_with("/assets/")), "{name}: {tag}");
            assert_eq!(value(tag, "type"), Some("module"), "{name}");
        }
        for handler in [" onclick=", " onload=", " onsubmit=", " onerror=", "javascript:"] {
            assert!(!html.contains(handler), "{name}: {handler}");
        }
        for tag in tags(&html, "link") {
            let href = value(tag, "href").unwrap();
            let manifest = value(tag, "rel") == Some("manifest") && href == "/app/manifest.webmanifest";
            assert!(manifest || house::assets::find(href).is_some(), "{name}: {tag}");
        }
    }
}

#[test]
fn every_field_has_a_label_and_what_describes_it_is_on_the_page() {
    for (name, html) in every_page() {
        let ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let single: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), single.len(), "{name}: an id is used twice");
        for tag in tags(&html, "input").into_iter().chain(tags(&html, "select")) {
            let kind = value(tag, "type").unwrap_or("select");
            let wrapped = matches!(kind, "hidden" | "radio" | "checkbox");
            let labelled = value(tag, "id").is_some_and(|id| html.contains(&format!("<label for=\"{id}\"")));
            assert!(wrapped || labelled, "{name}: {tag}");
        }
        for list in ["aria-describedby", "aria-labelledby", "aria-controls"] {
            for target in html
                .split(&format!(" {list}=\""))
                .skip(1)
                .flat_map(|rest| rest.split('"').next().unwrap().split(' '))
            {
                assert!(ids.contains(&target), "{name}: {list} names {target}");
            }
        }
    }
}

#[test]
fn every_form_carries_the_token_and_posts() {
    for (name, html) in every_page() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.starts_with(" method=\"post\" action=\"/"), "{name}");
            assert!(form.contains("name=\"csrf\" value=\"csrf-token\""), "{name}");
        }
    }
}

#[test]
fn a_problem_is_summed_up_and_linked_to_its_field() {
    let html = page("signup-wrong.en");
    assert!(html.contains("<a href=\"#username\">This name is taken. Try another one.</a>"));
    let field = tags(&html, "input").into_iter().find(|tag| value(tag, "id") == Some("username")).unwrap();
    assert_eq!(value(field, "aria-invalid"), Some("true"));
    assert_eq!(value(field, "aria-describedby"), Some("username-wrong username-hint"));
}

#[test]
fn what_people_typed_is_never_markup() {
    let html = house::pages::signup::SignUpSentPage {
        frame: Frame::new(Words::for_languages("en"), "<b>Pine</b>", "\"><script>", 0),
        email: "<script>alert(1)</script>".into(),
    };
    let html = html.render().unwrap();
    assert!(!html.contains("<script>") && !html.contains("<b>"));
}

#[test]
fn what_was_typed_stands_in_its_field_again() {
    let typed = |name: &str, id: &str| {
        let html = page(name);
        let field = tags(&html, "input").into_iter().find(|tag| value(tag, "id") == Some(id)).unwrap();
        value(field, "value").unwrap().to_owned()
    };
    assert_eq!(typed("signin-wrong.en", "username"), "ana");
    assert_eq!(typed("rename.en", "name"), "Ana’s phone");
    assert_eq!(typed("enroll-app.en", "name"), "My phone");
    assert_eq!(typed("signup.en", "display_name"), "Ana Sousa");
    assert_eq!(typed("add-email.en", "email"), "ana@");
}

#[test]
fn a_password_is_never_sent_back() {
    for (name, html) in every_page() {
        for tag in tags(&html, "input").into_iter().filter(|tag| value(tag, "type") == Some("password")) {
            assert_eq!(value(tag, "value"), None, "{name}");
        }
    }
}

#[test]
fn the_seed_is_in_no_web_address() {
    let html = page("enroll-app.en");
    for attribute in ["src", "action"] {
        for address in html.split(&format!(" {attribute}=\"")).skip(1) {
            assert!(!address.split('"').next().unwrap().contains("JBSW"));
        }
    }
    assert!(html.contains("<svg class=\"qr\""));
}

#[test]
fn a_code_text_says_the_code_first_and_binds_it_to_the_host_last() {
    for language in ["en", "es"] {
        let text = house::pages::mail::code_text(
            Words::for_languages(language),
            "Pine Library",
            "pine.example",
            "482913",
        );
        assert!(text.starts_with("482913 "));
        assert!(text.ends_with("\n\n@pine.example #482913"));
        assert!(text.len() <= 160 && text.is_ascii(), "{text}");
    }
}

#[test]
fn a_letter_says_what_happened_when_where_and_what_to_do() {
    let letters = samples::letters(Words::for_languages("en"));
    let (_, letter) = letters.iter().find(|(name, _)| *name == "mail-method-added").unwrap();
    insta::assert_snapshot!("letter", format!("{}\n\n{}", letter.subject, letter.text));
    insta::assert_snapshot!("letter_html", letter.html);
}

#[test]
fn pages_read_as_we_last_saw_them() {
    for name in
        ["signin-wrong.en", "verify-text.en", "methods.es", "remove-last-way.en", "outcome-locked.ar-XB"]
    {
        let html = page(name);
        let main = html.split("<main").nth(1).unwrap();
        insta::assert_snapshot!(name, main);
    }
}

#[test]
fn times_read_as_people_say_them() {
    let en = Words::for_languages("en");
    let near = |ago: i64| When::near(en, 1_780_000_000 - ago, 1_780_000_000).text;
    assert_eq!(near(20), "just now");
    assert_eq!(near(60), "a minute ago");
    assert_eq!(near(7300), "2 hours ago");
    assert_eq!(near(-300), "in 5 minutes");
    assert_eq!(near(40 * 86_400), "18 April 2026");
    assert_eq!(moment(Words::for_languages("es"), 1_780_000_000), "28 de mayo de 2026, 20:26 UTC");
    assert_eq!(span(en, 30), "30 seconds");
    assert_eq!(span(en, 259_200), "3 days");
    assert_eq!(
        When::exact(en, 0).to_string(),
        "<time datetime=\"1970-01-01T00:00:00Z\" data-exact>1 January 1970, 00:00 UTC</time>"
    );
}

#[test]
fn every_trouble_has_words_in_every_language() {
    let troubles = [
        Trouble::Empty,
        Trouble::CodeUsed,
        Trouble::CodeExpired,
        Trouble::CodeLength { digits: 6 },
        Trouble::ClockOff { minutes: -1 },
        Trouble::WrongAnswer { left: Some(1) },
        Trouble::WrongRecoveryCode { left: None },
        Trouble::ResendTooEarly { seconds: 10 },
        Trouble::NotSent,
        Trouble::PhoneNotServed,
        Trouble::EmailListed,
        Trouble::NameInvalid,
        Trouble::NameLong { most: 64 },
        Trouble::PasswordLong { most: 256 },
        Trouble::PasswordPersonal,
        Trouble::PasswordSame,
        Trouble::AnswerShort,
        Trouble::AnswerObvious,
        Trouble::NothingChosen,
        Trouble::StaleForm,
        Trouble::ChangedMeanwhile,
    ];
    for language in ["en", "es"] {
        let said: BTreeSet<_> =
            troubles.iter().map(|trouble| trouble.say(Words::for_languages(language))).collect();
        assert_eq!(said.len(), troubles.len());
        assert!(said.iter().all(|text| !text.contains('⟦')));
    }
}

#[test]
fn codes_and_links_stand_out_in_the_outbox() {
    let found = pieces("482913 is your code. See https://pine.example/a?b=1.\n");
    assert_eq!(
        found,
        [
            Piece::Code("482913".into()),
            Piece::Words(" is your code. See ".into()),
            Piece::Link("https://pine.example/a?b=1".into()),
            Piece::Words(".\n".into()),
        ]
    );
}
