//! Going wrong on purpose: what a case may ask of the simulated SEQR.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::candidate::Span;
use crate::spec::{Operation, ResultCode};

/// How calls of an operation are answered otherwise than by the protocol's rules. It holds for the journey of its case, from
/// its step on; a later rule on the same operation takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackendRule {
    pub on: Operation,
    /// The result code to answer with, whatever the message says. Nothing is carried out. 0 takes the rule on the operation
    /// back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<i32>,
    /// What is wrong with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// How long the answer is held back; the call is carried out at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// How many calls it hits; without it every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// What is wrong with an answer. `http` and `soap-fault` refuse a call before anything is carried out; all others damage the
/// answer of a call that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// An HTTP status between 400 and 599 with a line of text, as a proxy in front of SEQR answers it.
    Http(u16),
    /// A SOAP fault with HTTP status 500.
    SoapFault,
    /// HTTP status 200 and nothing else.
    EmptyBody,
    /// The connection is closed before the first byte of the answer.
    Cut,
    /// The connection is closed in the middle of the answer's body.
    CutMidway,
    /// The answer's body comes in small pieces, the last one after this time.
    Trickle(Span),
    /// The right answer, said to be `text/html`.
    WrongType,
    /// The answer without one of its end tags.
    Malformed,
    /// sendInvoice only: the answer names an invoice that does not exist.
    WrongReference,
}

/// What is wrong with notifications of payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotificationFault {
    /// From here on payments are not notified.
    Never,
    /// From here on notifications go astray: to a URL that answers 500, as that of a merchant behind a broken proxy does.
    /// They are not sent again.
    Lost,
    /// From here on payments are notified twice, one notification after the other.
    Twice,
    /// From here on payments are notified this long after they are PAID.
    Late(Span),
    /// Now a notification comes for the invoice, which is not paid; the right one still comes with the payment. A stranger
    /// who knows the reference can send the same.
    Early,
    /// Now a stranger sends a notification for an invoice that does not exist.
    Forged,
}

/// Why getClientSessionInfo does not know the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SessionFault {
    Expired,
    Cancelled,
    InProgress,
    Unknown,
}

/// What is wrong with the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentFault {
    /// From here on a payment takes this long: PAID, the notification and the time for the acknowledgement come later.
    StatusAfter(Span),
    /// From here on the customer pays, and the invoice stays as it is.
    Stuck,
    /// Now SEQR takes the payment back, whether or not it was acknowledged.
    Reversed,
}

impl BackendRule {
    /// A rule that answers with a result code.
    #[must_use]
    pub const fn answering(on: Operation, code: i32) -> Self {
        Self { on, answer: Some(code), fault: None, delay: None, times: None }
    }

    /// A rule that damages the answer.
    #[must_use]
    pub const fn failing(on: Operation, fault: Fault) -> Self {
        Self { on, answer: None, fault: Some(fault), delay: None, times: None }
    }

    /// The code to answer with in place of carrying the call out.
    #[must_use]
    pub fn refusal(&self) -> Option<i32> {
        self.answer.filter(|code| *code != 0)
    }

    /// Whether it keeps the caller from reading what SEQR made of the call.
    #[must_use]
    pub fn withholds(&self) -> bool {
        self.refusal().is_some()
            || self.fault.is_some_and(|fault| !matches!(fault, Fault::Trickle(_) | Fault::WrongType))
    }

    /// How much later than usual the whole answer is there.
    #[must_use]
    pub fn lateness(&self) -> Duration {
        let trickled = match self.fault {
            Some(Fault::Trickle(over)) => over.duration(),
            _ => Duration::ZERO,
        };
        self.delay.map_or(Duration::ZERO, Span::duration).saturating_add(trickled)
    }
}

impl SessionFault {
    /// How getClientSessionInfo is answered.
    #[must_use]
    pub const fn code(self) -> ResultCode {
        match self {
            Self::Expired => ResultCode::AuthorizationExpired,
            Self::Cancelled => ResultCode::AuthorizationCancelled,
            Self::InProgress => ResultCode::AuthorizationInProgress,
            Self::Unknown => ResultCode::InvalidAuthorizationReference,
        }
    }
}
