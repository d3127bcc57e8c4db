//! commitReservation: takes what the customer has reserved, or less, and gives the rest back.

use crate::soap::{Answer, CommitReservation, Payload};
use crate::spec::{InvoiceStatus, Operation, ResultCode};

use super::access::Refusal;
use super::state::{Effect, Outcome, Turn};
use super::{Ledger, Money, Party};

impl Ledger {
    pub(super) fn commit_reservation(&mut self, request: &CommitReservation, turn: &mut Turn<'_>) -> Outcome {
        let invoice = self.named(request.invoice_reference.as_deref(), &turn.caller)?;
        if invoice.status() != InvoiceStatus::Reserved {
            let why = format!("the invoice is {}", invoice.status());
            return Err((ResultCode::InvoiceStateNotReserved, why));
        }
        let (reference, reserved) = (invoice.reference.clone(), invoice.total.clone());
        let amount = read_amount(request, &reserved, turn)?;
        let rest = Money { value: reserved.value - amount.value, ..reserved };
        self.book.transfer(Party::Reserved, Party::Customers, &rest);
        self.pay(&reference, amount, Party::Reserved, turn.call.now_ms, turn.ids, turn.effects);
        let payment = self.invoices.get(&reference).and_then(|invoice| invoice.payment.as_ref());
        let ers_reference = payment.map(|payment| payment.ers_reference.clone());
        let answer = Answer::success(Operation::CommitReservation, Payload::Nothing);
        Ok(Answer { ers_reference, ..answer })
    }

    /// A reservation ends without a payment: the merchant cancels, or its time is over.
    pub(super) fn release(&mut self, reference: &str, effects: &mut Vec<Effect>) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        effects.push(invoice.change(InvoiceStatus::Canceled));
        self.book.transfer(Party::Reserved, Party::Customers, &invoice.total);
        self.set_deadline(reference, None);
    }
}

fn read_amount(request: &CommitReservation, reserved: &Money, turn: &Turn<'_>) -> Result<Money, Refusal> {
    let rejected = |why: String| (ResultCode::RejectedAmount, why);
    if let Some(problem) = turn.call.message.problems.iter().find(|problem| problem.path.starts_with("amount/")) {
        return Err(rejected(problem.to_string()));
    }
    let Some(amount) = &request.amount else { return Ok(reserved.clone()) };
    let amount = Money::of("amount", Some(amount)).map_err(rejected)?;
    if amount.currency != reserved.currency {
        return Err(rejected(format!("{} is reserved, not {}", reserved.currency, amount.currency)));
    }
    if amount.value > reserved.value {
        return Err(rejected(format!("{amount} are more than the {reserved} that are reserved")));
    }
    if amount.value.is_zero() && !reserved.value.is_zero() {
        return Err(rejected("nothing would be committed; cancelInvoice gives the reservation back".to_owned()));
    }
    Ok(amount)
}
