//! The page's files, and what its buttons call.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::suite::{Choice, SessionFault};

use super::super::{Backend, BackendError, Session, Shown};
use super::guard::guard;
use super::{Customer, Playground, stream};

type Page = State<Arc<Playground>>;

/// Everything of the page, behind its guard.
pub(in super::super) fn router<S: Clone + Send + Sync + 'static>(playground: Arc<Playground>) -> Router<S> {
    Router::new()
        .route("/", get(|| file("text/html", include_str!("page/index.html"))))
        .route("/playground/style.css", get(|| file("text/css", include_str!("page/style.css"))))
        .route("/playground/script.js", get(|| file("text/javascript", include_str!("page/script.js"))))
        .route("/playground/qr.svg", get(picture))
        .route("/playground/desk", get(desk))
        .route("/playground/events", get(listen))
        .route("/playground/calls/{seq}", get(call))
        .route("/playground/customers", post(scan))
        .route("/playground/codes", post(look))
        .route("/playground/customers/{token}/{session}", post(deny))
        .route("/playground/invoices/{reference}/{action}", post(act))
        .layer(middleware::from_fn_with_state(Arc::clone(&playground), guard))
        .with_state(playground)
}

async fn file(content_type: &'static str, content: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, format!("{content_type}; charset=utf-8"))], content)
}

async fn picture(State(playground): Page) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], playground.desk.qr_picture.clone())
}

/// What does not change while the backend runs.
async fn desk(State(playground): Page) -> impl IntoResponse {
    let desk = &playground.desk;
    Json(json!({ "name": desk.name, "qr_text": desk.qr_text }))
}

async fn listen(State(playground): Page, headers: HeaderMap) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).unwrap_or("");
    stream::open(playground, last)
}

/// The messages of one call.
async fn call(State(playground): Page, Path(seq): Path<u64>) -> Result<Response, Refused> {
    let messages = playground.board().messages(seq).ok_or(Refused::Gone)?;
    let root = playground.shared.recorder.root().to_owned();
    // Files on disk, which may be slow.
    let read = tokio::task::spawn_blocking(move || {
        let text = |artifact: Option<crate::trace::Artifact>| {
            artifact
                .and_then(|artifact| artifact.read(&root).ok())
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        json!({ "request": text(messages.request), "response": text(messages.response) })
    });
    Ok(Json(read.await.map_err(|_| Refused::Gone)?).into_response())
}

async fn scan(State(playground): Page) -> Result<Response, Refused> {
    let session = playground.running()?.scan(None, &playground.desk.qr_text)?;
    Ok(Json(playground.greet(&session)).into_response())
}

/// Any code of SEQR: a service's opens a session, an invoice's or a point of sale's shows an invoice.
async fn look(State(playground): Page, Query(Code { text }): Query<Code>) -> Result<Response, Refused> {
    Ok(match playground.running()?.scan_any(&text)? {
        Shown::Invoice(invoice) => Json(json!({ "invoice": invoice })).into_response(),
        Shown::Session(session) => Json(playground.greet(&session)).into_response(),
    })
}

#[derive(Deserialize)]
struct Code {
    text: String,
}

/// Lets a customer's session be denied, or opens it again.
async fn deny(State(playground): Page, Path((token, session)): Path<(String, String)>) -> Result<Response, Refused> {
    let denied = match session.as_str() {
        "open" => None,
        "expired" => Some(SessionFault::Expired),
        "cancelled" => Some(SessionFault::Cancelled),
        "in-progress" => Some(SessionFault::InProgress),
        "unknown" => Some(SessionFault::Unknown),
        _ => return Err(Refused::Gone),
    };
    playground.running()?.deny_session(&token, denied)?;
    playground.note_denial(&token, denied);
    playground.shared.announce();
    Ok(Json(json!({ "session": session })).into_response())
}

async fn act(State(playground): Page, Path((reference, action)): Path<(String, String)>) -> Result<Response, Refused> {
    let backend = playground.running()?;
    match action.as_str() {
        "pay" => backend.decide(&reference, Choice::Approve)?,
        "decline" => backend.decide(&reference, Choice::Decline)?,
        "cancel" => backend.decide(&reference, Choice::Cancel)?,
        "expire" => backend.expire(&reference)?,
        "notify" => backend.notify_again(&reference)?,
        _ => return Err(Refused::Gone),
    }
    Ok(Json(json!({ "done": action })).into_response())
}

impl Playground {
    fn greet(&self, session: &Session) -> Customer {
        let customer = self.welcome(session);
        // The backend told of the session before it stood on the page's list.
        self.shared.announce();
        customer
    }

    fn running(&self) -> Result<Backend, Refused> {
        self.backend.upgrade().ok_or(Refused::Gone)
    }
}

/// Why the page does not get what it asked for.
enum Refused {
    Backend(BackendError),
    Gone,
}

impl From<BackendError> for Refused {
    fn from(error: BackendError) -> Self {
        Self::Backend(error)
    }
}

#[derive(Serialize)]
struct Error {
    error: String,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Backend(error) => (StatusCode::CONFLICT, error.to_string()),
            Self::Gone => (StatusCode::NOT_FOUND, "there is no such thing, or not any more".to_owned()),
        };
        (status, Json(Error { error })).into_response()
    }
}
