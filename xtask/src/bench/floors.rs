//! `cargo xtask bench floors`: the figures that every other bench is a ratio of.

use std::thread::available_parallelism;

use anyhow::Result;
use http_body_util::Full;
use hyper::{Request, StatusCode};

use super::own::Own;
use super::{CLIENTS, Options, WARM_UP, argon2id};
use crate::load::{self, Answer, Load, Verdict};

/// Measures and prints every floor.
pub(super) async fn run(options: Options) -> Result<()> {
    println!("{}", super::machine());
    println!("\nbare axum, keep-alive, loopback, nothing pinned, {} s per line", options.seconds);
    let server = Own::start(&["hello".as_ref()]).await?;
    for connections in CLIENTS {
        let load = Load {
            server: server.address,
            process: server.process(),
            connections,
            warm_up: WARM_UP,
            time: options.time(),
        };
        let host = server.address.to_string();
        let caller = |_| {
            let host = host.clone();
            move |_: Option<&Answer>| Request::get("/").header("host", &host).body(Full::default()).ok()
        };
        let verdict = |answer: &Answer| match answer.status() {
            StatusCode::OK => Verdict::Right,
            _ => Verdict::Wrong,
        };
        println!("{connections:>4} clients {}", load::put(&load, caller, verdict).await?);
    }
    drop(server);

    println!("\nraw Argon2id, m=19456 KiB t=2 p=1, memory reused, {} s per line", options.seconds);
    let cores = available_parallelism().map_or(1, usize::from);
    let alone = argon2id::measure(1, options.time())?;
    println!("{:>4} threads {alone}", 1);
    for threads in 2..=cores {
        let together = argon2id::measure(threads, options.time())?;
        println!(
            "{threads:>4} threads {together}   {:.2}x one thread",
            together.per_second() / alone.per_second()
        );
    }
    Ok(())
}
