//! getPaymentStatus: tells the status, and takes the answer PAID as the merchant's acknowledgement.

use jiff::{SignedDuration, Timestamp};

use crate::soap::{Answer, GetPaymentStatus, Payload, PaymentStatus, Receipt};
use crate::spec::{InvoiceStatus, Operation};

use super::reversal::due_ms;
use super::state::{Effect, Outcome};
use super::{Invoice, Ledger, Payment};

impl Ledger {
    pub(super) fn get_payment_status(
        &mut self,
        request: &GetPaymentStatus,
        now_ms: u64,
        effects: &mut Vec<Effect>,
    ) -> Outcome {
        let (terminal_id, began) = (self.accounts.terminal.id.clone(), self.began);
        let invoice = self.named(request.invoice_reference.as_deref())?;
        let (status, version) = (invoice.status(), invoice.version());
        let paid = invoice.payment.as_ref().filter(|_| status == InvoiceStatus::Paid);
        let receipt = paid.map(|payment| receipt(invoice, payment, terminal_id, began));
        let ers_reference = paid.map(|payment| payment.ers_reference.clone());
        if let Some(paid_at_ms) = acknowledge(invoice, now_ms) {
            let reference = invoice.reference.clone();
            self.unacknowledged.remove(&(due_ms(paid_at_ms), reference.clone()));
            effects.push(Effect::Acknowledged { reference, after_ms: now_ms.saturating_sub(paid_at_ms) });
        }
        let status = PaymentStatus { status, version, receipt };
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

fn receipt(invoice: &Invoice, payment: &Payment, terminal_id: String, began: Timestamp) -> Receipt {
    let since = SignedDuration::from_millis(i64::try_from(payment.paid_at_ms).unwrap_or(i64::MAX));
    let paid_at = began.checked_add(since).unwrap_or(began);
    Receipt {
        terminal_id,
        payment_date: format!("{paid_at:.3}"),
        client_invoice_id: invoice.client_invoice_id.clone(),
        invoice_reference: invoice.reference.clone(),
        payment_reference: payment.ers_reference.clone(),
    }
}
