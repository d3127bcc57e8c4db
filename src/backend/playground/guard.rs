//! Who may look at the page and press its buttons.
//!
//! The developer's browser shows other pages too, the merchant's among them. None of these may pay an invoice by sending a
//! form here (cross-site request forgery), nor read this page by letting its own name point to this machine (DNS rebinding).

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Playground;

/// Only what this page brings itself may run, load or be called, and nobody may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// Lets through what comes from the page itself, and keeps the answer to that page.
pub(super) async fn guard(State(playground): State<Arc<Playground>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&playground, &request) {
        Some(words) => (StatusCode::FORBIDDEN, format!("{words}\n")).into_response(),
        None => next.run(request).await,
    };
    response.headers_mut().extend(HEADERS);
    response
}

fn refusal(playground: &Playground, request: &Request) -> Option<&'static str> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(header::HOST).and_then(|host| host.parse::<Authority>().ok()) else {
        return Some("The Host header is missing or cannot be read.");
    };
    if !is_ours(host.host(), &playground.shared.config.listen) {
        return Some("This page is only shown under this machine's own addresses, not under another name.");
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let own = format!("{}://{host}", playground.scheme);
    let from_here = text(header::ORIGIN).is_some_and(|origin| origin.eq_ignore_ascii_case(&own));
    (!from_here).then_some("Only this page itself may do that: the Origin header names another one, or none.")
}

/// A foreign page can make its own name point here, but no address and no name that never leaves this machine.
fn is_ours(host: &str, listen: &str) -> bool {
    let address = host.trim_matches(['[', ']']);
    let listens = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
    let lower = host.to_ascii_lowercase();
    address.parse::<IpAddr>().is_ok()
        || lower == "localhost"
        || lower.ends_with(".localhost")
        || host.eq_ignore_ascii_case(listens)
}
