//! The document of submitPaymentReceipt (protocol facts, section 2, receiptDocument; section 7, step 3).

use crate::spec::Operation;
use crate::suite::FieldRule::Receipt;

use super::finding::Findings;
use super::lexical::is_coded_twice;
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
    let path = document.path_of("receiptData");
    match document.child("receiptData").and_then(Message::text) {
        // The certification procedure allows an empty document.
        None => {
            let mend = "Send the document in base64; it may be empty, but not left out.";
            findings.place(Receipt, &path, "is missing", mend);
        }
        Some(data) if is_coded_twice(data) => {
            let mend = "Give your SOAP library the bytes of the document: it codes them by itself, as the WSDL says.";
            findings.value(Receipt, &path, data, "is base64 of base64", mend);
        }
        Some(_) => {}
    }
}
