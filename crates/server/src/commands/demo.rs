//! `vestibule demo`: the product with seeded people and an outbox that everybody may read; on this machine only.
//! Deliberately not here: who the people are (`people`).

mod people;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use delivery::Memory;
use delivery::mail::Mail;
use delivery::text::TextMessage;
use flows::DemoPower;
use ipnet::IpNet;
use risk::Verdict;
use rules::action::{ActionName, ActionRule, Actions};
use rules::time::MINUTE;
use url::Url;
use web::demo::{Demo as DemoRoom, Sent};

use super::home::Home;
use crate::config::{Config, Environment};
use crate::wiring::{self, Couriers, Rooms, clock};
use crate::{log, tell};

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The address and port to listen on; this machine's own only.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8400")]
    listen: SocketAddr,
    /// Keep the demo in this folder. Without it, it lives in a temporary folder that is removed at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where addresses are, as an MMDB file of countries. The demo then believes an `X-Forwarded-For` header of this
    /// machine, so that a visitor can come from anywhere.
    #[arg(long, value_name = "FILE")]
    countries: Option<PathBuf>,
}

impl Demo {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if !self.listen.ip().is_loopback() {
            bail!(
                "the demo shows everybody's codes and passwords and listens on this machine only: \
                 choose an address such as 127.0.0.1:8400, not {}",
                self.listen
            );
        }
        let temporary = match &self.data {
            Some(_) => None,
            None => {
                Some(tempfile::tempdir().context("no temporary folder can be made; name one with --data")?)
            }
        };
        let folder = match (&self.data, &temporary) {
            (Some(folder), _) => folder.clone(),
            (None, Some(temporary)) => temporary.path().to_owned(),
            (None, None) => bail!("the demo has no folder"),
        };
        let mut config = Home::in_folder(folder).config(&Environment::default())?;
        "warn".clone_into(&mut config.log.level);
        log::begin(&config.log);
        config.listen.address = self.listen;
        config.signup_open = true;
        config.site.support_contact = Some("help@example.org".to_owned());
        config.rules.risk.actions = actions();
        if let Some(file) = self.countries {
            from_anywhere(&mut config, file);
        }
        let served = wiring::runtime()?.block_on(demo(&config));
        // The house is closed by now, so that nothing writes into the folder any more.
        drop(temporary);
        served
    }
}

/// An action that the demo's people can be asked for; docs/api.md tells of it.
fn actions() -> Actions {
    let rule = ActionRule { least: Verdict::ChallengeStrong, fresh_for: 5 * MINUTE };
    ActionName::parse("withdrawal").map(|name| (name, rule)).into_iter().collect()
}

/// A visitor's country comes from this file, for the address that a program on this machine claims.
fn from_anywhere(config: &mut Config, countries: PathBuf) {
    config.files.places.countries = vec![countries];
    config.rules.places_known = true;
    let here = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
    config.listen.proxies.trusted = here.map(IpNet::from).to_vec();
}

async fn demo(config: &Config) -> anyhow::Result<()> {
    wiring::crypto();
    let listener = wiring::bind(config.listen.address).await?;
    let port = listener.local_addr()?.port();
    let url = Url::parse(&format!("http://localhost:{port}"))?;
    let (couriers, mails, texts) = Couriers::in_memory()?;
    let house = Arc::new(wiring::house(config, couriers, &url).await?);
    let seeded = people::seed(&house).await?;
    for line in people::table(&seeded, house.site()) {
        tell::line(line)?;
    }
    let room = DemoRoom::new(people::shown(), DemoPower::of_the_demo());
    let outbox = room.clone();
    let afterwards = move || show_sent(&outbox, &mails, &texts);
    let rooms = Rooms { listener, url, demo: Some(room), afterwards };
    wiring::serve(house, config, rooms, async || {
        tell::line(format_args!(
            "listening on http://localhost:{port} (people and their phones: http://localhost:{port}/demo, \
             outbox: http://localhost:{port}/demo/outbox)"
        ))
    })
    .await
}

/// Puts what the couriers took onto the outbox page.
fn show_sent(room: &DemoRoom, mails: &Memory<Mail>, texts: &Memory<TextMessage>) {
    let at = clock().0;
    for Mail { to, subject, text, .. } in mails.take() {
        room.keep(Sent { at, text_message: false, to, subject: Some(subject), body: text });
    }
    for TextMessage { to, body, .. } in texts.take() {
        room.keep(Sent { at, text_message: true, to, subject: None, body });
    }
}
