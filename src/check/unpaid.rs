//! How it came that a customer has not paid, for messages about what their page says.

use crate::spec::{InvoiceStatus, Operation};
use crate::trace::{Event, PageOpened, What};

use super::journey::Journey;
use super::page::end_of_visit;
use super::success::invoices_of;

/// The end of a sentence that begins with the customer of a visit: `whose payment failed`.
pub(super) fn how(journey: &Journey<'_>, opening: &Event, opened: &PageOpened) -> &'static str {
    let customer = journey.customers().into_iter().find(|customer| customer.token == opened.token);
    let invoices = customer.map(|customer| invoices_of(journey, &customer)).unwrap_or_default();
    if invoices.is_empty() {
        return "who has no invoice";
    }
    let end = end_of_visit(journey, opening);
    let (mut status, mut is_reversed, mut is_notified) = (InvoiceStatus::Issued, false, false);
    for event in journey.events.iter().take_while(|event| event.seq < end) {
        match &event.what {
            What::InvoiceChanged(change) if invoices.contains(&change.invoice_reference) => status = change.to,
            What::Reversed { invoice_reference, .. } if invoices.contains(invoice_reference) => is_reversed = true,
            What::Notified(notified) if invoices.contains(&notified.invoice_reference) => is_notified = true,
            _ => {}
        }
    }
    let cannot_ask = || {
        let mut asked = journey.calls(Operation::GetPaymentStatus).filter(|(event, _)| event.seq < end);
        asked.any(|(event, call)| {
            call.invoice_reference.as_ref().is_some_and(|asked| invoices.contains(asked)) && journey.was_withheld(event)
        })
    };
    match status {
        _ if is_reversed => "whose payment SEQR took back",
        InvoiceStatus::Failed => "whose payment failed",
        InvoiceStatus::Canceled => "who cancelled",
        _ if is_notified => "about whom the service was notified, but for whom SEQR does not report PAID",
        _ if cannot_ask() => "about whom SEQR does not answer",
        _ => "who has not paid",
    }
}
