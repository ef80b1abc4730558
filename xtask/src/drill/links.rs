//! Presses the button of a mailed link as a browser does: it loads the page, and sends its form back with the page's
//! cookie. What the link is good for is not known here.

use anyhow::{Context, Result};
use bytes::Bytes;
use hyper::Method;

use super::tale::Stage;
use crate::trial::{Power, Reply};

/// The path of the link in notices.
pub(super) const NOT_ME: &str = "/links/not-me";

/// What came of pressing.
#[derive(Debug)]
pub(super) enum Press {
    /// The page said already that the link does nothing (or that nothing answers): its answer.
    Looked(Reply),
    /// The button was pressed: its answer.
    Pressed(Reply),
    /// The button was pressed and no answer came.
    Cut,
}

/// Opens the link and presses the button.
///
/// # Errors
/// The page did not load, so nothing was done.
pub(super) async fn press(stage: &Stage, path: &str, token: &str) -> Result<Press> {
    let mut browser = stage.browser();
    let page = browser.call(Method::GET, &format!("{path}?token={token}"), Power::None, None).await?;
    if page.status != 200 {
        return Ok(Press::Looked(page));
    }
    let cookies: Vec<&str> = page
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|line| line.to_str().ok()?.split(';').next())
        .collect();
    let marked = page.text.split("name=\"csrf\" value=\"").nth(1).context("the page has no form")?;
    let csrf = marked.split('"').next().unwrap_or_default();
    browser.headers.push(("cookie", cookies.join("; ")));
    browser.headers.push(("origin", stage.origin.clone()));
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", csrf)
        .append_pair("token", token)
        .finish();
    let media_type = "application/x-www-form-urlencoded";
    let sent = browser.call_raw(Method::POST, path, Power::None, media_type, Some(Bytes::from(form))).await;
    Ok(sent.map_or(Press::Cut, Press::Pressed))
}
