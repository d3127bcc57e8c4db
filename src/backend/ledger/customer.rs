//! What the customer decides in the app.

use rust_decimal::Decimal;

use crate::spec::InvoiceStatus;
use crate::suite::Choice;

use super::super::ids::Ids;
use super::reversal::due_ms;
use super::state::Effect;
use super::{Ledger, Party, Payment};

/// Why the customer cannot decide about an invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecidable {
    #[error("there is no invoice {0}")]
    Unknown(String),
    #[error("invoice {reference} is {status}; only an ISSUED one waits for the customer")]
    Settled { reference: String, status: InvoiceStatus },
}

impl Ledger {
    /// The customer pays, fails to, or cancels.
    ///
    /// # Errors
    /// When there is no such invoice, or it does not wait for the customer any more. Nothing changes then.
    pub fn decide(
        &mut self,
        reference: &str,
        choice: Choice,
        now_ms: u64,
        ids: &mut Ids,
    ) -> Result<Vec<Effect>, Undecidable> {
        let mut effects = self.advance(now_ms);
        let invoice = self.invoices.get_mut(reference).ok_or_else(|| Undecidable::Unknown(reference.to_owned()))?;
        let status = invoice.status();
        if status != InvoiceStatus::Issued {
            return Err(Undecidable::Settled { reference: reference.to_owned(), status });
        }
        match choice {
            Choice::Decline => effects.push(invoice.change(InvoiceStatus::Failed)),
            Choice::Cancel => effects.push(invoice.change(InvoiceStatus::Canceled)),
            Choice::Approve => {
                let ers_reference = ids.ers_reference();
                self.payments.insert(ers_reference.clone(), reference.to_owned());
                invoice.payment = Some(Payment {
                    ers_reference,
                    paid_at_ms: now_ms,
                    acknowledged_at_ms: None,
                    reversed: false,
                    refunded: Decimal::ZERO,
                });
                self.unacknowledged.insert((due_ms(now_ms), reference.to_owned()));
                self.book.transfer(Party::Customers, Party::Merchant, &invoice.total);
                effects.push(invoice.change(InvoiceStatus::Paid));
                if let Some(url) = &invoice.notification_url {
                    effects.push(Effect::Notify { reference: reference.to_owned(), url: url.clone() });
                }
            }
        }
        Ok(effects)
    }
}
