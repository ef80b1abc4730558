//! TLS from the operator's certificate files, which are read again when they change (renewals need no restart).
//! Deliberately not here: getting certificates, and any choice of ciphers beside rustls's own.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Where the certificate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain as PEM, our own certificate first.
    pub cert: PathBuf,
    /// Its private key as PEM.
    pub key: PathBuf,
}

/// Why there is no TLS. Never quotes a key.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{path} holds no {wanted} in PEM form")]
    Pem {
        /// Which file.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// The certificate and the key do not fit together, or are of a kind that is not supported.
    #[error("the certificate {path} cannot be used with its key: {source}")]
    Pair {
        /// The certificate file.
        path: PathBuf,
        /// What rustls said.
        source: rustls::Error,
    },
}

/// The certificate in use. Clones share it.
#[derive(Clone, Debug)]
pub struct Tls {
    current: watch::Receiver<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads the files, and again every 30 seconds for as long as anybody serves with them. A pair that cannot be
    /// used, such as one half of a renewal, is logged and the last good one stays. Must be called inside tokio.
    ///
    /// # Errors
    /// [`TlsError`], at this first reading only.
    pub fn follow(files: TlsFiles, provider: Arc<CryptoProvider>) -> Result<Self, TlsError> {
        Self::follow_every(LOOK_EVERY, files, provider)
    }

    fn follow_every(
        pause: Duration,
        files: TlsFiles,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, TlsError> {
        let seen = Pair::read(&files)?;
        let (tell, current) = watch::channel(seen.config(&files, &provider)?);
        tokio::spawn(look_again(pause, files, provider, seen, tell));
        Ok(Self { current })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.borrow()))
    }
}

async fn look_again(
    pause: Duration,
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    mut seen: Pair,
    tell: watch::Sender<Arc<ServerConfig>>,
) {
    let mut look = interval(pause);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = look.tick() => {}
            () = tell.closed() => return,
        }
        let (files, provider, before) = (files.clone(), Arc::clone(&provider), seen.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let now = Pair::read(&files)?;
            let config = (now != before).then(|| now.config(&files, &provider)).transpose()?;
            Ok::<_, TlsError>(config.map(|config| (now, config)))
        });
        match looked.await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some((pair, config)))) => {
                tracing::info!("the certificate files changed; the new certificate is in use");
                seen = pair;
                tell.send_replace(config);
            }
            Ok(Err(error)) => tracing::warn!(%error, "the old certificate stays in use"),
            Err(_panicked) => return,
        }
    }
}

/// The certificate chain and its key, as read.
#[derive(Clone, PartialEq, Eq)]
struct Pair {
    chain: Vec<CertificateDer<'static>>,
    key: Arc<PrivateKeyDer<'static>>,
}

impl Pair {
    fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        let chain: Result<Vec<_>, _> =
            CertificateDer::pem_file_iter(&files.cert).and_then(|certificates| certificates.collect());
        let chain = chain.map_err(|error| unreadable(&files.cert, "certificate", error))?;
        if chain.is_empty() {
            return Err(TlsError::Pem { path: files.cert.clone(), wanted: "certificate" });
        }
        let key = PrivateKeyDer::from_pem_file(&files.key)
            .map_err(|error| unreadable(&files.key, "private key", error))?;
        Ok(Self { chain, key: Arc::new(key) })
    }

    fn config(
        &self,
        files: &TlsFiles,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<ServerConfig>, TlsError> {
        let unusable = |source| TlsError::Pair { path: files.cert.clone(), source };
        let mut config = ServerConfig::builder_with_provider(Arc::clone(provider))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .map_err(unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn unreadable(path: &Path, wanted: &'static str, error: pem::Error) -> TlsError {
    let path = path.to_owned();
    match error {
        pem::Error::Io(source) => TlsError::File { path, source },
        _ => TlsError::Pem { path, wanted },
    }
}

#[cfg(test)]
#[path = "tls_tests.rs"]
mod tests;
