//! What time changes by itself: payments that nobody acknowledges, reservations that nobody commits.

use crate::spec::InvoiceStatus;

use super::state::Effect;
use super::{Ledger, Undecidable};

impl Ledger {
    /// Lets time come to `now_ms`: does everything that has become due.
    pub fn advance(&mut self, now_ms: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some((due, _)) = self.deadlines.first()
            && *due <= now_ms
            && let Some((_, reference)) = self.deadlines.pop_first()
        {
            match self.invoice(&reference).map(super::Invoice::status) {
                Some(InvoiceStatus::Paid) => self.reverse(&reference, now_ms, &mut effects),
                Some(InvoiceStatus::Reserved) => self.release(&reference, &mut effects),
                _ => {}
            }
        }
        effects
    }

    /// Nobody does anything about an invoice for as long as SEQR waits: a payment that is not acknowledged is reversed, a
    /// reservation is given back, and what waits for the customer or the merchant is CANCELED.
    ///
    /// # Errors
    /// When there is no such invoice, or nothing about it can expire any more. Nothing changes then.
    pub fn expire(&mut self, reference: &str, now_ms: u64) -> Result<Vec<Effect>, Undecidable> {
        let mut effects = self.advance(now_ms);
        let invoice = self.invoices.get_mut(reference).ok_or_else(|| Undecidable::Unknown(reference.to_owned()))?;
        let known = invoice.payment.as_ref().is_some_and(|payment| payment.acknowledged_at_ms.is_some());
        match invoice.status() {
            InvoiceStatus::Issued | InvoiceStatus::PendingIssuerAcknowledge => {
                invoice.confirmed = false;
                effects.push(invoice.change(InvoiceStatus::Canceled));
            }
            InvoiceStatus::Reserved => self.release(reference, &mut effects),
            InvoiceStatus::Paid if !known => self.reverse(reference, now_ms, &mut effects),
            status => return Err(Undecidable::Lasting { reference: reference.to_owned(), status }),
        }
        Ok(effects)
    }

    /// When time has the next thing to change, if it has any.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        self.deadlines.first().map(|(due, _)| *due)
    }

    /// From now on the invoice waits until `due_ms` and no longer; `None` waits for nothing.
    pub(super) fn set_deadline(&mut self, reference: &str, due_ms: Option<u64>) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        let former = std::mem::replace(&mut invoice.due_ms, due_ms);
        if let Some(former) = former {
            self.deadlines.remove(&(former, reference.to_owned()));
        }
        if let Some(due) = due_ms {
            self.deadlines.insert((due, reference.to_owned()));
        }
    }
}
