//! Reads a request's body within bounds of size and time.

use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, timeout_at};

use crate::soap::{MAX_BODY_BYTES, Unreadable};

use super::super::exchange::Refusal;

/// For the whole body.
const LIMIT: Duration = Duration::from_secs(10);
/// For what is thrown away of a body that is too large, so that its sender gets to read the answer.
const DRAIN_LIMIT: Duration = Duration::from_secs(2);
const DRAIN_BYTES: usize = 16 * MAX_BODY_BYTES;

/// The body, if it is small enough and comes in time. With `Expect: 100-continue` a body that says itself that it is too
/// large is never asked for.
pub(super) async fn read_body(mut body: Body, waits_for_permission: Permission) -> Result<Vec<u8>, Refusal> {
    let announced = body.size_hint().lower();
    if announced > MAX_BODY_BYTES as u64 && waits_for_permission == Permission::Awaited {
        return Err(Unreadable::TooLarge.into());
    }
    let deadline = Instant::now() + LIMIT;
    let mut content = Vec::new();
    loop {
        match timeout_at(deadline, body.frame()).await {
            Err(_) => return Err(too_slow()),
            Ok(None) => return Ok(content),
            Ok(Some(Err(error))) => return Err(broken(&error)),
            Ok(Some(Ok(frame))) => {
                let Ok(data) = frame.into_data() else { continue };
                if content.len() + data.len() > MAX_BODY_BYTES {
                    drain(body).await;
                    return Err(Unreadable::TooLarge.into());
                }
                content.extend_from_slice(&data);
            }
        }
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

fn broken(error: &axum::Error) -> Refusal {
    Refusal { status: 400, fault_code: "Client", message: format!("the message broke off: {error}") }
}
