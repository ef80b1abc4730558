//! Connections are spread, stay where they are, and end with their threads.

use std::sync::mpsc;
use std::thread::ThreadId;

use super::*;
use tokio::sync::Notify;

fn two() -> Threads {
    Threads::start(NonZeroUsize::new(2).unwrap()).unwrap()
}

/// A connection that tells where it runs and lasts until it is told to end.
fn lasting(threads: &Threads, tell: &mpsc::Sender<ThreadId>) -> Arc<Notify> {
    let (end, tell) = (Arc::new(Notify::new()), tell.clone());
    let ends = Arc::clone(&end);
    threads.run(async move {
        tell.send(std::thread::current().id()).unwrap();
        ends.notified().await;
        tell.send(std::thread::current().id()).unwrap();
    });
    end
}

#[test]
fn a_connection_goes_to_the_thread_that_has_the_fewest_and_stays_there() {
    let (threads, (tell, told)) = (two(), mpsc::channel());
    let first_ends = lasting(&threads, &tell);
    let first = told.recv().unwrap();
    let second_ends = lasting(&threads, &tell);
    let second = told.recv().unwrap();
    assert_ne!(first, second);
    assert!(![first, second].contains(&std::thread::current().id()));
    first_ends.notify_one();
    assert_eq!(told.recv().unwrap(), first, "it ended where it began");
    while threads.0.iter().all(|thread| thread.connections.load(Ordering::Relaxed) == 1) {
        std::thread::yield_now();
    }
    for _ in 0..2 {
        let third_ends = lasting(&threads, &tell);
        assert_eq!(told.recv().unwrap(), first, "the other one is still at work");
        third_ends.notify_one();
        assert_eq!(told.recv().unwrap(), first);
        while threads.0.iter().all(|thread| thread.connections.load(Ordering::Relaxed) == 1) {
            std::thread::yield_now();
        }
    }
    second_ends.notify_one();
    assert_eq!(told.recv().unwrap(), second);
}

#[test]
fn a_connection_that_panics_leaves_its_place_and_its_thread_to_others() {
    let threads = Threads::start(NonZeroUsize::MIN).unwrap();
    threads.run(async { panic!("as a mistake of ours would") });
    let (tell, told) = mpsc::channel();
    let ends = lasting(&threads, &tell);
    told.recv().unwrap();
    assert_eq!(threads.0[0].connections.load(Ordering::Relaxed), 1, "only the one that lasts");
    ends.notify_one();
    told.recv().unwrap();
}

#[test]
fn what_still_runs_ends_with_the_threads() {
    let (threads, (tell, told)) = (two(), mpsc::channel());
    let _ends = lasting(&threads, &tell);
    told.recv().unwrap();
    drop(tell);
    let copy = threads.clone();
    drop(threads);
    assert!(told.try_recv().is_err_and(|none| none == mpsc::TryRecvError::Empty), "a copy keeps them");
    drop(copy);
    assert!(told.try_recv().is_err_and(|none| none == mpsc::TryRecvError::Disconnected), "it is gone");
}
