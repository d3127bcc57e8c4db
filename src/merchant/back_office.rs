//! What SEQR and the shop's owner ask: notifications, closing a period, refunds.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

use super::shop::{Notified, Shop};
use super::soap::SoapError;

/// SEQR's notification; what it says is only a hint to ask.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    invoice_reference: String,
}

/// The owner's wish to pay an order back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    ers_reference: String,
}

/// `POST /seqr/notify`. Anyone can send this, so it makes us ask SEQR and nothing more.
pub async fn notify(State(shop): State<Arc<Shop>>, Form(notification): Form<Notification>) -> Response {
    match shop.notified(&notification.invoice_reference) {
        Notified::Heeded => StatusCode::NO_CONTENT.into_response(),
        Notified::NotOurs => (StatusCode::NOT_FOUND, "no invoice of ours").into_response(),
        Notified::Crashed => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `POST /admin/close`: the end of the business day.
pub async fn close(State(shop): State<Arc<Shop>>) -> Response {
    match shop.seqr.mark_transaction_period().await {
        Ok(period) => Json(json!({ "transactionPeriodId": period })).into_response(),
        Err(error) => refused(&error),
    }
}

/// `POST /admin/refund`, form field `ers_reference`.
pub async fn refund(State(shop): State<Arc<Shop>>, Form(refund): Form<Refund>) -> Response {
    match shop.refund(refund.ers_reference.trim()).await {
        Some(Ok(reference)) => Json(json!({ "ersReference": reference })).into_response(),
        Some(Err(error)) => refused(&error),
        None => {
            let error = "no order of ours was paid with this ersReference";
            (StatusCode::NOT_FOUND, Json(json!({ "error": error }))).into_response()
        }
    }
}

fn refused(error: &SoapError) -> Response {
    (StatusCode::BAD_GATEWAY, Json(json!({ "error": error.to_string() }))).into_response()
}
