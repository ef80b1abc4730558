//! Where a person goes once signed in: a page of this site, never another one, kept in a note while the sign-in lasts.

use secrets::digest::{from_base64url, to_base64url};
use url::Url;

use crate::ctx::Ctx;
use crate::edge::cookies::Note;

/// Longest path that is kept, in bytes: a note has at most 128 characters.
const LONGEST: usize = 96;

/// Where people go who came from nowhere.
pub(super) const SECURITY: &str = "/settings/security";

/// The path and query, if it is one of this site. What a browser makes of it is asked of a URL parser, since browsers read
/// `/\host`, `//host` and `/.//host` in their own ways.
pub(super) fn on_this_site(typed: &str, site: &Url) -> Option<String> {
    let plain = typed.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !plain || typed.len() > LONGEST || !typed.starts_with('/') {
        return None;
    }
    let resolved = site.join(typed).ok()?;
    let query = resolved.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{query}", resolved.path());
    (resolved.origin() == site.origin() && !path.starts_with("//")).then_some(path)
}

/// Keeps it until the sign-in has passed; none: forgets one from before.
pub(super) fn keep(ctx: &mut Ctx, path: Option<&str>) {
    match path {
        Some(path) => ctx.leave(Note::ReturnTo, Some(&to_base64url(path.as_bytes()))),
        None if ctx.cookies.return_to.is_some() => ctx.leave(Note::ReturnTo, None),
        None => {}
    }
}

/// What is kept, and stays so.
pub(super) fn kept(ctx: &Ctx) -> Option<String> {
    let path = String::from_utf8(from_base64url(ctx.cookies.return_to.as_deref()?)?).ok()?;
    // Read as if it had been typed: cookies can be planted.
    on_this_site(&path, &ctx.app.url)
}

/// Where to go now, which is forgotten with it.
pub(super) fn take(ctx: &mut Ctx) -> String {
    let to = kept(ctx).unwrap_or_else(|| SECURITY.to_owned());
    if ctx.cookies.return_to.take().is_some() {
        ctx.leave(Note::ReturnTo, None);
    }
    to
}

#[cfg(test)]
#[path = "return_to_tests.rs"]
mod tests;
