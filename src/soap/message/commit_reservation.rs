//! commitReservation: takes what the customer has reserved.

use super::super::Element;
use super::Amount;
use super::decode::{Reader, text};

/// The request; the answer's `ersReference` is the payment's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitReservation {
    pub invoice_reference: Option<String>,
    /// All that is reserved when it is left out.
    pub amount: Option<Amount>,
}

impl CommitReservation {
    pub(super) fn read(operation: &Element<'_>, reader: &mut Reader) -> Self {
        Self {
            invoice_reference: text(operation, "invoiceReference"),
            amount: operation.child("amount").map(|amount| Amount::read(amount, "amount", reader)),
        }
    }
}
