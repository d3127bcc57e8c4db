//! The four service URLs.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A page of the service that the SEQR app opens (source document, "Implement Service URLs").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    /// Where the customer chooses and orders.
    Order,
    /// Shown after a payment that succeeded.
    Success,
    /// Shown after a payment that failed for any reason.
    Failure,
    /// Shown after the customer cancelled the payment.
    Cancel,
}

impl Page {
    /// All four, in the order of the source document.
    pub const ALL: [Self; 4] = [Self::Order, Self::Success, Self::Failure, Self::Cancel];

    /// The word that the source document uses for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancel => "cancel",
        }
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a Content-Type says that an answer is a document which a web view shows: HTML or XHTML, with whatever parameters.
#[must_use]
pub fn is_html(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["text/html", "application/xhtml+xml"].contains(&essence.as_str())
}
