//! Stories of the hashing pool: who gets in when it is full, and which hashes it understands.

use std::sync::mpsc;

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

fn keys(seed: u64) -> Keys {
    Keys::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(42)
}

fn pool(places: usize, cost: Cost) -> Pool {
    Pool::start(PoolOptions { threads: NonZeroUsize::MIN, places, cost }, &keys(1)).unwrap()
}

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

/// Occupies the only thread of a pool until the returned sender is used or dropped.
fn occupy(pool: &Pool) -> (mpsc::Sender<()>, Ticket<()>) {
    let (release, released) = mpsc::channel::<()>();
    let (began, has_begun) = mpsc::channel();
    let ticket = pool
        .submit(Class::Anyone, move || {
            began.send(()).unwrap();
            let _ = released.recv();
        })
        .unwrap();
    has_begun.recv().unwrap();
    (release, ticket)
}

#[tokio::test]
async fn strangers_fill_three_quarters_and_a_known_browser_still_gets_in() {
    let pool = pool(8, CHEAP);
    let (release, first) = occupy(&pool);
    let strangers: Vec<_> = (0..6).map(|n| pool.submit(Class::Anyone, move || n).unwrap()).collect();
    assert_eq!(pool.submit(Class::Anyone, || ()).unwrap_err(), PoolError::Busy { retry_after_seconds: 1 });
    let owner = pool.submit(Class::KnownBrowser, || "owner").unwrap();
    let second_owner = pool.submit(Class::KnownBrowser, || "owner").unwrap();
    assert!(matches!(pool.submit(Class::KnownBrowser, || ()), Err(PoolError::Busy { .. })));
    assert_eq!(pool.counters(), PoolCounters { waiting: 8, refused: 2, abandoned: 0 });
    release.send(()).unwrap();
    first.await.unwrap();
    assert_eq!((owner.await, second_owner.await), (Ok("owner"), Ok("owner")));
    for (n, stranger) in strangers.into_iter().enumerate() {
        assert_eq!(stranger.await, Ok(n));
    }
    assert_eq!(pool.counters().waiting, 0);
}

#[tokio::test]
async fn known_browsers_may_use_the_whole_queue() {
    let pool = pool(4, CHEAP);
    let (release, _first) = occupy(&pool);
    let owners: Vec<_> = (0..4).map(|_| pool.submit(Class::KnownBrowser, || ()).unwrap()).collect();
    assert!(matches!(pool.submit(Class::Anyone, || ()), Err(PoolError::Busy { .. })));
    release.send(()).unwrap();
    for owner in owners {
        assert_eq!(owner.await, Ok(()));
    }
}

#[tokio::test]
async fn known_browsers_are_served_first_and_each_class_in_its_order() {
    let pool = pool(8, CHEAP);
    let (release, _first) = occupy(&pool);
    let (served, order) = mpsc::channel();
    let queue = [(Class::Anyone, 1), (Class::Anyone, 2), (Class::KnownBrowser, 3), (Class::KnownBrowser, 4)];
    let tickets: Vec<_> = queue
        .map(|(class, name)| {
            let served = served.clone();
            pool.submit(class, move || served.send(name).unwrap()).unwrap()
        })
        .into();
    release.send(()).unwrap();
    for ticket in tickets {
        ticket.await.unwrap();
    }
    assert_eq!(order.try_iter().collect::<Vec<_>>(), [3, 4, 1, 2]);
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_the_queue_and_its_place_is_free() {
    let pool = pool(4, CHEAP);
    let (release, _first) = occupy(&pool);
    let (ran, has_run) = mpsc::channel::<u32>();
    let tickets: Vec<_> = (0..3)
        .map(|n| {
            let ran = ran.clone();
            pool.submit(Class::Anyone, move || ran.send(n).unwrap()).unwrap()
        })
        .collect();
    assert!(pool.submit(Class::Anyone, || ()).is_err());
    let [kept, gone, also_kept] = <[_; 3]>::try_from(tickets).unwrap();
    drop(gone);
    assert_eq!(pool.counters(), PoolCounters { waiting: 2, refused: 1, abandoned: 1 });
    let late = pool.submit(Class::Anyone, || ()).unwrap();
    release.send(()).unwrap();
    assert_eq!((kept.await, also_kept.await, late.await), (Ok(()), Ok(()), Ok(())));
    assert_eq!(has_run.try_iter().collect::<Vec<_>>(), [0, 2]);
}

#[tokio::test]
async fn work_that_falls_over_is_told_and_the_thread_goes_on() {
    let pool = pool(4, CHEAP);
    let fallen: Result<(), _> = pool.run(Class::Anyone, || panic!("on purpose")).await;
    assert_eq!(fallen, Err(PoolError::Lost));
    assert_eq!(pool.run(Class::Anyone, || 7).await, Ok(7));
}

/// Jobs on the only thread of a pool, each of which says that it began and then goes on when it is let.
struct Steps {
    let_go: mpsc::Sender<()>,
    begun: mpsc::Receiver<usize>,
    tickets: Vec<Ticket<usize>>,
}

impl Steps {
    fn queued(pool: &Pool, count: usize, last: Pace) -> Self {
        let (let_go, gate) = mpsc::channel();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        let (begins, begun) = mpsc::channel();
        let tickets = (0..count).map(|number| {
            let (gate, begins) = (Arc::clone(&gate), begins.clone());
            let pace = if number + 1 == count { last } else { Pace::Steady };
            let work = move |_: &mut _| {
                begins.send(number).unwrap();
                let _ = gate.lock().unwrap().recv();
                number
            };
            pool.queue.submit(Class::Anyone, pace, work).unwrap()
        });
        Self { tickets: tickets.collect(), let_go, begun }
    }

    /// How many have been told their result by the time that a job begins.
    fn told_when_begins(&mut self, number: usize) -> usize {
        if number > 0 {
            self.let_go.send(()).unwrap();
        }
        assert_eq!(self.begun.recv(), Ok(number));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        self.tickets.retain_mut(|ticket| std::pin::Pin::new(ticket).poll(&mut context).is_pending());
        TOTAL - self.tickets.len()
    }
}

/// Jobs of a story about results that are handed out together.
const TOTAL: usize = 3 * queue::TOGETHER;

#[tokio::test]
async fn while_many_wait_results_are_handed_out_together_and_the_last_at_once() {
    let pool = pool(8 * TOTAL, CHEAP);
    let mut steps = Steps::queued(&pool, TOTAL, Pace::Steady);
    let together = queue::TOGETHER;
    for number in 0..TOTAL {
        let expected = match number {
            _ if number < together => 0,
            _ if number < 2 * together => together,
            // So few wait now that the threads could run out of work.
            _ => number,
        };
        assert_eq!(steps.told_when_begins(number), expected, "when job {number} begins");
    }
    steps.let_go.send(()).unwrap();
    let last = steps.tickets.pop().unwrap();
    assert_eq!(last.await, Ok(TOTAL - 1));
}

#[tokio::test]
async fn no_result_is_held_back_for_work_that_may_take_long() {
    let pool = pool(8 * TOTAL, CHEAP);
    let (release, _first) = occupy(&pool);
    let mut steps = Steps::queued(&pool, TOTAL, Pace::Any);
    let owner = pool.submit(Class::KnownBrowser, || ()).unwrap();
    release.send(()).unwrap();
    owner.await.unwrap();
    assert_eq!((0..2).map(|number| steps.told_when_begins(number)).collect::<Vec<_>>(), [0, 0]);
    let (release, held) = mpsc::channel::<()>();
    let slow = pool.submit(Class::KnownBrowser, move || held.recv().is_ok()).unwrap();
    steps.let_go.send(()).unwrap();
    assert_eq!(steps.tickets.remove(0).await, Ok(0), "told before the slow one is done");
    release.send(()).unwrap();
    assert_eq!(slow.await, Ok(true));
}

#[tokio::test]
async fn a_stopped_pool_tells_those_who_wait() {
    let pool = pool(4, CHEAP);
    let (release, first) = occupy(&pool);
    let waiting = pool.submit(Class::KnownBrowser, || ()).unwrap();
    drop(pool);
    assert_eq!(waiting.await, Err(PoolError::Lost));
    release.send(()).unwrap();
    assert_eq!(first.await, Ok(()));
}

#[tokio::test]
async fn a_full_pool_refuses_present_and_absent_names_alike() {
    let pool = pool(0, CHEAP);
    let phc = "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAA";
    let present = pool.verify(Class::Anyone, secret("x"), phc).await.map(|_| ());
    let absent = pool.verify_absent(Class::Anyone, secret("x")).await.map(|_| ());
    assert_eq!(present, absent);
    assert_eq!(absent, Err(PoolError::Busy { retry_after_seconds: 1 }));
}

#[tokio::test]
async fn the_right_password_matches_and_no_other_does() {
    let pool = pool(4, Cost::default());
    let phc = pool.hash(Class::Anyone, secret("correct horse"), &mut rng()).await.unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1,keyid="), "{phc}");
    let verdict = |matches| Ok(Verdict { matches, needs_rehash: false });
    // Three in a row also show that kept memory leaves no trace in the next result.
    assert_eq!(pool.verify(Class::Anyone, secret("correct horse"), &phc).await, verdict(true));
    assert_eq!(pool.verify(Class::Anyone, secret("correct horsf"), &phc).await, verdict(false));
    assert_eq!(pool.verify(Class::Anyone, secret("correct horse"), &phc).await, verdict(true));
    assert_eq!(pool.verify_absent(Class::Anyone, secret("correct horse")).await, verdict(false));
}

#[tokio::test]
async fn long_passwords_are_never_cut() {
    let pool = pool(4, CHEAP);
    let long = "p".repeat(255);
    let phc = pool.hash(Class::Anyone, secret(&format!("{long}a")), &mut rng()).await.unwrap();
    assert!(pool.verify(Class::Anyone, secret(&format!("{long}a")), &phc).await.unwrap().matches);
    assert!(!pool.verify(Class::Anyone, secret(&format!("{long}b")), &phc).await.unwrap().matches);
}

#[tokio::test]
async fn a_hash_of_lower_cost_asks_to_be_made_anew_and_a_higher_one_does_not() {
    let (weak, strong) = (pool(4, CHEAP), pool(4, Cost { memory_kib: 128, passes: 2 }));
    let by_weak = weak.hash(Class::Anyone, secret("pw"), &mut rng()).await.unwrap();
    let by_strong = strong.hash(Class::Anyone, secret("pw"), &mut rng()).await.unwrap();
    let verdict = strong.verify(Class::Anyone, secret("pw"), &by_weak).await.unwrap();
    assert_eq!(verdict, Verdict { matches: true, needs_rehash: true });
    let verdict = weak.verify(Class::Anyone, secret("pw"), &by_strong).await.unwrap();
    assert_eq!(verdict, Verdict { matches: true, needs_rehash: false });
}

#[tokio::test]
async fn a_hash_with_the_pepper_of_other_keys_is_said_to_be_bad_not_wrong() {
    let here = pool(4, CHEAP);
    let options = PoolOptions { threads: NonZeroUsize::MIN, places: 4, cost: CHEAP };
    let elsewhere = Pool::start(options, &keys(2)).unwrap();
    let phc = elsewhere.hash(Class::Anyone, secret("pw"), &mut rng()).await.unwrap();
    assert_eq!(here.verify(Class::Anyone, secret("pw"), &phc).await, Err(PoolError::BadHash));
}

#[tokio::test]
async fn hashes_of_other_systems_verify_and_ask_to_be_made_anew() {
    let pool = pool(4, CHEAP);
    for (password, phc) in FOREIGN {
        let right = pool.verify(Class::Anyone, secret(password), phc).await;
        assert_eq!(right, Ok(Verdict { matches: true, needs_rehash: true }), "{phc}");
        let wrong = pool.verify(Class::Anyone, secret("another"), phc).await;
        assert_eq!(wrong, Ok(Verdict { matches: false, needs_rehash: true }), "{phc}");
    }
}

#[tokio::test]
async fn unreadable_and_absurd_hashes_are_refused_before_anything_waits() {
    let pool = pool(0, CHEAP);
    let end = "$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAA";
    let refused = [
        String::new(),
        "password".to_owned(),
        format!("$argon2id$v=19$m=1048577,t=1,p=1{end}"),
        format!("$argon2id$v=19$m=64,t=65,p=1{end}"),
        format!("$argon2id$v=19$m=1024,t=1,p=17{end}"),
        format!("$argon2id$v=18$m=64,t=1,p=1{end}"),
        "$argon2id$v=19$m=64,t=1,p=1".to_owned(),
        format!("$scrypt$ln=31,r=8,p=1{end}"),
        format!("$scrypt$ln=21,r=8,p=1{end}"),
        format!("$scrypt$ln=10,r=8,p=17{end}"),
        format!("$pbkdf2-sha256$i=10000001{end}"),
        format!("$pbkdf2-sha256$i=0{end}"),
        format!("$md5${end}"),
        "$2b$17$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_owned(),
        "$2x$04$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_owned(),
    ];
    for phc in refused {
        assert_eq!(pool.verify(Class::Anyone, secret("pw"), &phc).await, Err(PoolError::BadHash), "{phc}");
    }
    assert_eq!(pool.counters().refused, 0);
}

/// Passwords with hashes that other software made: the reference implementation of Argon2 (with
/// and without version, one and two lanes), crypt(3), and the standard library of Python.
const FOREIGN: [(&str, &str); 7] = [
    ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
    ("password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"),
    ("password", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"),
    ("password", "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"),
    ("correct horse", "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2"),
    (
        "correct horse",
        "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M",
    ),
    (
        "correct horse",
        "$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
    ),
];
