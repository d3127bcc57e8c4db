//! updateInvoice: new rows, amounts or attributes for an invoice, and the answer to loyalty tokens.

use super::super::Element;
use super::decode::{Reader, text};
use super::{CustomerToken, Invoice};

/// The request; the answer adds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateInvoice {
    pub invoice_reference: Option<String>,
    pub invoice: Option<Invoice>,
    pub tokens: Vec<CustomerToken>,
}

impl UpdateInvoice {
    pub(super) fn read(operation: &Element<'_>, reader: &mut Reader) -> Self {
        Self {
            invoice_reference: text(operation, "invoiceReference"),
            invoice: operation.child("invoice").map(|invoice| Invoice::read(invoice, reader)),
            tokens: CustomerToken::read_all(operation, reader),
        }
    }
}
