//! What a browser keeps for us, and what we believe of what it sends back.

use super::*;

const NAMES: CookieNames = CookieNames::secure();

fn sent(lines: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(header::COOKIE, HeaderValue::from_str(line).unwrap());
    }
    headers
}

fn entry(id: &str) -> SignInCookie {
    SignInCookie { id: id.to_owned(), secret: format!("secret-{id}") }
}

/// What the browser sends back after it was given this.
fn returned(set: Option<HeaderValue>) -> String {
    set.unwrap().to_str().unwrap().split(';').next().unwrap().to_owned()
}

#[test]
fn what_is_set_comes_back() {
    let tokens = vec!["b1".to_owned(), "b2".to_owned()];
    let line = [
        returned(NAMES.set_session("s-1_A", None)),
        returned(NAMES.set_sign_ins(&[entry("new"), entry("old")])),
        returned(NAMES.set_browsers(&tokens)),
        returned(NAMES.set_before_session("pre")),
        returned(NAMES.set_opened("1790000000_mark")),
        "theme=dark".to_owned(),
    ]
    .join("; ");
    let cookies = NAMES.read(&sent(&[&line]));
    assert_eq!(cookies.session.as_deref(), Some("s-1_A"));
    assert_eq!(cookies.sign_ins, [entry("new"), entry("old")]);
    assert_eq!(cookies.browsers, tokens);
    assert_eq!(cookies.before_session.as_deref(), Some("pre"));
    assert_eq!(cookies.opened.as_deref(), Some("1790000000_mark"));
    assert_eq!(cookies.sign_in_secret("old"), Some("secret-old"));
    assert_eq!(cookies.sign_in_secret("other"), None);
    assert_eq!(cookies.form_binding(), Some("s-1_A"));
}

#[test]
fn cookies_are_out_of_reach_of_scripts_other_hosts_and_insecure_pages() {
    assert_eq!(
        NAMES.set_session("abc", Some(60)).unwrap(),
        "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"
    );
    assert_eq!(
        NAMES.set_session("abc", None).unwrap(),
        "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure",
        "on a shared computer it ends with the browser"
    );
    assert_eq!(
        NAMES.clear_session().unwrap(),
        "__Host-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    );
    assert_eq!(
        CookieNames::insecure().set_before_session("abc").unwrap(),
        "pre=abc; Path=/; HttpOnly; SameSite=Lax"
    );
}

#[test]
fn only_http_on_this_machine_goes_without_secure() {
    let names = |url: &str| CookieNames::for_site(&Url::parse(url).unwrap());
    assert_eq!(names("https://id.example.org"), CookieNames::secure());
    assert_eq!(names("http://localhost:8400"), CookieNames::insecure());
}

#[test]
fn what_is_malformed_twice_or_too_much_counts_as_absent() {
    let long = format!("__Host-session={}", "a".repeat(129));
    let flood = format!("__Host-session=abc; x={}", "a".repeat(20_000));
    for line in [
        "session=abc",
        "__Host-session=",
        "__Host-session=a b",
        "__Host-session=\"abc\"",
        "__Host-session=abc; __Host-session=def",
        "__host-session=abc",
        &long,
        &flood,
    ] {
        assert_eq!(NAMES.read(&sent(&[line])).session, None, "{line:.60}");
    }
    let twice = ["__Host-session=abc", "__Host-session=abc"];
    assert_eq!(NAMES.read(&sent(&twice)).session, None, "also over two lines");
    for line in ["a.b~", "a", "a.b.c", ".b", "a.b~c.d~e.f~g.h"] {
        let cookies = NAMES.read(&sent(&[&format!("__Host-signin={line}")]));
        assert_eq!(cookies.sign_ins, [], "{line}");
    }
    for line in ["a~b~c~d~e~f", "a~~b", "a,b"] {
        let cookies = NAMES.read(&sent(&[&format!("__Host-browsers={line}")]));
        assert_eq!(cookies.browsers, [""; 0], "{line}");
    }
}

#[test]
fn the_oldest_falls_out_when_there_are_too_many() {
    let cookies = Cookies { sign_ins: vec![entry("c"), entry("b"), entry("a")], ..Cookies::default() };
    assert_eq!(cookies.with_sign_in(entry("d")), [entry("d"), entry("c"), entry("b")]);
    assert_eq!(cookies.with_sign_in(entry("b")), [entry("b"), entry("c"), entry("a")]);
    assert_eq!(cookies.without_sign_in("b"), [entry("c"), entry("a")]);
    let browsers = ["5", "4", "3", "2", "1"].map(str::to_owned).to_vec();
    let cookies = Cookies { browsers, ..Cookies::default() };
    assert_eq!(cookies.with_browser("6".to_owned(), None), ["6", "5", "4", "3", "2"]);
    assert_eq!(cookies.with_browser("6".to_owned(), Some("3")), ["6", "5", "4", "2", "1"]);
}

#[test]
fn an_empty_list_clears_the_cookie_and_a_bad_token_is_never_set() {
    assert!(NAMES.set_browsers(&[]).unwrap().to_str().unwrap().contains("=; "));
    assert!(NAMES.set_sign_ins(&[]).unwrap().to_str().unwrap().ends_with("Max-Age=0"));
    assert_eq!(NAMES.set_session("a; Domain=example.org", None), None);
    assert_eq!(NAMES.set_browsers(&["a~b".to_owned()]), None);
    assert_eq!(NAMES.set_sign_ins(&[SignInCookie { id: "a.b".to_owned(), secret: "c".to_owned() }]), None);
}

#[test]
fn tokens_are_not_printed() {
    let cookies =
        Cookies { session: Some("very-secret".to_owned()), sign_ins: vec![entry("a")], ..Cookies::default() };
    let printed = format!("{cookies:?} {:?}", cookies.sign_ins);
    assert!(!printed.contains("secret"), "{printed}");
}
