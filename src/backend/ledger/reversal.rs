//! Payments that nobody acknowledges are taken back (protocol facts, section 5, "Acknowledgement").

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus};

use super::state::Effect;
use super::{Invoice, Ledger, Party};

const WITHIN_MS: u64 = ACKNOWLEDGE_WITHIN_SECONDS * 1000;

impl Ledger {
    /// Lets time come to `now_ms`: reverses every payment whose acknowledgement is overdue.
    pub fn advance(&mut self, now_ms: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        for invoice in self.invoices.values_mut() {
            let overdue = due_at(invoice).is_some_and(|due| now_ms >= due);
            let Some(payment) = invoice.payment.as_mut().filter(|_| overdue) else { continue };
            payment.reversed = true;
            let after_ms = now_ms.saturating_sub(payment.paid_at_ms);
            self.book.transfer(Party::Merchant, Party::Customers, &invoice.total);
            effects.push(Effect::Reversed { reference: invoice.reference.clone(), after_ms });
            effects.push(invoice.change(InvoiceStatus::Canceled));
        }
        effects
    }

    /// When time has the next thing to change, if it has any.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        self.invoices.values().filter_map(due_at).min()
    }
}

/// The first millisecond at which the payment is reversed; the twentieth second itself is still in time.
fn due_at(invoice: &Invoice) -> Option<u64> {
    let payment = invoice.payment.as_ref()?;
    let waiting = payment.acknowledged_at_ms.is_none() && !payment.reversed;
    waiting.then_some(payment.paid_at_ms + WITHIN_MS + 1)
}
