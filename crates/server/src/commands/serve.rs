//! `vestibule serve`: the server. Deliberately not here: the demo, which has routes of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use flows::House;
use store::DatabaseConfig;
use url::{Host, Url};

use super::home::Home;
use crate::config::{Config, Environment};
use crate::wiring::{self, Couriers, Rooms};
use crate::{log, tell};

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    home: Home,
    /// The address and port to listen on, instead of listen.address.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<()> {
        let mut config = self.home.config(environment)?;
        log::begin(&config.log);
        if let Some(address) = self.listen {
            config.listen.address = address;
        }
        if let DatabaseConfig::Postgres(postgres) = &mut config.database {
            // One for each of the threads that serve, and that of whatever is nobody's request.
            postgres.event_loops = wiring::cores().get() + 1;
        }
        wiring::runtime()?.block_on(serve(&config))
    }
}

async fn serve(config: &Config) -> anyhow::Result<()> {
    wiring::crypto();
    if config.mail.is_none() {
        tracing::warn!(
            "no e-mail is sent: no notices, no new passwords by mail; set [mail]. For a first strong method hand over a link \
             (vestibule account link NAME)"
        );
    }
    let listener = wiring::bind(config.listen.address).await?;
    let bound = listener.local_addr()?;
    let url = public_url(config, bound);
    let house = Arc::new(wiring::house(config, Couriers::Configured, &url).await?);
    let scheme = if config.listen.tls.is_some() { "https" } else { "http" };
    let rooms = Rooms { listener, url: url.clone(), demo: None, afterwards: || () };
    let told = Arc::clone(&house);
    wiring::serve(house, config, rooms, async move || {
        first_administrator(&told).await?;
        tell::line(format_args!("listening on {scheme}://{bound} for {url}"))
    })
    .await
}

/// Tells the operator how somebody becomes the first administrator. Only once all that could stop the start is over: the link
/// is shown once.
async fn first_administrator(house: &House) -> anyhow::Result<()> {
    if let Some(link) = house.first_administrator().await? {
        tell::line("There is no account yet. Make the first administrator with this link (24 hours, once):")?;
        tell::line(format_args!("  {link}"))?;
    } else if let Some(name) = house.first_administrator_waits().await? {
        tell::line(format_args!(
            "The first administrator has no password yet. If its link is lost or too old, make another: \
             vestibule account link {name} (with SQLite, while this server is stopped)"
        ))?;
    }
    Ok(())
}

/// The site's address. While nobody set another, it follows the port that is listened on.
fn public_url(config: &Config, bound: SocketAddr) -> Url {
    let mut url = config.site.url.clone();
    if url.scheme() == "http" && url.host() == Some(Host::Domain("localhost")) && url.port() == Some(8400) {
        // `http` URLs with a host always take a port.
        let _set = url.set_port(Some(bound.port()));
    }
    url
}
