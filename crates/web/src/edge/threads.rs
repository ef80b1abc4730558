//! The threads that serve connections, each with an event loop of its own, on which a connection stays from its beginning to its
//! end: what one request waits for and wakes is on its own thread, and on as many threads nobody is waited for.
//! Deliberately not here: accepting connections, and work that is nobody's request.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// The threads. They end with the last of its copies, and with them whatever still runs on them.
#[derive(Clone, Debug)]
pub struct Threads(Arc<[Thread]>);

#[derive(Debug)]
struct Thread {
    event_loop: Handle,
    connections: Arc<AtomicUsize>,
    /// Dropped, it ends the event loop.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Threads {
    /// Starts `count` of them.
    ///
    /// # Errors
    /// The operating system gives no more threads.
    pub fn start(count: NonZeroUsize) -> io::Result<Self> {
        (0..count.get()).map(Thread::start).collect::<io::Result<_>>().map(Self)
    }

    /// Gives a connection to the thread that has the fewest.
    pub(super) fn run(&self, connection: impl Future<Output = ()> + Send + 'static) {
        let fewest = self.0.iter().min_by_key(|thread| thread.connections.load(Ordering::Relaxed));
        if let Some(thread) = fewest {
            let place = Place::taken(&thread.connections);
            thread.event_loop.spawn(async move {
                connection.await;
                drop(place);
            });
        }
    }
}

impl Thread {
    fn start(number: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let event_loop = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = move || {
            // An error says that the other end was dropped, which is the sign.
            let _dropped = runtime.block_on(stopped);
            // What blocks (a file that is read, perhaps) is not waited for.
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name(format!("serving-{number}")).spawn(serve)?;
        Ok(Self { event_loop, connections: Arc::default(), stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        drop(self.stop.take());
        let own = std::thread::current().id();
        // Waited for, so that nothing is used any more when whoever started it goes on.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != own) {
            // A thread that has panicked has ended too.
            let _ended = thread.join();
        }
    }
}

/// A connection's place in the count, however it ends.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn taken(connections: &Arc<AtomicUsize>) -> Self {
        connections.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(connections))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[path = "threads_tests.rs"]
mod tests;
