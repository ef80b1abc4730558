//! What an answer came to, in the words of attacks: right, wrong, put off, refused. Each check names what was tried, so
//! that a failure says which door stood open.

use anyhow::{Result, ensure};
use futures_util::future::join_all;

use crate::trial::Reply;

/// No session came, the caller is to blame, and the house did not fall over.
pub(super) fn refused(reply: &Reply, tried: &str) -> Result<()> {
    not_signed_in(reply, tried)?;
    ensure!((400..500).contains(&reply.status), "{tried}: {} {}", reply.status, reply.text);
    Ok(())
}

/// No session came, by whatever status.
pub(super) fn not_signed_in(reply: &Reply, tried: &str) -> Result<()> {
    let cookies = reply.headers.get_all("set-cookie").iter();
    let cookie = cookies.filter_map(|line| line.to_str().ok()).any(|line| {
        let value = line.strip_prefix("session=").or_else(|| line.strip_prefix("__Host-session="));
        value.is_some_and(|value| !value.starts_with(';'))
    });
    ensure!(reply.session().is_none() && !cookie, "{tried}: signed in: {}", reply.text);
    ensure!(reply.status != 500, "{tried}: the house fell over: {}", reply.text);
    Ok(())
}

/// Judged, and judged wrong.
pub(super) fn wrong(reply: &Reply, tried: &str) -> Result<()> {
    refused(reply, tried)?;
    ensure!(reply.is_verdict_wrong(), "{tried}: not judged wrong: {} {}", reply.status, reply.text);
    Ok(())
}

/// Not judged at all: told to come back later.
pub(super) fn put_off(reply: &Reply, tried: &str) -> Result<()> {
    refused(reply, tried)?;
    let later = reply.headers.contains_key("retry-after");
    ensure!(reply.status == 429 && later, "{tried}: not put off: {} {}", reply.status, reply.text);
    Ok(())
}

/// The control of an attack: the same thing done rightly works.
pub(super) fn signed_in(reply: &Reply, tried: &str) -> Result<()> {
    ensure!(reply.session().is_some(), "{tried}: not signed in: {} {}", reply.status, reply.text);
    Ok(())
}

/// It is not there, for this caller.
pub(super) fn not_there(reply: &Reply, tried: &str) -> Result<()> {
    ensure!(reply.status == 404, "{tried}: {} {}", reply.status, reply.text);
    Ok(())
}

/// Replies that came at the same instant.
pub(super) async fn at_once<F: Future<Output = Result<Reply>>>(
    calls: impl IntoIterator<Item = F>,
) -> Result<Vec<Reply>> {
    join_all(calls).await.into_iter().collect()
}

/// How many of these were judged, right or wrong, and how many of them right.
pub(super) fn judged(replies: &[Reply]) -> (usize, usize) {
    let right = replies.iter().filter(|reply| reply.session().is_some()).count();
    (right + replies.iter().filter(|reply| reply.is_verdict_wrong()).count(), right)
}
