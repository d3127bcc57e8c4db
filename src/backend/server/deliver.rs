//! Sends an answer the way that it is to go: as a rule at once and whole.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;

use super::super::exchange::{Outgoing, Way};

/// In how many pieces a trickled answer comes.
const PIECES: u32 = 20;

/// The response, after its delay. The length is always that of the whole answer, so that a client can tell what is missing.
pub(super) async fn deliver(outgoing: Outgoing) -> Response {
    let Outgoing { status, content_type, body, way, delay } = outgoing;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let length = HeaderValue::from(body.len());
    let body = match way {
        Way::Whole => Body::from(body),
        Way::Cut => cut(),
        Way::CutMidway => {
            let half = body.len() / 2;
            cut_after(Bytes::from(body).slice(..half))
        }
        Way::Trickle(over) => trickled(Bytes::from(body), over),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

/// A body that is an error from the start: the server closes the connection before it has sent even the head.
fn cut() -> Body {
    Body::from_stream(stream::iter([Err::<Bytes, _>(on_purpose())]))
}

/// A body that ends in an error after a piece.
fn cut_after(piece: Bytes) -> Body {
    Body::from_stream(stream::unfold(Some(piece), |piece| async {
        match piece {
            Some(piece) => Some((Ok(piece), None)),
            None => {
                // The server sends what it has while the body has nothing more to give.
                tokio::task::yield_now().await;
                Some((Err(on_purpose()), None))
            }
        }
    }))
}

fn on_purpose() -> io::Error {
    io::Error::other("cut on purpose")
}

fn trickled(body: Bytes, over: Duration) -> Body {
    let size = body.len().div_ceil(PIECES as usize).max(1);
    Body::from_stream(stream::unfold(body, move |mut left| async move {
        if left.is_empty() {
            return None;
        }
        tokio::time::sleep(over / PIECES).await;
        let piece = left.split_to(size.min(left.len()));
        Some((Ok::<_, io::Error>(piece), left))
    }))
}
