//! What forms may send.

use super::*;
use axum::body::Body;
use axum::http::header;
use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    username: String,
    password: String,
    #[serde(default)]
    shared: Option<String>,
    #[serde(default)]
    count: Option<u8>,
}

async fn sent(body: &'static str) -> Result<Form<Password>, Problem> {
    let media_type = "application/x-www-form-urlencoded";
    let request = Request::post("/").header(header::CONTENT_TYPE, media_type).body(Body::from(body)).unwrap();
    Form::from_request(request, &()).await
}

#[tokio::test]
async fn a_good_form_is_read_and_its_token_kept_apart() {
    let form = sent("csrf=abc&username=ana&password=a+b%2Bc%26d%3D%C3%A9&shared=on&count=3").await.unwrap();
    assert_eq!(form.csrf, "abc");
    let (username, password) = ("ana".to_owned(), "a b+c&d=é".to_owned());
    assert_eq!(form.fields, Password { username, password, shared: Some("on".to_owned()), count: Some(3) });
    let form = sent("username=ana&password=x").await.unwrap();
    assert_eq!((form.csrf.as_str(), form.fields.shared), ("", None));
}

#[tokio::test]
async fn a_field_that_is_wrong_is_named() {
    for (body, pointer, detail) in [
        ("username=a&username=b&password=x", "/username", "stands there twice"),
        ("csrf=a&csrf=b&username=b&password=x", "/csrf", "stands there twice"),
        ("username=a", "", "missing field `password`"),
        ("username=a&password=b%00", "", "contains U+0000"),
    ] {
        let problem = sent(body).await.unwrap_err();
        let error = &problem.errors[0];
        assert_eq!((error.pointer.as_str(), error.detail.as_str()), (pointer, detail), "{body}");
    }
    let problem = sent("username=a&password=b&admin=1").await.unwrap_err();
    assert!(problem.errors[0].detail.starts_with("unknown field `admin`"), "{problem:?}");
}

#[tokio::test]
async fn a_password_that_is_not_utf_8_is_refused_and_not_changed() {
    let problem = sent("username=a&password=%FF").await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::MalformedBody);
}

#[tokio::test]
async fn other_media_types_are_refused() {
    let request =
        Request::post("/").header(header::CONTENT_TYPE, "text/plain").body(Body::from("a=b")).unwrap();
    let problem = Form::<Password>::from_request(request, &()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::WrongMediaType);
}
