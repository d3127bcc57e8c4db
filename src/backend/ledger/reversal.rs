//! Payments that nobody acknowledges are taken back (protocol facts, section 5, "Acknowledgement").

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus};

use super::journal::TransactionKind;
use super::state::Effect;
use super::{Ledger, Party};

impl Ledger {
    pub(super) fn reverse(&mut self, reference: &str, now_ms: u64, effects: &mut Vec<Effect>) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        let Some(payment) = invoice.payment.as_mut() else { return };
        payment.reversed = true;
        let after_ms = now_ms.saturating_sub(payment.paid_at_ms);
        let (amount, ers_reference) = (payment.amount.clone(), payment.ers_reference.clone());
        effects.push(Effect::Reversed { reference: reference.to_owned(), after_ms });
        effects.push(invoice.change(InvoiceStatus::Canceled));
        self.journal.enter(TransactionKind::Reversal, invoice, &amount, ers_reference, now_ms);
        self.book.transfer(Party::Merchant, Party::Customers, &amount);
        self.set_deadline(reference, None);
    }

    /// Takes a payment back before its time, or after it was acknowledged; what is only reserved is given back. `None` when
    /// the invoice is neither PAID nor RESERVED.
    pub fn take_back(&mut self, reference: &str, now_ms: u64) -> Option<Vec<Effect>> {
        let mut effects = self.advance(now_ms);
        match self.invoice(reference).map(super::Invoice::status)? {
            InvoiceStatus::Paid => self.reverse(reference, now_ms, &mut effects),
            InvoiceStatus::Reserved => self.release(reference, &mut effects),
            _ => return None,
        }
        Some(effects)
    }
}

/// The first millisecond at which a payment is reversed; the twentieth second itself is still in time.
pub(super) const fn due_ms(paid_at_ms: u64) -> u64 {
    paid_at_ms + ACKNOWLEDGE_WITHIN_SECONDS * 1000 + 1
}
