//! sendInvoice: a new invoice.

use super::super::Element;
use super::super::xml::Xml;
use super::decode::Reader;
use super::{CustomerToken, Invoice};

/// The request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendInvoice {
    pub invoice: Option<Invoice>,
    pub tokens: Vec<CustomerToken>,
}

impl SendInvoice {
    pub(super) fn read(operation: &Element<'_>, reader: &mut Reader) -> Self {
        Self {
            invoice: operation.child("invoice").map(|invoice| Invoice::read(invoice, reader)),
            tokens: CustomerToken::read_all(operation, reader),
        }
    }
}

/// The invoice's name, and the text of its QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    pub invoice_reference: String,
}

impl Issued {
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.leaf("invoiceReference", &self.invoice_reference);
        xml.leaf("invoiceQRCode", &format!("HTTP://SEQR.SE/R{}", self.invoice_reference));
    }
}
