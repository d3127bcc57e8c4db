//! What answers where: SOAP by POST, the description by GET, and clear words for everything else.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tower::Service as _;

use crate::soap::description;
use crate::spec::SERVICE_PATHS;

use super::super::exchange::{Incoming, Refusal, XML, exchange, refuse};
use super::super::playground::{self, Playground};
use super::super::shared::Shared;
use super::body::{Bodies, Permission};
use super::deliver::deliver;

const TEXT: &str = "text/plain; charset=utf-8";

/// What requests are answered with.
#[derive(Clone, Debug)]
pub(in super::super) struct Site {
    pub(in super::super) shared: Arc<Shared>,
    /// `http` or `https`.
    pub(in super::super) scheme: &'static str,
    pub(in super::super) playground: Option<Arc<Playground>>,
}

#[derive(Clone, Debug)]
struct Service {
    shared: Arc<Shared>,
    scheme: &'static str,
    bodies: Bodies,
}

/// Where every request comes in.
#[derive(Clone, Debug)]
pub(in super::super) struct Entrance {
    service: Service,
    router: Router,
}

/// One handler for every path of the service; what differs by path and method is few and better seen in one place.
pub(in super::super) fn entrance(site: Site) -> Entrance {
    let service = Service { shared: site.shared, scheme: site.scheme, bodies: Bodies::default() };
    let pages = site.playground.map_or_else(Router::new, playground::router);
    // Beside the page, its address takes misdirected messages as every other does.
    let router = pages.method_not_allowed_fallback(respond).fallback(respond).with_state(service.clone());
    Entrance { service, router }
}

impl Entrance {
    /// Answers a request. Messages to the service, of which there are many, do not go through the router.
    pub(super) async fn answer(mut self, request: Request) -> Result<Response, Infallible> {
        if request.method() == Method::POST
            && let Some(path) = service_path(request.uri().path())
        {
            let Service { shared, bodies, .. } = &self.service;
            return Ok(take_message(shared, bodies, request, Some(path)).await);
        }
        self.router.call(request).await
    }
}

/// The path of the service that a request means.
fn service_path(path: &str) -> Option<&'static str> {
    let path = path.trim_end_matches('/');
    SERVICE_PATHS.into_iter().find(|known| *known == path)
}

async fn respond(State(service): State<Service>, request: Request) -> Response {
    let Service { shared, scheme, bodies } = service;
    match (service_path(request.uri().path()), request.method()) {
        (service, &Method::POST) => take_message(&shared, &bodies, request, service).await,
        (Some(path), &(Method::GET | Method::HEAD)) if asks_for_description(request.uri().query()) => {
            let address = format!("{scheme}://{}{path}", reached_at(&shared, &request));
            text(StatusCode::OK, XML, description(&address))
        }
        (Some(path), _) => {
            let words = format!("This is the SOAP endpoint of SEQR. POST a SOAP 1.1 message, or GET {path}?wsdl\n");
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, TEXT, words);
            response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD, POST"));
            response
        }
        (None, _) => text(StatusCode::NOT_FOUND, TEXT, nothing_here()),
    }
}

fn nothing_here() -> String {
    format!(
        "Nothing here. The service is at {} and {}; add ?wsdl for its description.\n",
        SERVICE_PATHS[0], SERVICE_PATHS[1]
    )
}

async fn take_message(shared: &Shared, bodies: &Bodies, request: Request, service: Option<&str>) -> Response {
    let began_ms = shared.recorder.elapsed_ms();
    let (head, body) = request.into_parts();
    let permission =
        if head.headers.contains_key(header::EXPECT) { Permission::Awaited } else { Permission::NotAwaited };
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut incoming = Incoming {
        path: short(path).to_owned(),
        content_type: value(&head.headers, &header::CONTENT_TYPE),
        content_encoding: value(&head.headers, &header::CONTENT_ENCODING),
        soap_action: value(&head.headers, &HeaderName::from_static("soapaction")),
        body: Vec::new(),
        began_ms,
    };
    let body = bodies.read(body, permission).await;
    let batch = shared.recorder.batch();
    let outgoing = match (body, service) {
        (Err(refusal), _) => refuse(shared, &batch, &incoming, "", refusal),
        (Ok(body), None) => {
            let body = body.content;
            let message = format!("a message was posted to {}: {}", incoming.path, nothing_here().trim_end());
            let refusal = Refusal { status: 404, fault_code: "Client", message };
            let seen = String::from_utf8_lossy(&body).into_owned();
            refuse(shared, &batch, &incoming, &seen, refusal)
        }
        (Ok(mut body), Some(_)) => {
            incoming.body = std::mem::take(&mut body.content);
            exchange(shared, &batch, &incoming)
        }
    };
    // The other calls that have come meanwhile join the batch: whoever is back first writes for all.
    tokio::task::yield_now().await;
    drop(batch);
    deliver(outgoing).await
}

fn text(status: StatusCode, content_type: &'static str, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, content_type)], Body::from(body)).into_response()
}

/// A header's value as text, cut at 500 characters.
fn value(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| short(&String::from_utf8_lossy(value.as_bytes())).to_owned())
}

/// At most 500 characters.
fn short(text: &str) -> &str {
    text.char_indices().nth(500).map_or(text, |(end, _)| &text[..end])
}

/// `?wsdl` in any case, or .NET's `?singleWsdl`.
fn asks_for_description(query: Option<&str>) -> bool {
    let mut names =
        url::form_urlencoded::parse(query.unwrap_or("").as_bytes()).map(|(name, _)| name.to_ascii_lowercase());
    names.any(|name| name == "wsdl" || name == "singlewsdl")
}

/// Host and port by which the client reached us, as it says itself; our own address when it does not say.
fn reached_at(shared: &Shared, request: &Request) -> String {
    let said = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = said.and_then(|host| host.parse::<Authority>().ok()).filter(|host| !host.as_str().contains('@'));
    host.or_else(|| request.uri().authority().cloned())
        .map_or_else(|| shared.address.to_string(), |authority| authority.to_string())
}
