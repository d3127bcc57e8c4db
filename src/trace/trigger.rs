//! Links with a SEQR scheme, and where pages fire them.

use serde::{Deserialize, Serialize};

/// A link with a SEQR scheme, as the page fired it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerFired {
    /// As the browser reports it: the scheme in lower case, the rest as written.
    pub url: String,
    /// The exact spelling where it could be had: an attribute of the page or a Location header.
    pub as_written: Option<String>,
    /// `link` or `redirect` (a Location header), where it could be told.
    pub by: Option<String>,
    /// Where it was fired. Traces that were recorded before this was looked at have the page for everything.
    #[serde(default, skip_serializing_if = "Destination::is_page")]
    pub destination: Destination,
    /// TOKEN of the customer in whose app it fired.
    pub token: String,
    /// Milliseconds since the last tap; `None` when nothing had been tapped on this page.
    pub since_tap_ms: Option<u64>,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// The page that the customer sees.
    #[default]
    Page,
    /// A page within the page.
    Frame,
    /// A page in a window of its own.
    Window,
    /// A part of a page: a picture, a script, or what a script asks for. An app is told of none of these.
    Part,
}

impl Destination {
    /// Whether it is the page that the customer sees.
    #[must_use]
    pub const fn is_page(&self) -> bool {
        matches!(self, Self::Page)
    }

    /// Whether an app is asked before such a request is sent.
    #[must_use]
    pub const fn is_noticed(self) -> bool {
        !matches!(self, Self::Part)
    }
}
