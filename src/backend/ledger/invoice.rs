//! An invoice and its payment.

use rust_decimal::Decimal;

use crate::spec::InvoiceStatus;

use super::Money;
use super::state::Effect;

/// Version of an invoice that was issued just now; clients say 0 before they have seen one.
const FIRST_VERSION: i64 = 1;

/// An invoice of the terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    /// 13 digits.
    pub reference: String,
    /// The case in which it was sent.
    pub case: Option<String>,
    pub client_invoice_id: Option<String>,
    pub total: Money,
    pub notification_url: Option<String>,
    pub payment: Option<Payment>,
    status: InvoiceStatus,
    version: i64,
}

/// What a payment left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub ers_reference: String,
    pub paid_at_ms: u64,
    /// When getPaymentStatus was answered PAID for the first time.
    pub acknowledged_at_ms: Option<u64>,
    /// Whether it was taken back for want of an acknowledgement.
    pub reversed: bool,
    /// What refunds have given back.
    pub refunded: Decimal,
}

impl Invoice {
    pub(super) const fn issue(
        reference: String,
        case: Option<String>,
        client_invoice_id: Option<String>,
        total: Money,
        notification_url: Option<String>,
    ) -> Self {
        let (status, version) = (InvoiceStatus::Issued, FIRST_VERSION);
        Self { reference, case, client_invoice_id, total, notification_url, payment: None, status, version }
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> InvoiceStatus {
        self.status
    }

    /// Grows with every change of the status.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The only way to another status, so that the version follows.
    pub(super) fn change(&mut self, to: InvoiceStatus) -> Effect {
        let from = std::mem::replace(&mut self.status, to);
        self.version += 1;
        Effect::Changed { reference: self.reference.clone(), from: Some(from), to, version: self.version }
    }
}
