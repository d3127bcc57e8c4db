//! What a browser says of itself, whichever protocol it says it in. A verdict may need all of it.

use std::collections::HashSet;

use serde_json::Value;

use crate::trace::Destination;

use super::connection::Event;

/// The events of WebDriver BiDi that are understood here.
pub(super) const OF_BIDI: [&str; 6] = [
    "browsingContext.contextCreated",
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
    "log.entryAdded",
    "browsingContext.userPromptOpened",
];

/// One thing that a browser said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// A request was sent, or would be if its scheme were one of the browser's. A redirect keeps the id of what it follows.
    Request { id: String, url: String, destination: Destination },
    /// A response is there to its end, or leads elsewhere.
    Response(Response),
    /// A request came to nothing.
    Failure { id: String, url: String, method: String, error: String, is_document: bool },
    /// A line of the console.
    Console { level: String, text: String, source: Option<String> },
    /// A dialog, which is being answered with yes.
    Dialog { text: String },
    /// Somebody whom the page works with has come, a worker or the other end of a socket: the page may move at any time. WebDriver
    /// BiDi does not tell.
    Company,
}

/// What came back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) method: String,
    pub(super) status: u16,
    pub(super) mime_type: Option<String>,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// Whether it is the page itself, not what a page loads or frames.
    pub(super) is_document: bool,
}

/// Reads the events of WebDriver BiDi about one customer.
#[derive(Debug, Default)]
pub(super) struct OfBidi {
    /// The page that the customer sees: the first that went anywhere.
    page: Option<String>,
    /// Pages within pages.
    frames: HashSet<String>,
}

impl OfBidi {
    /// What an event says.
    pub(super) fn read(&mut self, event: &Event) -> Option<Heard> {
        let told = &event.parameters;
        let id = || text(&told["request"]["request"]);
        let url = || text(&told["request"]["url"]);
        let method = || text(&told["request"]["method"]);
        Some(match event.method.as_str() {
            "browsingContext.contextCreated" => {
                if told["parent"].is_string() {
                    self.frames.insert(text(&told["context"]));
                }
                return None;
            }
            "network.beforeRequestSent" => Heard::Request { id: id(), url: url(), destination: self.destination(told) },
            "network.responseCompleted" => Heard::Response(Response {
                id: id(),
                url: url(),
                method: method(),
                status: status(&told["response"]["status"]),
                mime_type: told["response"]["mimeType"].as_str().map(str::to_owned),
                headers: headers_of_bidi(&told["response"]["headers"]),
                is_document: is_document(told),
            }),
            "network.fetchError" => Heard::Failure {
                id: id(),
                url: url(),
                method: method(),
                error: text(&told["errorText"]),
                is_document: is_document(told),
            },
            "log.entryAdded" => Heard::Console {
                level: text(&told["level"]),
                text: text(&told["text"]),
                source: source(&told["stackTrace"]),
            },
            "browsingContext.userPromptOpened" => Heard::Dialog { text: text(&told["message"]) },
            _ => return None,
        })
    }

    /// What a request is for.
    fn destination(&mut self, told: &Value) -> Destination {
        if !told["navigation"].is_string() {
            return Destination::Part;
        }
        let context = text(&told["context"]);
        if self.frames.contains(&context) {
            return Destination::Frame;
        }
        if *self.page.get_or_insert_with(|| context.clone()) == context {
            Destination::Page
        } else {
            Destination::Window
        }
    }
}

/// The text of a value; empty where it is none.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A status; 0 where it is none.
pub(super) fn status(value: &Value) -> u16 {
    value.as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or_default()
}

/// The script that a stack trace begins in.
pub(super) fn source(stack: &Value) -> Option<String> {
    stack["callFrames"][0]["url"].as_str().filter(|url| !url.is_empty()).map(str::to_owned)
}

fn is_document(told: &Value) -> bool {
    told["navigation"].is_string() && told["request"]["destination"].as_str().is_none_or(|kind| kind == "document")
}

fn headers_of_bidi(list: &Value) -> Vec<(String, String)> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|header| (text(&header["name"]).to_ascii_lowercase(), text(&header["value"]["value"])))
        .collect()
}
