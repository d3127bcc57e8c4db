//! cancelInvoice: possible until the customer has said yes; a reservation can be given back.

use crate::soap::{Answer, CancelInvoice, Payload};
use crate::spec::{InvoiceStatus, Operation, ResultCode};

use super::Ledger;
use super::state::{Outcome, Turn};

impl Ledger {
    pub(super) fn cancel_invoice(&mut self, request: &CancelInvoice, turn: &mut Turn<'_>) -> Outcome {
        let invoice = self.named(request.invoice_reference.as_deref(), &turn.caller)?;
        let reversed = invoice.payment.as_ref().is_some_and(|payment| payment.reversed);
        let refusal = match invoice.status() {
            InvoiceStatus::Paid | InvoiceStatus::PartiallyPaid => {
                (ResultCode::CannotCancelPaidInvoice, "refundPayment gives a payment back")
            }
            InvoiceStatus::Canceled if reversed => {
                (ResultCode::PaymentAlreadyCancelled, "the payment was reversed; nothing is left to cancel")
            }
            InvoiceStatus::Canceled => (ResultCode::InvoiceAlreadyCanceled, ""),
            InvoiceStatus::Failed => {
                (ResultCode::PaymentAlreadyCancelled, "the payment failed; nothing is left to cancel")
            }
            InvoiceStatus::PendingIssuerAcknowledge if invoice.confirmed => (
                ResultCode::CannotCancelInvoiceInProgress,
                "the customer has said yes and waits for the amount; call updateInvoice",
            ),
            InvoiceStatus::Reserved => {
                let reference = invoice.reference.clone();
                self.release(&reference, turn.effects);
                return Ok(Answer::success(Operation::CancelInvoice, Payload::Nothing));
            }
            InvoiceStatus::Issued | InvoiceStatus::PendingIssuerAcknowledge => {
                turn.effects.push(invoice.change(InvoiceStatus::Canceled));
                return Ok(Answer::success(Operation::CancelInvoice, Payload::Nothing));
            }
        };
        Err((refusal.0, refusal.1.to_owned()))
    }
}
