//! What SEQR and the shop's owner ask over HTTP.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

use super::owner::Done;
use super::shop::{Notified, Shop};
use super::soap::SoapError;

/// SEQR's notification; what it says is only a hint to ask.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    invoice_reference: String,
}

/// A customer, by their TOKEN.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    token: String,
}

/// An order, by the reference that stands on its receipt.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    order: String,
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
        Notified::Refused => StatusCode::FORBIDDEN.into_response(),
        Notified::Crashed => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `POST /admin/close`: the end of the business day.
pub async fn close(State(shop): State<Arc<Shop>>) -> Response {
    match shop.close().await {
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

/// `POST /admin/reserve`, form field `token`.
pub async fn reserve(State(shop): State<Arc<Shop>>, Form(customer): Form<Customer>) -> Response {
    if shop.reserve(&customer.token) { StatusCode::NO_CONTENT.into_response() } else { no_such_order() }
}

/// `POST /admin/commit`, form field `order`.
pub async fn commit(State(shop): State<Arc<Shop>>, Form(named): Form<Named>) -> Response {
    done(shop.commit(&named.order).await)
}

/// `POST /admin/update`, form field `order`.
pub async fn update(State(shop): State<Arc<Shop>>, Form(named): Form<Named>) -> Response {
    done(shop.update(&named.order).await)
}

/// `POST /admin/cancel`, form field `order`.
pub async fn cancel(State(shop): State<Arc<Shop>>, Form(named): Form<Named>) -> Response {
    done(shop.withdraw(&named.order).await)
}

/// `POST /admin/receipt`, form field `order`.
pub async fn receipt(State(shop): State<Arc<Shop>>, Form(named): Form<Named>) -> Response {
    done(shop.file_receipt(&named.order).await)
}

/// `POST /admin/report`: waits until SEQR has it.
pub async fn report(State(shop): State<Arc<Shop>>) -> Response {
    match shop.report().await {
        Ok(title) => Json(json!({ "report": title })).into_response(),
        Err(error) => refused(&error),
    }
}

/// `GET /admin/fulfilments?order=…`: a number.
pub async fn fulfilments(State(shop): State<Arc<Shop>>, Query(named): Query<Named>) -> Response {
    shop.fulfilments(&named.order).map_or_else(no_such_order, |issued| issued.to_string().into_response())
}

fn done(outcome: Done<()>) -> Response {
    match outcome {
        Some(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Some(Err(error)) => refused(&error),
        None => no_such_order(),
    }
}

fn no_such_order() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "there is no such order" }))).into_response()
}

fn refused(error: &SoapError) -> Response {
    (StatusCode::BAD_GATEWAY, Json(json!({ "error": error.to_string() }))).into_response()
}
