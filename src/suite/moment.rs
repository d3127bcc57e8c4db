//! Moments of a journey, and what suites say about their order and timing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::candidate::Span;
use crate::spec::{InvoiceStatus, Operation, Page};

use super::{Choice, Nothing};

/// Something that happens in a journey and that order and timing can be said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// The app scans the QR code and gets a TOKEN.
    Scanned(Nothing),
    /// The app has opened a page of the service.
    Opened(Page),
    /// The service calls SEQR and is answered.
    Call(CallMoment),
    /// The service fires the payment trigger.
    Trigger(TriggerMoment),
    /// The customer decides in the app.
    Decided(Choice),
    /// The invoice is paid.
    Paid(Nothing),
    /// SEQR tells the service's notificationUrl.
    Notified(Nothing),
    /// SEQR takes the payment back.
    Reversed(Nothing),
}

/// A call; what is not said may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallMoment {
    pub operation: Operation,
    /// With this result code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<i32>,
    /// With this status of the invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<InvoiceStatus>,
    /// A place in a `sequence`: at most this long after the moment before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
}

/// The payment trigger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerMoment {
    /// A place in a `sequence`: at most this long after the moment before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
}

impl Moment {
    /// How long after the moment before it may come, in a sequence. Only what the service does is timed.
    #[must_use]
    pub const fn within(&self) -> Option<Span> {
        match self {
            Self::Call(call) => call.within,
            Self::Trigger(trigger) => trigger.within,
            _ => None,
        }
    }

    /// The moment itself, whenever it may come.
    #[must_use]
    pub const fn untimed(self) -> Self {
        match self {
            Self::Call(call) => Self::Call(CallMoment { within: None, ..call }),
            Self::Trigger(_) => Self::Trigger(TriggerMoment { within: None }),
            other => other,
        }
    }
}

/// Parameters of `never`: something that does not happen before a moment, or not after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Never {
    pub what: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Moment>,
}

/// Parameters of `at-most`: how often something may happen in any stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtMost {
    pub times: u32,
    pub of: Moment,
    /// In any stretch of this length. Calls about different invoices are counted each by themselves.
    pub within: Span,
}
