//! refundPayment: gives back a payment in parts, never more than was paid.

use crate::soap::{Answer, Payload, RefundPayment};
use crate::spec::{Operation, ResultCode};

use super::super::ids::Ids;
use super::send_invoice::read_total;
use super::state::Outcome;
use super::{Ledger, Money, Party};

impl Ledger {
    pub(super) fn refund_payment(&mut self, request: &RefundPayment, ids: &mut Ids) -> Outcome {
        let Some(ers_reference) = request.ers_reference.as_deref() else {
            return Err((ResultCode::InvalidErsReference, "ersReference is missing".to_owned()));
        };
        let invoice = self.payments.get(ers_reference).and_then(|reference| self.invoices.get_mut(reference));
        let Some((total, payment)) =
            invoice.and_then(|invoice| Some((invoice.total.clone(), invoice.payment.as_mut()?)))
        else {
            let shown: String = ers_reference.chars().take(60).collect();
            return Err((ResultCode::InvalidErsReference, format!("there is no payment `{shown}`")));
        };
        if payment.reversed {
            let why = "the payment was reversed, because nobody called getPaymentStatus in time".to_owned();
            return Err((ResultCode::PaymentAlreadyCancelled, why));
        }
        if payment.acknowledged_at_ms.is_none() {
            let why = "the payment is not acknowledged with getPaymentStatus yet".to_owned();
            return Err((ResultCode::PaymentInProgress, why));
        }
        let refund = read_refund(request, &total)?;
        let left = total.value - payment.refunded;
        if refund.value > left {
            let why = format!("{refund} are more than the {left} {} that are left", total.currency);
            return Err((ResultCode::SumOfRefundsExceedsTransaction, why));
        }
        payment.refunded += refund.value;
        self.book.transfer(Party::Merchant, Party::Customers, &refund);
        let answer = Answer::success(Operation::RefundPayment, Payload::Nothing);
        Ok(Answer { ers_reference: Some(ids.ers_reference()), ..answer })
    }
}

fn read_refund(request: &RefundPayment, total: &Money) -> Result<Money, (ResultCode, String)> {
    let invalid = |why: String| (ResultCode::InvalidInvoiceData, why);
    let invoice = request.invoice.as_ref().ok_or_else(|| invalid("invoice is missing".to_owned()))?;
    let refund = read_total(invoice, &[]).map_err(invalid)?;
    if refund.currency != total.currency {
        return Err(invalid(format!("the payment is in {}, the refund in {}", total.currency, refund.currency)));
    }
    if refund.value.is_zero() {
        return Err((ResultCode::RejectedAmount, "a refund of nothing".to_owned()));
    }
    Ok(refund)
}
