//! A real SMTP server (Debian's aiosmtpd) that accepts every letter into a maildir and sends nothing on.

use std::path::Path;

use anyhow::Result;

use super::{PATIENCE, Started};
use crate::process::{self, Group, Stop};
use crate::setup::PYTHON;

/// Starts the server with its maildir in `folder`.
pub(super) async fn start(folder: &Path) -> Result<Started> {
    let maildir = folder.join("maildir");
    let [port] = process::free_ports()?;
    let address = format!("127.0.0.1:{port}");
    let mut server = process::command(PYTHON, Stop::AtOnce, None);
    server.args(["-m", "aiosmtpd", "--nosetuid", "--listen", &address]);
    server.args(["--class", "aiosmtpd.handlers.Mailbox"]).arg(&maildir).current_dir(folder);
    let log = folder.join("smtp.log");
    let mut group = Group::start_logged("aiosmtpd", server, Stop::AtOnce, &log)?;
    group.until_ready(PATIENCE, &log, async || process::answers(port).await).await?;
    let exports = vec![
        ("VESTIBULE_TEST_SMTP", address),
        ("VESTIBULE_TEST_SMTP_DIR", maildir.to_string_lossy().into_owned()),
    ];
    Ok(Started { groups: vec![group], exports })
}
