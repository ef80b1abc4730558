//! The one way to speak HTTP to others: bounded in time and size, no redirects, no proxies, TLS by the
//! crypto provider that is passed in. Not here: what is said (`text`), whom a stranger may name (`guard`).

use crate::guard::{self, PublicResolver};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Request, RequestBuilder, Response, redirect, retry};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// So much of an answer is read (RUSTSEC-2025-0015); the rest is never taken from the wire.
pub const LONGEST_ANSWER: usize = 4 * 1024;

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until the connection stands, TLS included. Shorter than `total`, so that "never sent" can be
    /// told from "sent, no answer".
    pub connect: Duration,
    /// Until the whole answer is read.
    pub total: Duration,
}

impl Default for Patience {
    /// 5 s to connect, 10 s in all.
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(10) }
    }
}

/// Who chose the URLs that a client calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The operator: any host, since a gateway normally is a neighbour.
    Operator,
    /// A stranger: `https` on public addresses only.
    Public,
}

/// The crypto and the roots that all calls trust.
#[derive(Debug, Clone)]
pub struct Trust {
    provider: Arc<CryptoProvider>,
    own_roots: Vec<CertificateDer<'static>>,
}

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The operator's own roots are no PEM certificates.
    #[error("the file of own certificate authorities holds no readable PEM certificate")]
    OwnRoots,
    /// The crypto provider lacks TLS 1.2 and 1.3.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// The HTTP client refused its settings.
    #[error("the HTTP client could not be made")]
    Client,
}

impl Trust {
    /// Mozilla's roots (compiled in), and the operator's own authorities if any (PEM).
    pub fn new(provider: Arc<CryptoProvider>, own_roots_pem: Option<&[u8]>) -> Result<Self, SetupError> {
        let own_roots = match own_roots_pem {
            None => Vec::new(),
            Some(pem) => CertificateDer::pem_slice_iter(pem)
                .collect::<Result<Vec<_>, _>>()
                .map_err(|_| SetupError::OwnRoots)?,
        };
        if own_roots_pem.is_some() && own_roots.is_empty() {
            return Err(SetupError::OwnRoots);
        }
        Ok(Self { provider, own_roots })
    }

    /// The operator's own authorities.
    pub(crate) fn own_roots(&self) -> &[CertificateDer<'static>] {
        &self.own_roots
    }

    fn client_config(&self) -> Result<ClientConfig, SetupError> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for root in &self.own_roots {
            roots.add(root.clone()).map_err(|_| SetupError::OwnRoots)?;
        }
        Ok(ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth())
    }
}

/// An HTTP client. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    reach: Reach,
}

/// An answer, cut at 4 KiB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// At most [`LONGEST_ANSWER`] bytes; empty or short if the body broke off.
    pub body: Vec<u8>,
    /// The header `Retry-After`, if it is text.
    pub retry_after: Option<String>,
}

/// A call without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Nothing was sent: a stranger's URL is not `https`, or leads to an address that is not public.
    #[error("the address is not on the public internet")]
    NotPublic,
    /// Nothing was sent: the name is unknown, the connection or TLS failed.
    #[error("the connection could not be made")]
    NotSent,
    /// It was sent, or may have been; no answer came.
    #[error("no answer came after the request went out")]
    NoAnswer,
}

impl Http {
    /// A client for URLs of the given origin.
    pub fn new(trust: &Trust, reach: Reach, patience: Patience) -> Result<Self, SetupError> {
        Self::resolving(trust, reach, patience, PublicResolver::default())
    }

    /// With the resolver that judges a stranger's names.
    pub(crate) fn resolving(
        trust: &Trust,
        reach: Reach,
        patience: Patience,
        resolver: PublicResolver,
    ) -> Result<Self, SetupError> {
        let builder = Client::builder()
            .tls_backend_preconfigured(trust.client_config()?)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .connect_timeout(patience.connect)
            .timeout(patience.total)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(4)
            .user_agent(concat!("vestibule/", env!("CARGO_PKG_VERSION")));
        let builder = match reach {
            Reach::Operator => builder,
            Reach::Public => builder.dns_resolver(resolver),
        };
        let client = builder.build().map_err(|_| SetupError::Client)?;
        Ok(Self { client, reach })
    }

    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    pub(crate) fn delete(&self, url: Url) -> RequestBuilder {
        self.client.delete(url)
    }

    /// Looks at a page once with a header of ours, as an examination from outside does.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn look(&self, page: Url, header: (&'static str, &'static str)) -> Result<Answer, CallError> {
        let request = self.client.get(page).header(header.0, header.1).build();
        self.call(request.map_err(|_| CallError::NotSent)?).await
    }

    /// Calls once. Any status is an answer; a redirect is an answer too and is not followed.
    pub async fn call(&self, request: Request) -> Result<Answer, CallError> {
        let response = self.open(request).await?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.map(str::to_owned);
        Ok(Answer { status, body: read_some(response, LONGEST_ANSWER).await, retry_after })
    }

    /// Calls once and leaves the answer's body to be read.
    pub(crate) async fn open(&self, request: Request) -> Result<Response, CallError> {
        if self.reach == Reach::Public && guard::public_url(request.url().as_str()).is_err() {
            return Err(CallError::NotPublic);
        }
        self.client.execute(request).await.map_err(|error| {
            if guard::led_home(&error) {
                CallError::NotPublic
            } else if error.is_connect() || error.is_builder() {
                CallError::NotSent
            } else {
                CallError::NoAnswer
            }
        })
    }
}

/// The verdict is the status; a body that breaks off only costs what it would have told.
pub(crate) async fn read_some(mut response: Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = most - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == most {
            break;
        }
    }
    body
}

/// Why a gateway's URL in the config is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GatewayUrlError {
    /// Not a URL with a host.
    #[error("the gateway's URL must be like https://gateway.example/path")]
    NotAUrl,
    /// Another scheme than http and https.
    #[error("a gateway is called by https, or by http inside the house")]
    Scheme,
    /// Plain http to the internet would show codes and the password to everyone on the way.
    #[error("plain http is accepted only for this machine and private networks; use https")]
    PlainHttp,
    /// A name, password or fragment stands in the URL.
    #[error("no user name, password or #fragment may stand in a gateway's URL; use the keys for them")]
    UserInfo,
}

/// Reads a gateway's URL from the config: `https`, or `http` to this machine, a private address, or a
/// name that by its form is of the house (`kannel`, `sms.internal`).
pub fn gateway_url(text: &str) -> Result<Url, GatewayUrlError> {
    let url = Url::parse(text).map_err(|_| GatewayUrlError::NotAUrl)?;
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err(GatewayUrlError::Scheme),
    };
    let of_the_house = match url.host() {
        Some(Host::Domain(name)) => guard::is_house_name(name),
        Some(Host::Ipv4(v4)) => !guard::is_public(v4.into()),
        Some(Host::Ipv6(v6)) => !guard::is_public(v6.into()),
        None => return Err(GatewayUrlError::NotAUrl),
    };
    if plain && !of_the_house {
        return Err(GatewayUrlError::PlainHttp);
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(GatewayUrlError::UserInfo);
    }
    Ok(url)
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
