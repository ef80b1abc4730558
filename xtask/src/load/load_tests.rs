//! Stories about the load client: each request is fresh, answers reach the caller, wrong ones are counted apart.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};

use super::*;

async fn serve(routes: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, routes).await });
    address
}

fn short(server: SocketAddr) -> Load {
    Load {
        server,
        process: Some(std::process::id()),
        connections: 3,
        warm_up: Duration::from_millis(20),
        time: Duration::from_millis(100),
    }
}

fn post_to(path: &str, body: impl Into<Bytes>) -> Ask {
    Request::post(path).header("host", "localhost").body(Full::new(body.into())).unwrap()
}

#[tokio::test]
async fn a_code_that_works_once_is_made_fresh_for_every_request() {
    let used = Arc::new(std::sync::Mutex::new(std::collections::HashSet::new()));
    let routes = Router::new().route(
        "/code",
        post(move |code: String| async move {
            if used.lock().unwrap().insert(code) { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
        }),
    );
    let codes = Arc::new(AtomicU64::new(0));
    let caller = |_| {
        let codes = Arc::clone(&codes);
        move |_: Option<&Answer>| Some(post_to("/code", codes.fetch_add(1, Ordering::Relaxed).to_string()))
    };
    let verdict = |answer: &Answer| {
        if answer.status().is_success() { Verdict::Right } else { Verdict::Wrong }
    };
    let figures = put(&short(serve(routes).await), caller, verdict).await.unwrap();
    assert!(figures.right > 0, "{figures}");
    assert_eq!((figures.wrong, figures.broken), (0, 0));
    assert!(figures.latencies.percentile(50) > Duration::ZERO);
}

#[tokio::test]
async fn who_asks_whatever_was_answered_makes_each_request_before_the_answer_to_the_last() {
    let answered = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&answered);
    let count = move || {
        let seen = Arc::clone(&seen);
        async move {
            // Long enough for the request after this one to be made.
            for _ in 0..20 {
                yield_now().await;
            }
            seen.fetch_add(1, Ordering::SeqCst).to_string()
        }
    };
    let address = serve(Router::new().route("/", get(count))).await;
    let load =
        Load { warm_up: Duration::ZERO, time: Duration::from_mins(10), connections: 1, ..short(address) };
    let made = Arc::new(std::sync::Mutex::new(Vec::new()));
    let caller = |_| {
        let (made, answered) = (Arc::clone(&made), Arc::clone(&answered));
        let mut left = 5;
        move || {
            left -= 1;
            made.lock().unwrap().push(answered.load(Ordering::SeqCst));
            (left >= 0).then(|| Request::get("/").header("host", "localhost").body(Full::default()).unwrap())
        }
    };
    let figures = put_ahead(&load, caller, |_| Verdict::Right).await.unwrap();
    assert_eq!((figures.right, figures.broken), (5, 0));
    // The second was made while nothing was answered yet, the third after one answer, and so on; at the end nobody is left.
    assert_eq!(made.lock().unwrap()[..6], [0, 0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn a_caller_holds_a_conversation_and_only_its_last_word_is_measured() {
    let routes = Router::new()
        .route("/start", post(|| async { (StatusCode::CREATED, "secret") }))
        .route("/answer", post(|secret: String| async move { secret }));
    let caller = |_| {
        let mut left = 5;
        move |last: Option<&Answer>| match last {
            Some(answer) if answer.status() == StatusCode::CREATED => {
                Some(post_to("/answer", answer.body().clone()))
            }
            _ => {
                left -= 1;
                (left >= 0).then(|| post_to("/start", ""))
            }
        }
    };
    let verdict = |answer: &Answer| match answer.status() {
        StatusCode::CREATED => Verdict::Aside,
        _ if answer.body() == "secret" => Verdict::Right,
        _ => Verdict::Wrong,
    };
    let load = Load { warm_up: Duration::ZERO, time: Duration::from_mins(10), ..short(serve(routes).await) };
    let figures = put(&load, caller, verdict).await.unwrap();
    assert_eq!((figures.right, figures.wrong), (15, 0));
}

#[tokio::test]
async fn what_ended_in_the_measured_time_counts_also_where_it_began_before() {
    // Answered when the measured time is half over, whenever it was asked.
    let (warm_up, time) = (Duration::from_millis(20), Duration::from_millis(400));
    let answered_at = tokio::time::Instant::now() + warm_up + time / 2;
    let wait = move || async move {
        tokio::time::sleep_until(answered_at).await;
        "late"
    };
    let address = serve(Router::new().route("/", get(wait))).await;
    let caller = |_| {
        let mut asked = false;
        move |_: Option<&Answer>| {
            let ask = Request::get("/").header("host", "localhost").body(Full::default()).unwrap();
            (!std::mem::replace(&mut asked, true)).then_some(ask)
        }
    };
    let load = Load { warm_up, time, ..short(address) };
    let figures = put(&load, caller, |_| Verdict::Right).await.unwrap();
    assert_eq!((figures.right, figures.wrong, figures.broken), (3, 0, 0));
}

#[tokio::test]
async fn a_caller_that_is_done_leaves_and_refusals_are_no_throughput() {
    let routes = Router::new().route("/", get(|| async { StatusCode::SERVICE_UNAVAILABLE }));
    let load = Load { warm_up: Duration::ZERO, time: Duration::from_mins(10), ..short(serve(routes).await) };
    let caller = |_| {
        let mut left = 5;
        move |_: Option<&Answer>| {
            left -= 1;
            (left >= 0).then(|| Request::get("/").header("host", "localhost").body(Full::default()).unwrap())
        }
    };
    let figures = put(&load, caller, |_| Verdict::Wrong).await.unwrap();
    assert_eq!((figures.right, figures.wrong), (0, 15));
    assert!(figures.throughput() < f64::EPSILON);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_and_no_figure() {
    let nobody = serve(Router::new()).await.port();
    let load = short(SocketAddr::from(([127, 0, 0, 2], nobody)));
    let caller = |_| |_: Option<&Answer>| Some(post_to("/", ""));
    assert!(put(&load, caller, |_| Verdict::Right).await.is_err());
}
