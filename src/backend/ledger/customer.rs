//! What the customer does in the app.

use rust_decimal::Decimal;

use crate::soap::{CustomerToken, TokenStatus};
use crate::spec::InvoiceStatus;
use crate::suite::Choice;

use super::super::ids::Ids;
use super::journal::TransactionKind;
use super::reversal::due_ms;
use super::state::Effect;
use super::{AcknowledgmentMode, Invoice, Ledger, Money, Party, Payment, PaymentMode};

/// Why the customer cannot do that with an invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecidable {
    #[error("there is no invoice {0}")]
    Unknown(String),
    #[error("invoice {reference} is {status}; only an ISSUED one waits for the customer")]
    Settled { reference: String, status: InvoiceStatus },
    #[error("invoice {reference} is {status}, and nothing about it expires any more")]
    Lasting { reference: String, status: InvoiceStatus },
    #[error("invoice {0} says NO_ACKNOWLEDGMENT, so the app offers no loyalty tokens for it")]
    NoLoyalty(String),
}

impl Ledger {
    /// The customer pays, fails to, or cancels. A yes takes effect at once, unless the app has to wait for the merchant's
    /// amount: then the merchant's updateInvoice lets it take effect.
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
        // Who has said yes can only give up waiting.
        if !invoice.is_open() || (invoice.confirmed && choice != Choice::Cancel) {
            return Err(Undecidable::Settled { reference: reference.to_owned(), status: invoice.status() });
        }
        match choice {
            Choice::Decline => effects.push(invoice.change(InvoiceStatus::Failed)),
            Choice::Cancel => {
                invoice.confirmed = false;
                effects.push(invoice.change(InvoiceStatus::Canceled));
            }
            Choice::Approve if waits_for_amount(invoice) => {
                invoice.confirmed = true;
                if invoice.status() == InvoiceStatus::Issued {
                    invoice.tokens.push(loyalty_card(ids));
                    effects.push(invoice.change(InvoiceStatus::PendingIssuerAcknowledge));
                }
            }
            Choice::Approve => self.settle(reference, now_ms, ids, &mut effects),
        }
        Ok(effects)
    }

    /// The customer shows a loyalty card in the app, before saying yes or while waiting for the amount.
    ///
    /// # Errors
    /// When there is no such invoice, it does not wait any more, or it wants no tokens. Nothing changes then.
    pub fn present_token(
        &mut self,
        reference: &str,
        now_ms: u64,
        ids: &mut Ids,
    ) -> Result<(CustomerToken, Vec<Effect>), Undecidable> {
        let mut effects = self.advance(now_ms);
        let invoice = self.invoices.get_mut(reference).ok_or_else(|| Undecidable::Unknown(reference.to_owned()))?;
        if !invoice.is_open() {
            return Err(Undecidable::Settled { reference: reference.to_owned(), status: invoice.status() });
        }
        if invoice.acknowledgment_mode == Some(AcknowledgmentMode::No) {
            return Err(Undecidable::NoLoyalty(reference.to_owned()));
        }
        let token = loyalty_card(ids);
        invoice.tokens.push(token.clone());
        invoice.unblocked = false;
        // A second card changes the version only.
        effects.push(invoice.change(InvoiceStatus::PendingIssuerAcknowledge));
        Ok((token, effects))
    }

    /// The customer's yes takes effect.
    pub(super) fn settle(&mut self, reference: &str, now_ms: u64, ids: &mut Ids, effects: &mut Vec<Effect>) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        invoice.confirmed = false;
        let total = invoice.total.clone();
        match invoice.payment_mode {
            PaymentMode::Immediate => self.pay(reference, total, Party::Customers, now_ms, ids, effects),
            PaymentMode::Reservation => {
                // The last millisecond of the span is still in time.
                let due = invoice.commit_within_ms.map(|span| now_ms.saturating_add(span).saturating_add(1));
                effects.push(invoice.change(InvoiceStatus::Reserved));
                self.book.transfer(Party::Customers, Party::Reserved, &total);
                self.set_deadline(reference, due);
            }
        }
    }

    /// Money comes to the merchant: from the customer, or out of a reservation.
    pub(super) fn pay(
        &mut self,
        reference: &str,
        amount: Money,
        from: Party,
        now_ms: u64,
        ids: &mut Ids,
        effects: &mut Vec<Effect>,
    ) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        let ers_reference = ids.ers_reference();
        self.payments.insert(ers_reference.clone(), reference.to_owned());
        self.journal.enter(TransactionKind::Payment, invoice, &amount, ers_reference.clone(), now_ms);
        self.book.transfer(from, Party::Merchant, &amount);
        invoice.payment = Some(Payment {
            ers_reference,
            amount,
            paid_at_ms: now_ms,
            acknowledged_at_ms: None,
            reversed: false,
            refunded: Decimal::ZERO,
            receipts: 0,
        });
        effects.push(invoice.change(InvoiceStatus::Paid));
        if let Some(url) = &invoice.notification_url {
            effects.push(Effect::Notify { reference: reference.to_owned(), url: url.clone() });
        }
        self.set_deadline(reference, Some(due_ms(now_ms)));
    }
}

/// Whether a yes of the customer waits for the merchant's updateInvoice. Left out, acknowledgmentMode means
/// REQUIRE_ACKNOWLEDGMENT (protocol facts, section 2): the app waits for an amount that never comes.
const fn waits_for_amount(invoice: &Invoice) -> bool {
    !matches!(invoice.acknowledgment_mode, Some(AcknowledgmentMode::No)) && !invoice.unblocked
}

fn loyalty_card(ids: &mut Ids) -> CustomerToken {
    CustomerToken {
        description: Some("Loyalty card".to_owned()),
        id: Some(ids.token_id()),
        status: Some(TokenStatus::Pending.code()),
        value: Some(ids.card_number()),
    }
}
