//! updateInvoice: the merchant changes an invoice that is not paid, and answers the customer's tokens.

use crate::soap::{Answer, CustomerToken, Payload, TokenStatus, UpdateInvoice};
use crate::spec::{InvoiceStatus, Operation, ResultCode};

use super::access::Refusal;
use super::state::{Outcome, Turn};
use super::terms::{Terms, invalid};
use super::{Invoice, Ledger};

/// More than any customer carries; a candidate that makes up ever new ones does not fill our memory.
const MOST_TOKENS: usize = 50;

impl Ledger {
    pub(super) fn update_invoice(&mut self, request: &UpdateInvoice, turn: &mut Turn<'_>) -> Outcome {
        let invoice = self.named(request.invoice_reference.as_deref(), &turn.caller)?;
        refuse_settled(invoice)?;
        let currency = invoice.total.currency.clone();
        let terms = Terms::read(request.invoice.as_ref(), Some(&currency), &turn.call.message.problems)?;
        invoice.take_tokens(&request.tokens)?;
        invoice.adopt(terms);
        // This is the amount that the app has waited for.
        if invoice.status() == InvoiceStatus::PendingIssuerAcknowledge {
            let reference = invoice.reference.clone();
            if invoice.confirmed {
                self.settle(&reference, turn.call.now_ms, turn.ids, turn.effects);
            } else {
                invoice.unblocked = true;
                turn.effects.push(invoice.change(InvoiceStatus::Issued));
            }
        }
        Ok(Answer::success(Operation::UpdateInvoice, Payload::Nothing))
    }
}

fn refuse_settled(invoice: &Invoice) -> Result<(), Refusal> {
    let (code, why) = match invoice.status() {
        InvoiceStatus::Issued | InvoiceStatus::PendingIssuerAcknowledge => return Ok(()),
        InvoiceStatus::Reserved => {
            (ResultCode::PaymentInProgress, "the amount is reserved; commitReservation may take less of it")
        }
        InvoiceStatus::Paid | InvoiceStatus::PartiallyPaid => {
            (ResultCode::RejectedBusinessLogic, "the invoice is paid; refundPayment gives money back")
        }
        InvoiceStatus::Canceled => (ResultCode::InvoiceAlreadyCanceled, ""),
        InvoiceStatus::Failed => (ResultCode::PaymentAlreadyCancelled, "the payment failed; send a new invoice"),
    };
    Err((code, why.to_owned()))
}

impl Invoice {
    /// Takes the merchant's word on tokens: those that the customer brought, found by their id or value, and others.
    pub(super) fn take_tokens(&mut self, said: &[CustomerToken]) -> Result<(), Refusal> {
        let mut tokens = self.tokens.clone();
        for token in said {
            let full = tokens.len() >= MOST_TOKENS;
            let status = token.status.ok_or_else(|| invalid("tokens/status is missing".to_owned()))?;
            if TokenStatus::from_code(status).is_none() {
                return Err(invalid(format!("tokens/status is {status}; it is 0, 1, 90 or 99")));
            }
            let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
            let known = tokens.iter_mut().find(|known| same(&known.id, &token.id) || same(&known.value, &token.value));
            match known {
                Some(known) => known.status = Some(status),
                None if !full => tokens.push(token.clone()),
                None => return Err(invalid(format!("an invoice has at most {MOST_TOKENS} tokens"))),
            }
        }
        self.tokens = tokens;
        Ok(())
    }
}
