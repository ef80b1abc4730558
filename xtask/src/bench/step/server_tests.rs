//! Stories about the floor: it does the product's work on the benches' own people, and does it once.

use std::time::Duration;

use hyper::StatusCode;

use super::*;
use crate::bench::asks::{self, Crowd};
use crate::bench::town::Town;
use crate::load::{self, Answer, Load, Verdict};

#[tokio::test]
async fn everybody_passes_the_floor_once() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::build(PathBuf::new(), 100, folder.path()).await.unwrap();
    let database = town.copy(folder.path(), "floor.sqlite").unwrap();
    let sample = folder.path().join("sample.json");
    std::fs::write(&sample, serde_json::to_vec(&town.sample).unwrap()).unwrap();
    let floor = Floor { database: database.clone(), sample, synchronous: Careful::Normal };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let routes = router(&floor).unwrap();
    tokio::spawn(async { axum::serve(listener, routes).await });

    let load = Load {
        server,
        process: None,
        connections: 4,
        warm_up: Duration::ZERO,
        time: Duration::from_mins(10),
    };
    let crowd = Crowd::new(&town.people);
    let caller = |_| {
        let crowd = crowd.clone();
        move |_: Option<&Answer>| asks::answer_floor(server, crowd.next()?)
    };
    let figures = load::put(&load, caller, asks::ok).await.unwrap();
    assert_eq!((figures.right, figures.wrong, figures.broken), (100, 0, 0));

    let written = Connection::open(database).unwrap();
    for table in ["sessions", "events"] {
        let count = format!("SELECT COUNT(*) FROM {table}");
        let rows: i64 = written.query_row(&count, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 100, "{table}");
    }
    let passed = "SELECT COUNT(*) FROM sign_ins WHERE doc = $1";
    let rows: i64 = written.query_row(passed, [&town.sample.sign_in], |row| row.get(0)).unwrap();
    assert_eq!(rows, 100);
}

#[test]
fn only_the_wanted_status_is_right() {
    let answer = |status| {
        let mut answer = Answer::new(Bytes::new());
        *answer.status_mut() = status;
        answer
    };
    assert_eq!(asks::ok(&answer(StatusCode::OK)), Verdict::Right);
    assert_eq!(asks::created(&answer(StatusCode::OK)), Verdict::Wrong);
}
