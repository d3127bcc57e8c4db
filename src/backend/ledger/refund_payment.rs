//! refundPayment: gives back a payment in parts, never more than was paid.

use crate::soap::{Answer, Payload, RefundPayment};
use crate::spec::{Operation, ResultCode};

use super::access::Refusal;
use super::journal::TransactionKind;
use super::state::{Outcome, Turn};
use super::terms::{Terms, invalid};
use super::{Ledger, Money, Party};

impl Ledger {
    pub(super) fn refund_payment(&mut self, request: &RefundPayment, turn: &mut Turn<'_>) -> Outcome {
        let payment = self.payment(request.ers_reference.as_deref())?;
        if payment.acknowledged_at_ms.is_none() {
            let why = "the payment is not acknowledged with getPaymentStatus yet".to_owned();
            return Err((ResultCode::PaymentInProgress, why));
        }
        let refund = read_refund(request, &payment.amount, turn)?;
        let left = payment.amount.value - payment.refunded;
        if refund.value > left {
            let why = format!("{refund} are more than the {left} {} that are left", payment.amount.currency);
            return Err((ResultCode::SumOfRefundsExceedsTransaction, why));
        }
        payment.refunded += refund.value;
        let (paid, refunded) = (payment.ers_reference.clone(), turn.ids.ers_reference());
        self.book.transfer(Party::Merchant, Party::Customers, &refund);
        if let Some(invoice) = self.payments.get(&paid).and_then(|reference| self.invoices.get(reference)) {
            let now_ms = turn.call.now_ms;
            self.journal.enter(TransactionKind::Refund, invoice, &refund, refunded.clone(), now_ms);
        }
        let answer = Answer::success(Operation::RefundPayment, Payload::Nothing);
        Ok(Answer { ers_reference: Some(refunded), ..answer })
    }
}

fn read_refund(request: &RefundPayment, paid: &Money, turn: &Turn<'_>) -> Result<Money, Refusal> {
    let terms = Terms::read(request.invoice.as_ref(), None, &turn.call.message.problems)?;
    let refund = terms.total.ok_or_else(|| invalid("invoice/totalAmount is missing".to_owned()))?;
    if refund.currency != paid.currency {
        return Err(invalid(format!("the payment is in {}, the refund in {}", paid.currency, refund.currency)));
    }
    if refund.value.is_zero() {
        return Err((ResultCode::RejectedAmount, "a refund of nothing".to_owned()));
    }
    Ok(refund)
}
