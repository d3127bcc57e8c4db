//! What the pages' scripts ask the shop: JSON in, JSON out.
//!
//! The TOKEN comes in the body, never in a URL, where it would end up in logs. That SEQR does not know a session is an
//! answer like any other, so it comes with status 200 and a `problem`; 4xx is for requests that no page of ours makes.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::catalogue::Choice;
use super::shop::{Problem, Shop};

/// Longest TOKEN that is passed on to SEQR; those that we have seen have 13 characters.
const LONGEST_TOKEN: usize = 64;

/// A page was opened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    token: String,
}

/// The customer has chosen and wants to pay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordered {
    token: String,
    /// Whether the page was opened after a payment.
    #[serde(default)]
    again: bool,
    show: String,
    tickets: u32,
    seat: Option<String>,
}

/// The success page wants to know.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    token: String,
    reference: Option<String>,
}

/// `POST /api/session`.
pub async fn session(State(shop): State<Arc<Shop>>, Json(request): Json<Opened>) -> Response {
    match token(&request.token) {
        Ok(token) => answer(shop.open(token).await),
        Err(problem) => answer::<()>(Err(problem)),
    }
}

/// `POST /api/order`.
pub async fn order(State(shop): State<Arc<Shop>>, Json(request): Json<Ordered>) -> Response {
    let choice = Choice::new(&request.show, request.tickets, request.seat.as_deref()).ok_or(Problem::NotOnSale);
    match token(&request.token).and_then(|token| Ok((token, choice?))) {
        Ok((token, choice)) => answer(shop.order(token, choice, request.again).await),
        Err(problem) => answer::<()>(Err(problem)),
    }
}

/// `POST /api/status`.
pub async fn status(State(shop): State<Arc<Shop>>, Json(request): Json<Asked>) -> Response {
    match token(&request.token) {
        Ok(token) => answer(Ok(shop.standing(token, request.reference.as_deref()).await)),
        Err(problem) => answer::<()>(Err(problem)),
    }
}

/// `POST /api/give-up`.
pub async fn give_up(State(shop): State<Arc<Shop>>, Json(request): Json<Opened>) -> Response {
    match token(&request.token) {
        Ok(token) => answer(Ok(shop.give_up(token).await)),
        Err(problem) => answer::<()>(Err(problem)),
    }
}

/// `GET /pay/{number}`: hands over to the app.
pub async fn pay(State(shop): State<Arc<Shop>>, Path(number): Path<String>) -> Response {
    match shop.trigger_of(&number) {
        Some(trigger) => (StatusCode::FOUND, [(LOCATION, trigger)]).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such order.").into_response(),
    }
}

/// What cannot be a TOKEN is not worth a question to SEQR.
fn token(text: &str) -> Result<&str, Problem> {
    let plausible = (1..=LONGEST_TOKEN).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plausible { Ok(text) } else { Err(Problem::SessionUnknown) }
}

fn answer<T: Serialize>(result: Result<T, Problem>) -> Response {
    #[derive(Serialize)]
    struct Trouble {
        problem: Problem,
    }
    let body = match result {
        Ok(answer) => Json(answer).into_response(),
        Err(problem) => Json(Trouble { problem }).into_response(),
    };
    ([(CACHE_CONTROL, "no-store")], body).into_response()
}
