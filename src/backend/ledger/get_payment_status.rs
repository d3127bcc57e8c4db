//! getPaymentStatus: tells the status, and takes the answer PAID as the merchant's acknowledgement.

use jiff::{SignedDuration, Timestamp};

use crate::soap::{Answer, GetPaymentStatus, Payload, PaymentStatus, Receipt};
use crate::spec::{InvoiceStatus, Operation};

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
        acknowledge(invoice, now_ms, effects);
        let status = PaymentStatus { status, version, receipt };
        let answer = Answer::success(Operation::GetPaymentStatus, Payload::PaymentStatus(Box::new(status)));
        Ok(Answer { ers_reference, ..answer })
    }
}

fn acknowledge(invoice: &mut Invoice, now_ms: u64, effects: &mut Vec<Effect>) {
    if invoice.status() != InvoiceStatus::Paid {
        return;
    }
    let Some(payment) = invoice.payment.as_mut().filter(|payment| payment.acknowledged_at_ms.is_none()) else { return };
    payment.acknowledged_at_ms = Some(now_ms);
    let after_ms = now_ms.saturating_sub(payment.paid_at_ms);
    effects.push(Effect::Acknowledged { reference: invoice.reference.clone(), after_ms });
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
