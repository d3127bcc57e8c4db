//! refundPayment: gives a payment back, wholly or in part.

use super::super::Element;
use super::Invoice;
use super::decode::{Reader, text};

/// The request; the answer's `ersReference` is the refund's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundPayment {
    /// The payment's.
    pub ers_reference: Option<String>,
    /// Its totalAmount is what is given back.
    pub invoice: Option<Invoice>,
}

impl RefundPayment {
    pub(super) fn read(operation: &Element<'_>, reader: &mut Reader) -> Self {
        Self {
            ers_reference: text(operation, "ersReference"),
            invoice: operation.child("invoice").map(|invoice| Invoice::read(invoice, reader)),
        }
    }
}
