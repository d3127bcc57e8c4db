//! The operation's own parameters are there (protocol facts, section 3).

use crate::spec::Operation;
use crate::suite::FieldRule::Parameters;

use super::finding::Findings;
use super::message::Message;

pub(super) fn check(operation: Operation, message: &Message<'_>, findings: &mut Findings) {
    for (name, mend) in required(operation) {
        let absent = match message.child(name) {
            None => "is missing",
            Some(element) if element.says_something() => continue,
            Some(element) if element.text().is_none() => "is nil",
            Some(_) => "is empty",
        };
        findings.place(Parameters, name, absent, mend);
    }
    if operation == Operation::AssignSeqrId {
        seqr_id(message, findings);
    }
}

fn seqr_id(message: &Message<'_>, findings: &mut Findings) {
    let Some(element) = message.child("seqrId") else { return };
    let Some(text) = element.known() else { return };
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let mend = "Use letters and digits only; SEQR refuses the id otherwise (53).";
        findings.value(Parameters, element.path, text, "is not alphanumeric", mend);
    }
}

/// What SEQR cannot do without. That getPaymentStatus carries a version is the subject of its own rule.
const fn required(operation: Operation) -> &'static [(&'static str, &'static str)] {
    const REFERENCE: (&str, &str) = ("invoiceReference", "Send the reference that SEQR answered to sendInvoice.");
    const PAYMENT: (&str, &str) = ("ersReference", "Send the ersReference that getPaymentStatus answered with PAID.");
    const INVOICE: (&str, &str) = ("invoice", "Send the invoice with its rows and total.");
    match operation {
        Operation::GetClientSessionInfo => &[("key", "Send the TOKEN that the page found in its fragment.")],
        Operation::SendInvoice => &[INVOICE],
        // An update may bring tokens only.
        Operation::UpdateInvoice
        | Operation::GetPaymentStatus
        | Operation::CancelInvoice
        | Operation::CommitReservation => &[REFERENCE],
        Operation::SubmitPaymentReceipt => {
            &[PAYMENT, ("receiptDocument", "Send the receipt in base64, with its mimeType and receiptType.")]
        }
        Operation::RefundPayment => &[PAYMENT, ("invoice", "Send an invoice whose totalAmount is what is given back.")],
        Operation::ExecuteReport => &[("reportId", "Name the report, like `Reconciliation/Shop.xml`.")],
        Operation::RegisterTerminal => &[
            ("externalTerminalId", "Send your own id of the terminal."),
            ("password", "Send the password that the terminal shall have."),
            ("name", "Send the name that customers see."),
        ],
        Operation::AssignSeqrId => &[("seqrId", "Send the id that stands in the point of sale's QR code.")],
        Operation::MarkTransactionPeriod | Operation::UnregisterTerminal => &[],
    }
}
