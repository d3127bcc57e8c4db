//! The SOAP operations of the merchant interface.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of the thirteen operations of the protocol facts, section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    GetClientSessionInfo,
    SendInvoice,
    UpdateInvoice,
    GetPaymentStatus,
    CancelInvoice,
    CommitReservation,
    SubmitPaymentReceipt,
    RefundPayment,
    MarkTransactionPeriod,
    ExecuteReport,
    RegisterTerminal,
    UnregisterTerminal,
    AssignSeqrId,
}

impl Operation {
    /// Every operation, in the order of the protocol facts.
    pub const ALL: [Self; 13] = [
        Self::GetClientSessionInfo,
        Self::SendInvoice,
        Self::UpdateInvoice,
        Self::GetPaymentStatus,
        Self::CancelInvoice,
        Self::CommitReservation,
        Self::SubmitPaymentReceipt,
        Self::RefundPayment,
        Self::MarkTransactionPeriod,
        Self::ExecuteReport,
        Self::RegisterTerminal,
        Self::UnregisterTerminal,
        Self::AssignSeqrId,
    ];

    /// The element name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GetClientSessionInfo => "getClientSessionInfo",
            Self::SendInvoice => "sendInvoice",
            Self::UpdateInvoice => "updateInvoice",
            Self::GetPaymentStatus => "getPaymentStatus",
            Self::CancelInvoice => "cancelInvoice",
            Self::CommitReservation => "commitReservation",
            Self::SubmitPaymentReceipt => "submitPaymentReceipt",
            Self::RefundPayment => "refundPayment",
            Self::MarkTransactionPeriod => "markTransactionPeriod",
            Self::ExecuteReport => "executeReport",
            Self::RegisterTerminal => "registerTerminal",
            Self::UnregisterTerminal => "unregisterTerminal",
            Self::AssignSeqrId => "assignSeqrId",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of the protocol's operations.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no operation of the SEQR merchant interface")]
pub struct UnknownOperation(String);

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.name() == name)
            .ok_or_else(|| UnknownOperation(name.to_owned()))
    }
}
