//! An invoice and its payment.

use rust_decimal::Decimal;

use crate::soap::CustomerToken;
use crate::spec::InvoiceStatus;

use super::state::Effect;
use super::terms::Terms;
use super::{AcknowledgmentMode, Money, PaymentMode};

/// Version of an invoice that was issued just now; clients say 0 before they have seen one.
const FIRST_VERSION: i64 = 1;

/// An invoice of a terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    /// 13 digits.
    pub reference: String,
    /// The TERMINALID that sent it; no other one knows it.
    pub terminal: String,
    /// The case in which it was sent.
    pub case: Option<String>,
    pub client_invoice_id: Option<String>,
    pub total: Money,
    pub notification_url: Option<String>,
    pub payment_mode: PaymentMode,
    /// `None` when the invoice does not say it.
    pub acknowledgment_mode: Option<AcknowledgmentMode>,
    /// How long a reservation holds, in milliseconds; for ever when nothing is said.
    pub commit_within_ms: Option<u64>,
    /// What the customer brought beside money, and what the merchant said to it.
    pub tokens: Vec<CustomerToken>,
    /// Whether the customer has said yes and the app waits for the merchant's amount.
    pub confirmed: bool,
    /// Whether the merchant has answered the tokens, so that a yes takes effect at once.
    pub(super) unblocked: bool,
    pub payment: Option<Payment>,
    /// When time will change it: the reversal of a payment, the end of a reservation.
    pub(super) due_ms: Option<u64>,
    status: InvoiceStatus,
    version: i64,
}

/// What a payment left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub ers_reference: String,
    /// The invoice's total, or less when less was committed of a reservation.
    pub amount: Money,
    pub paid_at_ms: u64,
    /// When getPaymentStatus was answered PAID for the first time.
    pub acknowledged_at_ms: Option<u64>,
    /// Whether it was taken back for want of an acknowledgement.
    pub reversed: bool,
    /// What refunds have given back.
    pub refunded: Decimal,
    /// How many receipt documents came for it.
    pub receipts: u32,
}

impl Invoice {
    pub(super) fn issue(reference: String, terminal: String, case: Option<String>, total: Money, terms: Terms) -> Self {
        let mut invoice = Self {
            reference,
            terminal,
            case,
            client_invoice_id: None,
            total,
            notification_url: None,
            payment_mode: PaymentMode::Immediate,
            acknowledgment_mode: None,
            commit_within_ms: None,
            tokens: Vec::new(),
            confirmed: false,
            unblocked: false,
            payment: None,
            due_ms: None,
            status: InvoiceStatus::Issued,
            version: FIRST_VERSION,
        };
        invoice.adopt(terms);
        invoice
    }

    /// Takes over what the merchant says now and keeps the rest.
    pub(super) fn adopt(&mut self, terms: Terms) {
        let Terms { client_invoice_id, total, notification_url, payment_mode, acknowledgment_mode, commit_within_ms } =
            terms;
        self.client_invoice_id = client_invoice_id.or_else(|| self.client_invoice_id.take());
        self.notification_url = notification_url.or_else(|| self.notification_url.take());
        self.acknowledgment_mode = acknowledgment_mode.or(self.acknowledgment_mode);
        self.commit_within_ms = commit_within_ms.or(self.commit_within_ms);
        if let Some(total) = total {
            self.total = total;
        }
        if let Some(mode) = payment_mode {
            self.payment_mode = mode;
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> InvoiceStatus {
        self.status
    }

    /// Grows with every change of the status and with every token that arrives.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// Whether the customer may still decide about it, and the merchant take it back.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, InvoiceStatus::Issued | InvoiceStatus::PendingIssuerAcknowledge)
    }

    /// The only way to another status, so that the version follows.
    pub(super) fn change(&mut self, to: InvoiceStatus) -> Effect {
        let from = std::mem::replace(&mut self.status, to);
        self.version += 1;
        Effect::Changed { reference: self.reference.clone(), from: Some(from), to, version: self.version }
    }
}
