//! Reads a request's body within bounds of size and time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::soap::{MAX_BODY_BYTES, Unreadable};

use super::super::exchange::Refusal;

/// For the whole body.
const LIMIT: Duration = Duration::from_secs(10);
/// For what is thrown away of a body that is too large, so that its sender gets to read the answer.
const DRAIN_LIMIT: Duration = Duration::from_secs(2);
const DRAIN_BYTES: usize = 16 * MAX_BODY_BYTES;

/// For all bodies together that are being read or answered: 64 of the largest, or tens of thousands of usual ones.
const AT_ONCE_BYTES: usize = 64 * MAX_BODY_BYTES;

/// The bodies that are under way.
#[derive(Clone, Debug)]
pub(super) struct Bodies {
    room: Arc<Semaphore>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE_BYTES)) }
    }
}

/// A body, and the room that it takes until it is dropped.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) content: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

impl Bodies {
    /// The body, if it is small enough and comes in time. With `Expect: 100-continue` a body that says itself that it is
    /// too large is never asked for.
    pub(super) async fn read(&self, mut body: Body, waits_for_permission: Permission) -> Result<Received, Refusal> {
        let announced = body.size_hint().lower();
        if announced > MAX_BODY_BYTES as u64 && waits_for_permission == Permission::Awaited {
            return Err(Unreadable::TooLarge.into());
        }
        let deadline = Instant::now() + LIMIT;
        let mut received = Received::default();
        loop {
            match timeout_at(deadline, body.frame()).await {
                Err(_) => return Err(too_slow()),
                Ok(None) => return Ok(received),
                Ok(Some(Err(error))) => return Err(broken(&error)),
                Ok(Some(Ok(frame))) => {
                    let Ok(data) = frame.into_data() else { continue };
                    if received.content.len() + data.len() > MAX_BODY_BYTES {
                        drop(received);
                        drain(body).await;
                        return Err(Unreadable::TooLarge.into());
                    }
                    if !self.make_room(&mut received, data.len()) {
                        drop(received);
                        drain(body).await;
                        return Err(too_many());
                    }
                    received.content.extend_from_slice(&data);
                }
            }
        }
    }

    fn make_room(&self, received: &mut Received, bytes: usize) -> bool {
        let permits = u32::try_from(bytes).unwrap_or(u32::MAX);
        let Ok(more) = Arc::clone(&self.room).try_acquire_many_owned(permits) else { return false };
        match &mut received.room {
            Some(room) => room.merge(more),
            None => received.room = Some(more),
        }
        true
    }
}

/// Whether the client asked for permission before it sends the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    Awaited,
    NotAwaited,
}

async fn drain(mut body: Body) {
    let deadline = Instant::now() + DRAIN_LIMIT;
    let mut thrown = 0;
    while thrown < DRAIN_BYTES {
        match timeout_at(deadline, body.frame()).await {
            Ok(Some(Ok(frame))) => thrown += frame.data_ref().map_or(0, |data| data.len()),
            _ => return,
        }
    }
}

fn too_slow() -> Refusal {
    let message = format!("the message did not come within {} s", LIMIT.as_secs());
    Refusal { status: 408, fault_code: "Client", message }
}

fn too_many() -> Refusal {
    let message = "too many large messages at once; send them again later".to_owned();
    Refusal { status: 503, fault_code: "Server", message }
}

fn broken(error: &axum::Error) -> Refusal {
    Refusal { status: 400, fault_code: "Client", message: format!("the message broke off: {error}") }
}
