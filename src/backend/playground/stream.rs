//! Tells open pages what is new, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::super::shared::stopped;
use super::board::{Card, Line};
use super::{Customer, Playground};

/// Changes that come faster than this are told together.
const BREATH: Duration = Duration::from_millis(50);

/// One message: the invoices as they stand, and what has happened since the last message.
#[derive(Debug, Serialize)]
struct Update {
    /// Whether the page has to forget what it knows: it knew another run.
    afresh: bool,
    /// Milliseconds since the backend was started.
    now_ms: u64,
    customers: Vec<Customer>,
    invoices: Vec<Card>,
    /// Invoices that are not shown for want of room.
    more_invoices: usize,
    lines: Vec<Line>,
}

struct Listener {
    playground: Arc<Playground>,
    seen: Option<u64>,
    changes: watch::Receiver<u64>,
    stop: watch::Receiver<bool>,
    greeted: bool,
    _place: OwnedSemaphorePermit,
}

/// Begins after the message that the page says it saw last.
pub(super) fn open(playground: Arc<Playground>, last_event_id: &str) -> Response {
    let Ok(place) = Arc::clone(&playground.listeners).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "This page is open too often; close some of them.\n").into_response();
    };
    let listener = Listener {
        seen: playground.seen_by(last_event_id),
        changes: playground.shared.subscribe(),
        stop: playground.stop.clone(),
        greeted: false,
        _place: place,
        playground,
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        if self.greeted {
            tokio::select! {
                () = stopped(&mut self.stop) => return None,
                changed = self.changes.changed() => changed.ok()?,
            }
            tokio::time::sleep(BREATH).await;
        }
        self.greeted = true;
        self.changes.mark_unchanged();
        let (update, id) = self.playground.update(self.seen);
        self.seen = Some(id);
        // Strings and numbers always become JSON.
        Event::default().id(format!("{}-{id}", self.playground.run())).json_data(update).ok()
    }
}

impl Playground {
    fn update(&self, seen: Option<u64>) -> (Update, u64) {
        let customers = self.customers().iter().cloned().collect();
        let board = self.board();
        let (invoices, more_invoices) = board.cards();
        let update = Update {
            afresh: seen.is_none(),
            now_ms: self.shared.recorder.elapsed_ms(),
            customers,
            invoices,
            more_invoices,
            lines: board.lines_after(seen.unwrap_or(0)),
        };
        (update, board.seen())
    }

    /// Tells runs apart, so that a page that outlived a backend does not take the next one for it.
    fn run(&self) -> u32 {
        std::process::id()
    }

    /// What a page has seen of this run.
    fn seen_by(&self, last_event_id: &str) -> Option<u64> {
        let (run, seq) = last_event_id.split_once('-')?;
        (run == self.run().to_string()).then(|| seq.parse().ok()).flatten()
    }
}
