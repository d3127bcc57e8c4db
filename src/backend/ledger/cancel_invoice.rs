//! cancelInvoice: possible until the customer has paid.

use crate::soap::{Answer, CancelInvoice, Payload};
use crate::spec::{InvoiceStatus, Operation, ResultCode};

use super::Ledger;
use super::state::{Effect, Outcome};

impl Ledger {
    pub(super) fn cancel_invoice(&mut self, request: &CancelInvoice, effects: &mut Vec<Effect>) -> Outcome {
        let invoice = self.named(request.invoice_reference.as_deref())?;
        match invoice.status() {
            InvoiceStatus::Paid | InvoiceStatus::PartiallyPaid => {
                Err((ResultCode::CannotCancelPaidInvoice, "refundPayment gives a payment back".to_owned()))
            }
            InvoiceStatus::Canceled => Err((ResultCode::InvoiceAlreadyCanceled, String::new())),
            InvoiceStatus::Failed => {
                Err((ResultCode::PaymentAlreadyCancelled, "the payment failed; nothing is left to cancel".to_owned()))
            }
            InvoiceStatus::Issued | InvoiceStatus::PendingIssuerAcknowledge | InvoiceStatus::Reserved => {
                effects.push(invoice.change(InvoiceStatus::Canceled));
                Ok(Answer::success(Operation::CancelInvoice, Payload::Nothing))
            }
        }
    }
}
