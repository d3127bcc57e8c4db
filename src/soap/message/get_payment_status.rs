//! getPaymentStatus: how far an invoice is.

use crate::spec::InvoiceStatus;

use super::super::Element;
use super::super::xml::Xml;
use super::CustomerToken;
use super::decode::{Reader, text};

/// The request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetPaymentStatus {
    pub invoice_reference: Option<String>,
    /// The latest version that the client has seen; 0 in its first call.
    pub invoice_version: Option<i64>,
}

impl GetPaymentStatus {
    pub(super) fn read(operation: &Element<'_>, reader: &mut Reader) -> Self {
        let version = |text: &str| text.parse::<i32>().ok().map(i64::from);
        Self {
            invoice_reference: text(operation, "invoiceReference"),
            invoice_version: reader.parse(operation, "", "invoiceVersion", "an int", version),
        }
    }
}

/// Status and version, the receipt once the invoice is paid, and what the customer brought beside money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentStatus {
    pub status: InvoiceStatus,
    pub version: i64,
    pub receipt: Option<Receipt>,
    pub customer_tokens: Vec<CustomerToken>,
}

/// `receipt` (protocol facts, section 2), as far as the backend fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub terminal_id: String,
    /// RFC 3339.
    pub payment_date: String,
    pub client_invoice_id: Option<String>,
    pub invoice_reference: String,
    /// The payment's ersReference.
    pub payment_reference: String,
}

impl PaymentStatus {
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.leaf("status", self.status.name());
        xml.leaf("version", &self.version.to_string());
        if let Some(receipt) = &self.receipt {
            xml.with("receipt", &[], |xml| receipt.write(xml));
        }
        if !self.customer_tokens.is_empty() {
            xml.with("customerTokens", &[], |xml| self.customer_tokens.iter().for_each(|token| token.write(xml)));
        }
    }
}

impl Receipt {
    fn write(&self, xml: &mut Xml) {
        xml.leaf("terminalId", &self.terminal_id);
        xml.leaf("paymentDate", &self.payment_date);
        xml.optional("clientInvoiceId", self.client_invoice_id.as_deref());
        xml.leaf("invoiceReference", &self.invoice_reference);
        xml.leaf("paymentReference", &self.payment_reference);
    }
}
