//! What a site is put together from: its configuration, its ports, its database. Deliberately not here: its processes.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use tokio_postgres::NoTls;

/// The configuration of a node: what every site has, but for what is given.
pub(super) fn configuration(port: u16, database: &str, settings: &[&str]) -> String {
    let url = format!("site.url = \"http://localhost:{port}\"");
    let usual = [
        "site.name = \"Trial\"",
        &url,
        "keys.file = \"keys\"",
        "mail.from = \"Trial <no-reply@example.org>\"",
        "mail.courier = { kind = \"folder\", path = \"mails\" }",
        "text_messages.couriers = [{ kind = \"folder\", path = \"texts\" }]",
        "text_messages.countries = [\"DE\"]",
    ];
    let key = |line: &str| line.split(" = ").next().map(str::to_owned);
    let given: Vec<_> = settings.iter().map(|line| key(line)).collect();
    let mut lines: Vec<&str> = usual.into_iter().filter(|line| !given.contains(&key(line))).collect();
    lines.push(database);
    lines.extend(settings);
    lines.join("\n") + "\n"
}

/// Ports of loopback that nobody listens on now.
pub(super) fn free_ports(count: usize) -> Result<Vec<u16>> {
    let listeners = (0..count).map(|_| std::net::TcpListener::bind(("127.0.0.1", 0)));
    let held = listeners.collect::<Result<Vec<_>, _>>().context("no free loopback port")?;
    held.iter().map(|listener| Ok(listener.local_addr()?.port())).collect()
}

/// A new, empty database on the server that this superuser's URL names; its URL.
pub(super) async fn new_database(server: &str) -> Result<String> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("trial_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let (client, connection) =
        tokio_postgres::connect(server, NoTls).await.context("PostgreSQL does not answer")?;
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await?;
    let mut url = url::Url::parse(server).context("the server is named by a URL")?;
    url.set_path(&name);
    url.set_query(Some("sslmode=disable"));
    Ok(url.to_string())
}
