//! Payments that nobody acknowledges are taken back (protocol facts, section 5, "Acknowledgement").

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus};

use super::state::Effect;
use super::{Ledger, Party};

impl Ledger {
    /// Lets time come to `now_ms`: reverses every payment whose acknowledgement is overdue.
    pub fn advance(&mut self, now_ms: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some((due, _)) = self.unacknowledged.first()
            && *due <= now_ms
            && let Some((_, reference)) = self.unacknowledged.pop_first()
        {
            self.reverse(&reference, now_ms, &mut effects);
        }
        effects
    }

    fn reverse(&mut self, reference: &str, now_ms: u64, effects: &mut Vec<Effect>) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        let Some(payment) = invoice.payment.as_mut() else { return };
        payment.reversed = true;
        let after_ms = now_ms.saturating_sub(payment.paid_at_ms);
        self.book.transfer(Party::Merchant, Party::Customers, &invoice.total);
        effects.push(Effect::Reversed { reference: reference.to_owned(), after_ms });
        effects.push(invoice.change(InvoiceStatus::Canceled));
    }

    /// Takes a payment back before its time, or after it was acknowledged; `None` when the invoice is not PAID.
    pub fn take_back(&mut self, reference: &str, now_ms: u64) -> Option<Vec<Effect>> {
        let mut effects = self.advance(now_ms);
        let invoice = self.invoices.get(reference).filter(|invoice| invoice.status() == InvoiceStatus::Paid)?;
        let paid_at_ms = invoice.payment.as_ref()?.paid_at_ms;
        self.unacknowledged.remove(&(due_ms(paid_at_ms), reference.to_owned()));
        self.reverse(reference, now_ms, &mut effects);
        Some(effects)
    }

    /// When time has the next thing to change, if it has any.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        self.unacknowledged.first().map(|(due, _)| *due)
    }
}

/// The first millisecond at which a payment is reversed; the twentieth second itself is still in time.
pub(super) const fn due_ms(paid_at_ms: u64) -> u64 {
    paid_at_ms + ACKNOWLEDGE_WITHIN_SECONDS * 1000 + 1
}
