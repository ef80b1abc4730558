//! Which requests may change something, told as what browsers and programs send.

use super::*;
use axum::http::HeaderName;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

fn status(method: &str, lines: &[(&str, &str)]) -> u16 {
    let line = |(name, value): &(&str, &str)| {
        (HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap())
    };
    let headers: HeaderMap = lines.iter().map(line).collect();
    let checked = check_origin(&method.parse().unwrap(), &headers, "https://id.example.org");
    checked.map_or_else(|problem| problem.kind.status().as_u16(), |()| 200)
}

const COOKIE: (&str, &str) = ("cookie", "__Host-session=abc");
const HOME: (&str, &str) = ("origin", "https://id.example.org");
const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn our_own_pages_may_post() {
    assert_eq!(status("POST", &[COOKIE, HOME, ("sec-fetch-site", "same-origin")]), 200);
    assert_eq!(status("POST", &[COOKIE, ("sec-fetch-site", "none")]), 200);
    assert_eq!(status("POST", &[COOKIE, HOME]), 200, "a browser without Sec-Fetch-Site");
}

#[test]
fn other_sites_may_only_read() {
    let elsewhere = [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site"), HOME],
        vec![("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
        vec![("sec-fetch-site", "nonsense")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "http://id.example.org")],
        vec![("origin", "https://id.example.org:8443")],
        vec![("origin", "null")],
        vec![],
    ];
    for lines in elsewhere {
        let with_cookie: Vec<_> = lines.iter().copied().chain([COOKIE]).collect();
        assert_eq!(status("POST", &with_cookie), 403, "{lines:?}");
        assert_eq!(status("GET", &with_cookie), 200, "{lines:?}");
    }
    assert_eq!(status("POST", &[("origin", "https://evil.example"), JSON]), 403, "also without cookies");
}

#[test]
fn our_own_pages_under_another_address_are_refused_by_that_name() {
    let site = "https://id.example.org";
    let kind = |lines: &[(&'static str, &'static str)]| {
        let headers = lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        check_origin(&Method::POST, &headers.collect(), site).unwrap_err().kind
    };
    let elsewhere = ("origin", "http://10.0.0.7:8400");
    assert_eq!(kind(&[elsewhere, ("sec-fetch-site", "same-origin")]), ProblemKind::OtherAddress);
    assert_eq!(kind(&[elsewhere, ("host", "10.0.0.7:8400")]), ProblemKind::OtherAddress, "plain HTTP");
    assert_eq!(kind(&[elsewhere, ("host", "id.example.org")]), ProblemKind::CrossSite);
    assert_eq!(
        kind(&[elsewhere, ("host", "10.0.0.7:8400"), ("sec-fetch-site", "cross-site")]),
        ProblemKind::CrossSite
    );
    assert_eq!(kind(&[("origin", "null"), ("host", "null")]), ProblemKind::CrossSite);
}

#[test]
fn a_program_without_cookies_sends_json() {
    let secret = ("authorization", "SignIn abc");
    assert_eq!(status("POST", &[secret, JSON]), 200);
    assert_eq!(status("POST", &[JSON]), 200);
    assert_eq!(status("POST", &[secret]), 200, "nothing to send");
    let form = ("content-type", "application/x-www-form-urlencoded");
    assert_eq!(status("POST", &[secret, form]), 415);
    assert_eq!(status("POST", &[form]), 415);
    assert_eq!(status("POST", &[("content-length", "3")]), 415);
    assert_eq!(status("POST", &[secret, JSON, COOKIE]), 403, "with cookies it is a browser");
}

#[test]
fn a_form_is_good_for_the_browser_it_was_made_for() {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let keys = Keys::generate(&mut rng);
    let before = Cookies { before_session: Some("pre".to_owned()), ..Cookies::default() };
    let after = Cookies { session: Some("session".to_owned()), ..before.clone() };
    let token = form_token(&keys, before.form_binding().unwrap(), &mut rng);
    assert_eq!(check_form(&keys, &before, &token), Ok(()));
    let stale = Err(Problem::new(ProblemKind::StaleForm));
    assert_eq!(check_form(&keys, &after, &token), stale, "signed in since");
    assert_eq!(check_form(&keys, &Cookies::default(), &token), stale);
    assert_eq!(check_form(&keys, &before, ""), stale);
}
