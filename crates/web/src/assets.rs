//! The style sheet, scripts and icon, embedded, each under a name that holds a hash of its content, so that
//! a handler can serve them as immutable. Deliberately not here: HTTP.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Its name in the source tree, such as `js/copy.js`.
    pub name: &'static str,
    /// Its path on the site, such as `/assets/copy.0f3a9c1d2b4e.js`.
    pub path: String,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
}

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!("../assets/", $name)).as_slice())),+]
    };
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files: [(&'static str, &'static [u8]); 12] = files![
        "vestibule.css",
        "icon.svg",
        "js/code-field.js",
        "js/copy.js",
        "js/download.js",
        "js/local-time.js",
        "js/passkey.js",
        "js/print.js",
        "js/resend.js",
        "js/show-password.js",
        "js/wait-for-link.js",
        "js/wait-for-phone.js",
    ];
    files.into_iter().map(|(name, bytes)| Asset::new(name, bytes)).collect()
});

impl Asset {
    fn new(name: &'static str, bytes: &'static [u8]) -> Self {
        let file = name.rsplit('/').next().unwrap_or(name);
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let hash = HEXLOWER.encode(&Sha256::digest(bytes)[..6]);
        let content_type = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        Self { name, path: format!("/assets/{stem}.{hash}.{extension}"), content_type, bytes }
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
