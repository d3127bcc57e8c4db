//! What a browser says of itself, whichever protocol it says it in. A verdict may need all of it.

use serde_json::Value;

use super::connection::Event;

/// The events of WebDriver BiDi that are understood here.
pub(super) const OF_BIDI: [&str; 5] = [
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
    Request { id: String, url: String },
    /// A response is there to its end, or leads elsewhere.
    Response(Response),
    /// A request came to nothing.
    Failure { id: String, url: String, method: String, error: String, is_document: bool },
    /// A line of the console.
    Console { level: String, text: String, source: Option<String> },
    /// A dialog, which is being closed.
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

impl Heard {
    /// What an event of WebDriver BiDi says.
    pub(super) fn of_bidi(event: &Event) -> Option<Self> {
        let told = &event.parameters;
        let id = || text(&told["request"]["request"]);
        let url = || text(&told["request"]["url"]);
        let method = || text(&told["request"]["method"]);
        Some(match event.method.as_str() {
            "network.beforeRequestSent" => Self::Request { id: id(), url: url() },
            "network.responseCompleted" => Self::Response(Response {
                id: id(),
                url: url(),
                method: method(),
                status: status(&told["response"]["status"]),
                mime_type: told["response"]["mimeType"].as_str().map(str::to_owned),
                headers: headers_of_bidi(&told["response"]["headers"]),
                is_document: is_document(told),
            }),
            "network.fetchError" => Self::Failure {
                id: id(),
                url: url(),
                method: method(),
                error: text(&told["errorText"]),
                is_document: is_document(told),
            },
            "log.entryAdded" => Self::Console {
                level: text(&told["level"]),
                text: text(&told["text"]),
                source: source(&told["stackTrace"]),
            },
            "browsingContext.userPromptOpened" => Self::Dialog { text: text(&told["message"]) },
            _ => return None,
        })
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
