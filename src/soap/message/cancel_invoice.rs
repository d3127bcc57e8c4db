//! cancelInvoice: takes back an invoice that is not paid.

use super::super::Element;
use super::decode::text;

/// The request; the answer adds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CancelInvoice {
    pub invoice_reference: Option<String>,
}

impl CancelInvoice {
    pub(super) fn read(operation: &Element<'_>) -> Self {
        Self { invoice_reference: text(operation, "invoiceReference") }
    }
}
