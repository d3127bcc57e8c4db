//! getPaymentStatus: tells the status, and takes the answer PAID as the merchant's acknowledgement.

use jiff::Timestamp;

use crate::soap::{Answer, GetPaymentStatus, Payload, PaymentStatus, Receipt};
use crate::spec::{InvoiceStatus, Operation};

use super::state::{Effect, Outcome, Turn, date_time};
use super::{Invoice, Ledger, Payment};

impl Ledger {
    pub(super) fn get_payment_status(&mut self, request: &GetPaymentStatus, turn: &mut Turn<'_>) -> Outcome {
        let now_ms = turn.call.now_ms;
        let began = self.began;
        let invoice = self.named(request.invoice_reference.as_deref(), &turn.caller)?;
        let (status, version) = (invoice.status(), invoice.version());
        let paid = invoice.payment.as_ref().filter(|_| status == InvoiceStatus::Paid);
        let receipt = paid.map(|payment| receipt(invoice, payment, began));
        let ers_reference = paid.map(|payment| payment.ers_reference.clone());
        let customer_tokens = invoice.tokens.clone();
        if let Some(paid_at_ms) = acknowledge(invoice, now_ms) {
            let reference = invoice.reference.clone();
            self.set_deadline(&reference, None);
            turn.effects.push(Effect::Acknowledged { reference, after_ms: now_ms.saturating_sub(paid_at_ms) });
        }
        let status = PaymentStatus { status, version, receipt, customer_tokens };
        let answer = Answer::success(Operation::GetPaymentStatus, Payload::PaymentStatus(Box::new(status)));
        Ok(Answer { ers_reference, ..answer })
    }
}

/// Marks a paid invoice as acknowledged; answers when it was paid if this is the first acknowledgement.
fn acknowledge(invoice: &mut Invoice, now_ms: u64) -> Option<u64> {
    if invoice.status() != InvoiceStatus::Paid {
        return None;
    }
    let payment = invoice.payment.as_mut().filter(|payment| payment.acknowledged_at_ms.is_none())?;
    payment.acknowledged_at_ms = Some(now_ms);
    Some(payment.paid_at_ms)
}

fn receipt(invoice: &Invoice, payment: &Payment, began: Timestamp) -> Receipt {
    Receipt {
        terminal_id: invoice.terminal.clone(),
        payment_date: date_time(began, payment.paid_at_ms),
        client_invoice_id: invoice.client_invoice_id.clone(),
        invoice_reference: invoice.reference.clone(),
        payment_reference: payment.ers_reference.clone(),
    }
}
