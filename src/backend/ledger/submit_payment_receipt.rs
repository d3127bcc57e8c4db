//! submitPaymentReceipt: takes a document for the customer.

use crate::soap::{Answer, Payload, ReceiptDocument, SubmitPaymentReceipt};
use crate::spec::{Operation, ResultCode};

use super::Ledger;
use super::access::{Refusal, shown};
use super::state::{Outcome, Turn};

const KINDS: [&str; 4] = ["PAYMENT_RECEIPT", "WARRANTY", "VOUCHER", "OTHER"];

impl Ledger {
    /// An empty document is good enough for the certification procedure (protocol facts, section 7), so only what is
    /// there and wrong is refused.
    pub(super) fn submit_payment_receipt(&mut self, request: &SubmitPaymentReceipt, turn: &Turn<'_>) -> Outcome {
        let payment = self.payment(request.ers_reference.as_deref())?;
        check(request.receipt_document.as_ref(), turn)?;
        payment.receipts = payment.receipts.saturating_add(1);
        Ok(Answer::success(Operation::SubmitPaymentReceipt, Payload::Nothing))
    }
}

fn check(document: Option<&ReceiptDocument>, turn: &Turn<'_>) -> Result<(), Refusal> {
    let rejected = |why: String| Err((ResultCode::RejectedBusinessLogic, why));
    let Some(document) = document else { return rejected("receiptDocument is missing".to_owned()) };
    if let Some(problem) = turn.call.message.problems.first() {
        return rejected(problem.to_string());
    }
    match document.receipt_type.as_deref() {
        Some(kind) if !KINDS.contains(&kind) => rejected(format!("there is no receiptType {}", shown(Some(kind)))),
        _ => Ok(()),
    }
}
