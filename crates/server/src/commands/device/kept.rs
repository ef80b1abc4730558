//! What a phone keeps: the site, who it is, its token and its key, in one file that only its owner reads. Deliberately not here: using them.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use delivery::Secret;
use delivery::device::{Device, NewDevice, site_url};
use secrets::device::DeviceSigner;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use crate::config::Environment;

/// The file's words.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    site: String,
    device: String,
    account: String,
    user_name: String,
    token: Zeroizing<String>,
    key: Zeroizing<String>,
}

/// A phone that was paired, as it is kept.
#[derive(Debug)]
pub(super) struct Kept {
    /// The file.
    pub(super) file: PathBuf,
    /// The site.
    pub(super) site: Url,
    /// Whose account it is.
    pub(super) user_name: String,
    /// The phone itself.
    pub(super) device: Device,
}

/// The file that was named, or the one in the folder for configs.
pub(super) fn file(named: Option<PathBuf>, environment: &Environment) -> anyhow::Result<PathBuf> {
    if let Some(file) = named {
        return Ok(file);
    }
    let set =
        |name| environment.get(name).filter(|folder| Path::new(folder).is_absolute()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")));
    let folder =
        folder.context("there is no folder for configs (HOME is not set); name a file with --home")?;
    Ok(folder.join("vestibule").join("device.json"))
}

impl Kept {
    /// Reads a file.
    pub(super) fn read(file: PathBuf) -> anyhow::Result<Self> {
        let shown = file.display();
        let text = match fs::read_to_string(&file) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!(
                    "no phone is kept in {shown}; pair one with `vestibule device pair LINK`, or name its file with --home"
                )
            }
            Err(error) => return Err(error).with_context(|| format!("{shown} cannot be read")),
        };
        let mode = fs::metadata(&file).with_context(|| format!("{shown} cannot be read"))?.mode() & 0o777;
        if mode & 0o077 != 0 {
            bail!("{shown} holds a key and is readable by others (mode {mode:03o}); run `chmod 600 {shown}`");
        }
        let broken =
            || format!("{shown} is not what `vestibule device pair` wrote; delete it and pair again");
        let words: Words = serde_json::from_str(&text).with_context(broken)?;
        let key = DeviceSigner::parse(&words.key).with_context(broken)?;
        let site = site_url(&words.site).with_context(broken)?;
        let device = Device {
            id: words.device,
            account: words.account,
            token: Secret::new(words.token.as_str()),
            key,
        };
        Ok(Self { site, user_name: words.user_name, device, file })
    }

    /// Keeps a phone that was just paired. The file is written whole before it takes its name, since the token is given once.
    pub(super) fn write(file: PathBuf, site: Url, new: NewDevice, key: DeviceSigner) -> anyhow::Result<Self> {
        let NewDevice { id, token, account, .. } = new;
        let words = Words {
            site: site.to_string(),
            device: id.clone(),
            account: account.id.clone(),
            user_name: account.user_name.clone(),
            token: Zeroizing::new(token.reveal().to_owned()),
            key: key.to_text(),
        };
        put(&file, &words).with_context(|| format!("{} cannot be written", file.display()))?;
        let device = Device { id, account: account.id, token, key };
        Ok(Self { file, site, user_name: account.user_name, device })
    }

    /// Deletes token and key.
    pub(super) fn delete(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{} cannot be deleted", self.file.display()))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a file could be written here. Asked before the code is spent.
pub(super) fn make_folder_of(file: &Path) -> anyhow::Result<()> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} cannot be made", folder.display()))
}

fn put(file: &Path, words: &Words) -> anyhow::Result<()> {
    let mut name = file.file_name().context("this names no file")?.to_owned();
    name.push(".new");
    let new = file.with_file_name(name);
    // A leftover of a pairing that was cut off would keep its own permissions.
    let _left_over = fs::remove_file(&new);
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    out.write_all(&Zeroizing::new(serde_json::to_vec_pretty(words)?))?;
    out.sync_all()?;
    fs::rename(&new, file)?;
    Ok(())
}
