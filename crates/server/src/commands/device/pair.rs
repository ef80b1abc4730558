//! `vestibule device pair`: shows a pairing code with a new key, and waits until its owner has confirmed it in the browser.
//! Deliberately not here: the code, which a browser makes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use delivery::Secret;
use delivery::device::{Failure, PairingLink, site_url};
use secrets::device::DeviceSigner;
use serde_json::json;

use super::follow::Follow;
use super::kept::{self, Kept};
use super::{SIGNED_OUT, client};
use crate::{tell, wiring};

#[derive(Debug, Args)]
pub(super) struct Pair {
    /// The link that the browser shows (https://…/app/#pair=CODE), or with --url the code alone.
    #[arg(value_name = "LINK_OR_CODE")]
    link: String,
    /// The site's address, where only a code is given.
    #[arg(long)]
    url: Option<String>,
    /// What the phone is called.
    #[arg(long, default_value = "Command line")]
    name: String,
    /// Put the new phone in the place of one that is kept in the same file. That one stays signed in until its owner removes
    /// it in the browser.
    #[arg(long)]
    force: bool,
    /// Do not wait until it is confirmed in the browser.
    #[arg(long)]
    no_wait: bool,
}

impl Pair {
    pub(super) async fn run(self, file: PathBuf, json: bool) -> anyhow::Result<ExitCode> {
        let PairingLink { site, code } = match &self.url {
            Some(url) => PairingLink { site: site_url(url)?, code: Secret::new(self.link.trim()) },
            None => PairingLink::parse(&self.link)?,
        };
        if !self.force {
            refuse_living(&file).await?;
        }
        kept::make_folder_of(&file)?;
        let key = DeviceSigner::new(&mut wiring::dice()?);
        let client = client(site.clone())?;
        let new = client.pair(code.reveal(), &key, &self.name).await.with_context(|| site.to_string())?;
        let (phone, whose, where_to) =
            (new.name.clone(), new.account.user_name.clone(), new.site.name.clone());
        let kept = Kept::write(file, site, new, key)?;
        let state = if self.no_wait {
            "waiting".to_owned()
        } else {
            if !json {
                tell::line(format_args!(
                    "{phone} has shown its code to {where_to} for {whose}. Confirm it in the browser."
                ))?;
            }
            match confirmed(&client, &kept).await {
                Err(Failure::SignedOut) => {
                    kept.delete()?;
                    tell::error(&anyhow::anyhow!(
                        "{phone} was not confirmed in time, or refused; pair it again"
                    ));
                    return Ok(ExitCode::from(SIGNED_OUT));
                }
                state => state.with_context(|| kept.site.to_string())?,
            }
        };
        if json {
            tell::json(
                &json!({ "device": kept.device.id, "name": phone, "user_name": whose, "state": state, "file": kept.file }),
            )?;
        } else if state == "waiting" {
            tell::line(format_args!(
                "{phone} waits to be confirmed in the browser; kept in {}",
                kept.file.display()
            ))?;
        } else {
            tell::line(format_args!("{phone} is signed in as {whose}; kept in {}", kept.file.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A key that may still answer is not thrown away in passing.
async fn refuse_living(file: &Path) -> anyhow::Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let kept = Kept::read(file.to_owned())
        .context("a new phone would overwrite it; pair with --force, or name another file with --home")?;
    match client(kept.site.clone())?.prompts(&kept.device.token).await {
        Err(Failure::SignedOut) => Ok(()),
        _ => bail!(
            "{} keeps a phone of {} at {}; sign it out with `vestibule device sign-out`, pair with --force, or name another file with --home",
            file.display(),
            kept.user_name,
            kept.site
        ),
    }
}

/// The phone's state once it does not wait any more.
async fn confirmed(client: &delivery::device::DeviceClient, kept: &Kept) -> Result<String, Failure> {
    let mut follow = Follow::new(client, &kept.device.token);
    loop {
        let told = follow.next().await?;
        if told.state != "waiting" {
            return Ok(told.state);
        }
    }
}
