//! The style sheet, scripts and icons, embedded, each under a name that holds a hash of its content, so that
//! a handler can serve them as immutable; and the companion app's files from `app/`. Deliberately not here: HTTP.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Its name in the source tree, such as `js/copy.js` or `app/main.js`.
    pub name: &'static str,
    /// Its path on the site, such as `/assets/copy.0f3a9c1d2b4e.js`.
    pub path: String,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
}

macro_rules! files {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!($folder, $name)).as_slice())),+]
    };
}

/// A name in the source tree and a content.
type File = (&'static str, &'static [u8]);

/// The companion app. Its scripts import each other by their plain names, so they share one folder, whose name holds the
/// hash of them all.
const APP: [File; 20] = files![
    "../../../":
    "app/app.css",
    "app/icon.svg",
    "app/icon-180.png",
    "app/icon-512.png",
    "app/api.js",
    "app/facts.js",
    "app/follow.js",
    "app/home.js",
    "app/key.js",
    "app/leaving.js",
    "app/main.js",
    "app/pairing.js",
    "app/presses.js",
    "app/prompts.js",
    "app/push.js",
    "app/question.js",
    "app/scan.js",
    "app/screens.js",
    "app/shell.js",
    "app/vault.js",
];

/// The companion app's service worker: no asset, since browsers look for news of it under one address.
pub const APP_WORKER: &[u8] = include_bytes!("../../../app/worker.js");

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files: [File; 13] = files![
        "../assets/":
        "vestibule.css",
        "icon.svg",
        "js/code-field.js",
        "js/copy.js",
        "js/download.js",
        "js/local-time.js",
        "js/passkey.js",
        "js/print.js",
        "js/resend.js",
        "js/send-once.js",
        "js/show-password.js",
        "js/wait-for-link.js",
        "js/wait-for-phone.js",
    ];
    let hash =
        APP.iter().fold(Sha256::new(), |hash, (name, bytes)| hash.chain_update(name).chain_update(bytes));
    let folder = format!("/assets/app-{}", HEXLOWER.encode(&hash.finalize()[..6]));
    let single = files.into_iter().map(|(name, bytes)| Asset::new(name, bytes));
    single.chain(APP.into_iter().map(|(name, bytes)| Asset::of_app(&folder, name, bytes))).collect()
});

/// The scripts of the companion app, which its page has loaded at once.
pub fn app_scripts() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter().filter(|asset| asset.name.starts_with("app/") && asset.name.ends_with(".js"))
}

impl Asset {
    fn new(name: &'static str, bytes: &'static [u8]) -> Self {
        let file = name.rsplit('/').next().unwrap_or(name);
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let hash = HEXLOWER.encode(&Sha256::digest(bytes)[..6]);
        let path = format!("/assets/{stem}.{hash}.{extension}");
        Self { name, path, content_type: content_type(extension), bytes }
    }

    fn of_app(folder: &str, name: &'static str, bytes: &'static [u8]) -> Self {
        let file = name.rsplit('/').next().unwrap_or(name);
        let extension = file.rsplit('.').next().unwrap_or("");
        Self { name, path: format!("{folder}/{file}"), content_type: content_type(extension), bytes }
    }
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

/// The asset served at `path` (with its leading `/assets/`), if the hash is the current one.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Every embedded file.
#[must_use]
pub fn all() -> &'static [Asset] {
    &ASSETS
}

/// The path of the asset with this source name; a name that does not exist gives a path that is not found.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/", |asset| asset.path.as_str())
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
