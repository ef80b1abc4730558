//! A house at work: its listeners, its workers, and its end in good order. Deliberately not here: how it is opened.

use std::sync::Arc;

use anyhow::Context as _;
use flows::House;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;
use web::app::{AppParts, router};
use web::demo::Demo;
use web::edge::metrics::metrics_router;
use web::edge::places::Places;
use web::edge::serve::serve as serve_connections;
use web::edge::threads::Threads;
use web::edge::tls::Tls;

use super::{bind, cores, crypto, workers};
use crate::config::Config;

/// What is served beside the house itself.
pub(crate) struct Rooms<F> {
    /// Where connections come in.
    pub(crate) listener: TcpListener,
    /// The site's public address.
    pub(crate) url: Url,
    /// The demo's pages, if this is one.
    pub(crate) demo: Option<Demo>,
    /// What happens after each round of the outbox.
    pub(crate) afterwards: F,
}

/// Serves until SIGTERM or SIGINT, then ends in good order. `ready` runs once every file and listener is open, before connections
/// are taken.
pub(crate) async fn serve<F: Fn() + Send + 'static>(
    house: Arc<House>,
    config: &Config,
    rooms: Rooms<F>,
    ready: impl AsyncFnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Rooms { listener, url, demo, afterwards } = rooms;
    let limits = config.listen.limits;
    let tls = match &config.listen.tls {
        Some(files) => Some(Tls::follow(files.clone(), crypto()).context("TLS cannot be spoken")?),
        None => None,
    };
    let threads = Threads::start(cores()).context("the operating system gives no threads to serve on")?;
    let (tell, stop) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let mut stopped = ended()?;
    if let Some(address) = config.listen.metrics {
        let recorder = PrometheusBuilder::new().install_recorder().context("metrics cannot be kept")?;
        let (pool, node) = (Arc::clone(&house), bind(address).await?);
        let page = metrics_router(move || {
            gauge(&pool);
            recorder.run_upkeep();
            recorder.render()
        });
        let (stop, threads) = (stop.clone(), threads.clone());
        tasks.spawn(async move {
            let served = serve_connections(node, threads, page, limits, None, until(stop)).await;
            served.unwrap_or_else(|error| tracing::error!(%error, "metrics are not served any more"));
        });
    }
    house.take_over_outbox().await.context("the outbox cannot be taken over")?;
    tasks.spawn(workers::deliver(Arc::clone(&house), afterwards, stop.clone()));
    tasks.spawn(workers::sweep(Arc::clone(&house), stop.clone()));
    house.recall_learned().await.context("what the risk engine had learned cannot be read")?;
    tasks.spawn(workers::learn(Arc::clone(&house), stop.clone()));
    if matches!(config.database, store::DatabaseConfig::Postgres(_)) {
        tasks.spawn(workers::hear(Arc::clone(&house), stop.clone()));
        tasks.spawn(workers::share(Arc::clone(&house), stop.clone()));
    }
    let places = Places::follow(&config.files.places).context("places cannot be told")?;
    let parts = AppParts { house, url, proxies: config.listen.proxies.clone(), places, limits, demo };
    let pages = router(parts);
    ready().await?;
    let served = serve_connections(listener, threads, pages, limits, tls, async move {
        stopped.recv().await;
        tracing::info!("ending: no new connections; requests under way may end");
    })
    .await;
    // Workers end after the last request, whose messages they still take.
    let _nobody_listens = tell.send(true);
    while tasks.join_next().await.is_some() {}
    served.context("connections can no longer be accepted")
}

async fn until(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is the end too.
    let _ended = stop.wait_for(|stop| *stop).await;
}

/// The signals that end the process in good order.
struct Ended {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Ended {
    async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn ended() -> anyhow::Result<Ended> {
    let watch = |kind| signal(kind).context("signals cannot be watched");
    Ok(Ended { terminate: watch(SignalKind::terminate())?, interrupt: watch(SignalKind::interrupt())? })
}

/// The hashing pool's counters and the risk engine's thresholds, taken when they are asked for.
#[expect(clippy::cast_precision_loss, reason = "counts of jobs stay far below 2^52")]
fn gauge(house: &House) {
    let counters = house.pool().counters();
    metrics::gauge!("vestibule_hashing_waiting").set(counters.waiting as f64);
    metrics::counter!("vestibule_hashing_refused_total").absolute(counters.refused);
    metrics::counter!("vestibule_hashing_abandoned_total").absolute(counters.abandoned);
    for (class, threshold) in house.thresholds() {
        metrics::gauge!("vestibule_risk_threshold", "accounts" => class.code()).set(threshold.score);
        let learned_from = f64::from(threshold.learned_from);
        metrics::gauge!("vestibule_risk_learned_from", "accounts" => class.code()).set(learned_from);
    }
}
