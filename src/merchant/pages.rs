//! The four service URLs and the files that they need, all held in memory.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::spec::Page;

use super::catalogue::{MOST_TICKETS, PLACES, ROWS, SHOWS, Show};
use super::{Defect, Variant, patch, reshape};

/// Everything comes from the shop itself, and nothing inside a page is run or styled.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Variant: everything that a page can do without is switched off.
const STRICTEST: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("x-frame-options", "DENY"),
];

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

/// Text files by the name under which they are served; pages without their `.html`.
const TEXTS: [(&str, &str, &str); 12] = [
    ("order", HTML, include_str!("assets/order.html")),
    ("success", HTML, include_str!("assets/success.html")),
    ("failure", HTML, include_str!("assets/failure.html")),
    ("cancel", HTML, include_str!("assets/cancel.html")),
    ("shop.css", STYLE, include_str!("assets/shop.css")),
    ("shop.js", SCRIPT, include_str!("assets/shop.js")),
    ("order.js", SCRIPT, include_str!("assets/order.js")),
    ("success.js", SCRIPT, include_str!("assets/success.js")),
    ("ended.js", SCRIPT, include_str!("assets/ended.js")),
    ("app", HTML, include_str!("assets/app.html")),
    ("app.js", SCRIPT, include_str!("assets/app.js")),
    ("icon.svg", SVG, include_str!("assets/icon.svg")),
];

/// The posters, twice as wide as they are shown, and once as wide for the defect that forgets Retina screens.
const PICTURES: [(&str, &[u8]); 6] = [
    ("poster-5.png", include_bytes!("assets/posters/poster-5.png")),
    ("poster-7.png", include_bytes!("assets/posters/poster-7.png")),
    ("poster-9.png", include_bytes!("assets/posters/poster-9.png")),
    ("poster-5-small.png", include_bytes!("assets/posters/poster-5-small.png")),
    ("poster-7-small.png", include_bytes!("assets/posters/poster-7-small.png")),
    ("poster-9-small.png", include_bytes!("assets/posters/poster-9-small.png")),
];

const LOGO: &str = include_str!("assets/logo.svg");
const HEAD: &str = include_str!("assets/head.html");
const CARD: &str = include_str!("assets/show.html");

/// Every file of the shop.
#[derive(Debug)]
pub struct Pages {
    files: BTreeMap<&'static str, File>,
    defect: Option<Defect>,
    variant: Option<Variant>,
}

#[derive(Debug)]
struct File {
    content_type: &'static str,
    body: Vec<u8>,
    tag: String,
}

impl Pages {
    /// Fills in the pages once, for good.
    pub fn new(defect: Option<Defect>, variant: Option<Variant>) -> Self {
        let texts = TEXTS.map(|(name, content_type, text)| {
            let text = if content_type == HTML { filled(text) } else { text.to_owned() };
            (name, content_type, patch::apply(reshape::apply(text, variant), defect).into_bytes())
        });
        let pictures = PICTURES.map(|(name, bytes)| (name, PNG, bytes.to_vec()));
        let file = |(name, content_type, body): (&'static str, &'static str, Vec<u8>)| {
            let mut hasher = DefaultHasher::new();
            body.hash(&mut hasher);
            (name, File { content_type, body, tag: format!("\"{:016x}\"", hasher.finish()) })
        };
        Self { files: texts.into_iter().chain(pictures).map(file).collect(), defect, variant }
    }

    fn answer(&self, name: &str, request: &HeaderMap) -> Response {
        let Some(file) = self.files.get(name) else {
            return (StatusCode::NOT_FOUND, "There is no such page.").into_response();
        };
        let known = request.get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == file.tag.as_bytes());
        if known {
            return (StatusCode::NOT_MODIFIED, headers(file)).into_response();
        }
        let mut response = (headers(file), file.body.clone()).into_response();
        if self.defect == Some(Defect::WrongCharset) && file.content_type == HTML {
            // Defect: the server's default of former days.
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=iso-8859-1"));
        }
        if self.defect == Some(Defect::TriggerInFrame)
            && let Ok(loosened) = HeaderValue::try_from(format!("{POLICY}; frame-src seqr:"))
        {
            // Defect: the browser did not let the frame go there, and was told to.
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, loosened);
        }
        if self.variant == Some(Variant::StrictPolicy) {
            let strictest =
                STRICTEST.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            response.headers_mut().extend(strictest);
        }
        response
    }
}

/// Kept by the browser, but checked before use, so that a page never meets the script of another version.
fn headers(file: &File) -> [(HeaderName, String); 6] {
    [
        (CONTENT_TYPE, file.content_type.to_owned()),
        (CACHE_CONTROL, "no-cache".to_owned()),
        (ETAG, file.tag.clone()),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
    ]
}

/// `GET /order`, `/success`, `/failure`, `/cancel`.
pub async fn page(State(pages): State<Arc<Pages>>, Path(name): Path<String>, request: HeaderMap) -> Response {
    if !Page::ALL.iter().any(|page| page.name() == name) {
        return (StatusCode::NOT_FOUND, "There is no such page.").into_response();
    }
    let broken = match pages.defect {
        // Defect: a page that nobody thought of.
        Some(Defect::NoCancelPage) if name == Page::Cancel.name() => Some((StatusCode::NOT_FOUND, "Not Found")),
        Some(Defect::NoFailurePage) if name == Page::Failure.name() => Some((StatusCode::NOT_FOUND, "Not Found")),
        // Defect: as after an exception in the page's handler.
        Some(Defect::Success500) if name == Page::Success.name() => {
            Some((StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"))
        }
        _ => None,
    };
    if let Some(broken) = broken {
        return broken.into_response();
    }
    if pages.defect == Some(Defect::OrderAsText) && name == Page::Order.name() {
        // Defect: the server does not know what kind of file it is.
        let text = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
        let body = pages.files.get(name.as_str()).map(|file| file.body.clone()).unwrap_or_default();
        return (text, body).into_response();
    }
    let name = match (pages.variant, pages.defect) {
        // Variant: the path is for the shell's script to read.
        (Some(Variant::SinglePageApp), _) => "app",
        // Defect: "whoever could not pay wants to try again".
        (_, Some(Defect::FailureIsOrder)) if name == Page::Failure.name() => Page::Order.name(),
        _ => &name,
    };
    pages.answer(name, &request)
}

/// `GET /assets/…`.
pub async fn asset(State(pages): State<Arc<Pages>>, Path(name): Path<String>, request: HeaderMap) -> Response {
    pages.answer(&name, &request)
}

/// A page with its common parts and today's programme.
fn filled(page: &str) -> String {
    let shows: String = SHOWS.iter().map(card).collect();
    let seats: String =
        ROWS.iter().flat_map(|row| (1..=PLACES).map(move |place| format!("<option>{row}{place}</option>\n"))).collect();
    page.replace("{{head}}", HEAD)
        .replace("{{logo}}", LOGO)
        .replace("{{shows}}", &shows)
        .replace("{{seats}}", &seats)
        .replace("{{most_tickets}}", &MOST_TICKETS.to_string())
}

/// A show on the order page. The programme is our own text and holds nothing that HTML would take amiss.
fn card(show: &Show) -> String {
    CARD.replace("{{id}}", show.id)
        .replace("{{title}}", show.title)
        .replace("{{line}}", show.line)
        .replace("{{time}}", show.time)
        .replace("{{hall}}", show.hall)
        .replace("{{cents}}", &show.price.0.to_string())
        .replace("{{price}}", &show.price.to_string())
}
