//! The document of submitPaymentReceipt (protocol facts, section 2, receiptDocument; section 7, step 3).

use crate::spec::Operation;
use crate::suite::FieldRule::Receipt;

use super::finding::Findings;
use super::message::Message;

pub(super) fn check(operation: Operation, message: &Message<'_>, findings: &mut Findings) {
    let document = message.child("receiptDocument").filter(|document| document.says_something());
    let Some(document) = document.filter(|_| operation == Operation::SubmitPaymentReceipt) else { return };
    for (name, mend) in [
        ("mimeType", "Send the document's type, like text/html or application/xml."),
        ("receiptType", "Send PAYMENT_RECEIPT, WARRANTY, VOUCHER or OTHER."),
    ] {
        if !document.child(name).is_some_and(Message::says_something) {
            findings.place(Receipt, &document.path_of(name), "is missing", mend);
        }
    }
    // The certification procedure allows an empty document.
    if document.child("receiptData").is_none_or(|data| data.text().is_none()) {
        let mend = "Send the document in base64; it may be empty, but not left out.";
        findings.place(Receipt, &document.path_of("receiptData"), "is missing", mend);
    }
}
