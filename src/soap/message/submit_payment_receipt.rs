//! submitPaymentReceipt: a document for the customer that goes with a payment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::Element;
use super::decode::{Reader, text};

/// The request; the answer adds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmitPaymentReceipt {
    /// The payment's.
    pub ers_reference: Option<String>,
    pub receipt_document: Option<ReceiptDocument>,
}

/// `receiptDocument` (protocol facts, section 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptDocument {
    pub mime_type: Option<String>,
    /// Decoded.
    pub receipt_data: Option<Vec<u8>>,
    /// PAYMENT_RECEIPT, WARRANTY, VOUCHER or OTHER, as written.
    pub receipt_type: Option<String>,
}

impl SubmitPaymentReceipt {
    pub(super) fn read(operation: &Element<'_>, reader: &mut Reader) -> Self {
        let document = operation.child("receiptDocument").map(|document| ReceiptDocument::read(document, reader));
        Self { ers_reference: text(operation, "ersReference"), receipt_document: document }
    }
}

impl ReceiptDocument {
    fn read(document: &Element<'_>, reader: &mut Reader) -> Self {
        Self {
            mime_type: text(document, "mimeType"),
            receipt_data: reader.parse(document, "receiptDocument", "receiptData", "base64", from_base64),
            receipt_type: text(document, "receiptType"),
        }
    }
}

/// XML Schema allows white space anywhere in base64, and some stacks break it into lines.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let dense: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(dense).ok()
}
