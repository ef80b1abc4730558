//! Certificates that are read, refused and renewed, told by what a client sees.

use super::*;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::fs;
use tempfile::TempDir;
use tokio::io::duplex;
use tokio_rustls::TlsConnector;

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A folder with the operator's files in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn files(&self) -> TlsFiles {
        TlsFiles { cert: self.0.path().join("cert.pem"), key: self.0.path().join("key.pem") }
    }

    fn put(&self, pair: &CertifiedKey<KeyPair>) {
        fs::write(self.files().cert, pair.cert.pem()).unwrap();
        fs::write(self.files().key, pair.signing_key.serialize_pem()).unwrap();
    }
}

fn issued() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["id.example.org".to_owned()]).unwrap()
}

/// Whether a client that trusts this certificate alone gets through.
async fn trusted(tls: &Tls, pair: &CertifiedKey<KeyPair>) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(pair.cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let (near, far) = duplex(16 * 1024);
    let name = ServerName::try_from("id.example.org").unwrap();
    let (client, _server) =
        tokio::join!(TlsConnector::from(Arc::new(client)).connect(name, near), tls.acceptor().accept(far));
    client.is_ok()
}

#[tokio::test]
async fn a_client_sees_the_operators_certificate() {
    let (folder, pair) = (Folder::new(), issued());
    folder.put(&pair);
    let tls = Tls::follow(folder.files(), provider()).unwrap();
    assert!(trusted(&tls, &pair).await);
    assert!(!trusted(&tls, &issued()).await);
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    let (folder, old, new) = (Folder::new(), issued(), issued());
    folder.put(&old);
    let mut tls = Tls::follow_every(Duration::from_millis(2), folder.files(), provider()).unwrap();
    // Half of a renewal: the new certificate beside the old key.
    fs::write(folder.files().cert, new.cert.pem()).unwrap();
    assert!(trusted(&tls, &old).await);
    folder.put(&new);
    tls.current.changed().await.unwrap();
    assert!(trusted(&tls, &new).await);
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named() {
    let (folder, pair) = (Folder::new(), issued());
    let refusal = |folder: &Folder| Tls::follow(folder.files(), provider()).unwrap_err();
    assert!(matches!(refusal(&folder), TlsError::File { path, .. } if path.ends_with("cert.pem")));
    folder.put(&pair);
    fs::write(folder.files().key, "no key").unwrap();
    assert!(
        matches!(refusal(&folder), TlsError::Pem { path, wanted: "private key" } if path.ends_with("key.pem"))
    );
    fs::write(folder.files().key, issued().signing_key.serialize_pem()).unwrap();
    assert!(matches!(refusal(&folder), TlsError::Pair { .. }));
    fs::write(folder.files().cert, "").unwrap();
    assert!(matches!(refusal(&folder), TlsError::Pem { wanted: "certificate", .. }));
}
