//! The states of an invoice as getPaymentStatus reports them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Invoice status on the wire (protocol facts, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvoiceStatus {
    Issued,
    PendingIssuerAcknowledge,
    Reserved,
    PartiallyPaid,
    Paid,
    Canceled,
    Failed,
}

impl InvoiceStatus {
    /// The word on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "ISSUED",
            Self::PendingIssuerAcknowledge => "PENDING_ISSUER_ACKNOWLEDGE",
            Self::Reserved => "RESERVED",
            Self::PartiallyPaid => "PARTIALLY_PAID",
            Self::Paid => "PAID",
            Self::Canceled => "CANCELED",
            Self::Failed => "FAILED",
        }
    }
}

impl fmt::Display for InvoiceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
