//! How many connections there may be, and who has to go when another one wants in.
//!
//! A connection that is not having a request answered is idle: kept for later, still sending the head of a request, or only
//! open. When all seats are taken, the one that has been idle longest gives its seat away, so that neither forgotten nor
//! malicious connections keep a client waiting.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Resource, getrlimit};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// More connections than any merchant's client pool has.
const MOST: usize = 2000;

/// All seats of a server.
#[derive(Debug)]
pub(super) struct Crowd {
    seats: Arc<Semaphore>,
    idle: Mutex<Idle>,
    turned_idle: Notify,
}

/// The idle ones in the order in which they became idle.
#[derive(Debug, Default)]
struct Idle {
    turns: u64,
    seats: BTreeMap<u64, Arc<Notify>>,
}

impl Crowd {
    /// As many seats as the process can afford: half of its file descriptors are left for everything else.
    pub(super) fn new() -> Arc<Self> {
        let descriptors = getrlimit(Resource::Nofile).current.and_then(|limit| usize::try_from(limit).ok());
        let seats = descriptors.map_or(MOST, |descriptors| MOST.min(descriptors / 2).max(1));
        Arc::new(Self {
            seats: Arc::new(Semaphore::new(seats)),
            idle: Mutex::new(Idle::default()),
            turned_idle: Notify::new(),
        })
    }

    /// A seat, as soon as there is one. Every connection that is idle makes room.
    pub(super) async fn seat(self: &Arc<Self>) -> Arc<Seat> {
        loop {
            if let Ok(permit) = Arc::clone(&self.seats).try_acquire_owned() {
                return Arc::new(Seat::taken(Arc::clone(self), permit));
            }
            if self.shed() {
                // Its task frees the seat when it comes to it.
                if let Ok(permit) = Arc::clone(&self.seats).acquire_owned().await {
                    return Arc::new(Seat::taken(Arc::clone(self), permit));
                }
            }
            // All are having a request answered, which is bounded in time.
            tokio::select! {
                () = self.turned_idle.notified() => {}
                _ = self.seats.acquire() => {}
            }
        }
    }

    /// Sends away the connection that has been idle longest; answers whether there was one.
    pub(super) fn shed(&self) -> bool {
        let longest = self.idle().seats.pop_first();
        longest.map(|(_, leave)| leave.notify_one()).is_some()
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's seat; free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    crowd: Arc<Crowd>,
    leave: Arc<Notify>,
    /// Its place among the idle ones, while it is one.
    turn: Mutex<Option<u64>>,
    _permit: OwnedSemaphorePermit,
}

impl Seat {
    fn taken(crowd: Arc<Crowd>, permit: OwnedSemaphorePermit) -> Self {
        let seat = Self { crowd, leave: Arc::new(Notify::new()), turn: Mutex::new(None), _permit: permit };
        seat.turn_idle();
        seat
    }

    /// A request is being answered until the guard is dropped.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.turn_busy();
        Busy(Arc::clone(self))
    }

    /// Resolves when the seat is needed for somebody else.
    pub(super) async fn given_away(&self) {
        self.leave.notified().await;
    }

    fn turn_idle(&self) {
        let mut idle = self.crowd.idle();
        idle.turns += 1;
        let turn = idle.turns;
        idle.seats.insert(turn, Arc::clone(&self.leave));
        *self.turn() = Some(turn);
        drop(idle);
        self.crowd.turned_idle.notify_one();
    }

    fn turn_busy(&self) {
        let mut idle = self.crowd.idle();
        if let Some(turn) = self.turn().take() {
            idle.seats.remove(&turn);
        }
    }

    fn turn(&self) -> MutexGuard<'_, Option<u64>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.turn_busy();
    }
}

/// While it lives, its connection is not sent away.
#[derive(Debug)]
pub(super) struct Busy(Arc<Seat>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.turn_idle();
    }
}
