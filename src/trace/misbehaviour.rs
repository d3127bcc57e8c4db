//! What SEQR did wrong because a case had asked for it.

use serde::{Deserialize, Serialize};

use crate::suite::{BackendRule, NotificationFault, PaymentFault, SessionFault};

/// One misbehaviour. It follows the exchange that it hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misbehaved {
    /// Sequence number of that exchange, a `soap` or a `notified` event; `None` where nothing went over the wire.
    pub hit: Option<u64>,
    pub deed: Misdeed,
}

/// What was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Misdeed {
    /// A call was answered by a rule of the case.
    Answer(BackendRule),
    /// A session was denied to getClientSessionInfo.
    Session(SessionFault),
    Notification {
        fault: NotificationFault,
        invoice_reference: String,
    },
    Payment {
        fault: PaymentFault,
        invoice_reference: String,
    },
}

impl Misdeed {
    /// Whether it kept the candidate from learning what SEQR made of its call.
    #[must_use]
    pub fn withholds(&self) -> bool {
        match self {
            Self::Answer(rule) => rule.withholds(),
            Self::Session(_) => true,
            Self::Notification { .. } | Self::Payment { .. } => false,
        }
    }

    /// How many milliseconds after its record the answer was there.
    #[must_use]
    pub fn late_ms(&self) -> u64 {
        match self {
            Self::Answer(rule) => super::milliseconds(rule.lateness()),
            Self::Session(_) | Self::Notification { .. } | Self::Payment { .. } => 0,
        }
    }
}
