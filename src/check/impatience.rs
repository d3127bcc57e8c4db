//! What a customer gets who taps again before SEQR has answered.

use crate::spec::{InvoiceStatus, Operation};
use crate::suite::Step;
use crate::trace::{Event, TappedAgain, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, clip_reason, count, some_of};
use super::trigger::last_payment;

pub(super) const EXPECTED: &str = "one open invoice after a second tap, to which the customer is sent";

/// The customer who tapped again is sent to pay, for the only invoice that is still open when the case ends. A service may take
/// the control away, find the order that it has, or cancel the first invoice for the second.
pub(super) fn second_tap_harmless(journey: &Journey<'_>) -> Judgement {
    let Some((again, tapped)) = second_tap(journey) else {
        return journey.unobserved("the customer did not come to tap again before SEQR had answered");
    };
    if let Some(failure) = journey.own_failure(|step| matches!(step, Step::Buy(_))) {
        let failed = clip_reason(failure.message);
        if tapped.prevented.is_some() {
            // There was no second tap that could be to blame. Waiting for a slow SEQR is another case's business.
            let why = format!("nothing was tapped twice, and yet no payment came while SEQR took its time: {failed}");
            return Judgement::inconclusive(why, Some(failure.event));
        }
        return Judgement::broken(
            format!(
                "After a second tap the purchase leads to no payment: {}. Take the control out of use while SEQR is asked, and \
                 let your backend answer a repeated request with the order that it has already. If it was not the tap, your \
                 service gives SEQR up too early: wait at least 10 s.",
                failed.trim_end_matches('.')
            ),
            EXPECTED,
            "no payment trigger",
            [again, failure.event],
        );
    }
    let Some(end) = journey.complete() else {
        return journey.unobserved("the case did not go to its end, so another invoice may have come later");
    };
    let open = open_invoices(journey);
    if let [_, _, ..] = open.as_slice() {
        let references: Vec<&str> = open.iter().map(|(reference, _)| *reference).collect();
        return Judgement::broken(
            "The customer tapped again because SEQR took its time, and the service sent a second invoice: both are open, and the \
             customer can pay both. Take the control out of use while SEQR is asked, and let your backend answer a repeated \
             request with the order that it has already.",
            EXPECTED,
            format!("{} open after two taps: {}", count(open.len(), "invoice"), clip(&some_of(&references))),
            std::iter::once(again).chain(open.iter().map(|(_, event)| *event)),
        );
    }
    let ([(reference, made)], Some((fired, sent_to))) = (open.as_slice(), last_payment(journey)) else {
        return journey.unobserved("no open invoice and no payment trigger were recorded");
    };
    if sent_to != *reference {
        return Judgement::broken(
            "After a second tap the customer is sent to pay an invoice that is not the open one. Fire the trigger for the invoice \
             that your service keeps.",
            EXPECTED,
            format!("sent to {}, while {} is open", clip(&sent_to), clip(reference)),
            [again, *made, fired],
        );
    }
    let how = match &tapped.prevented {
        Some(why) => format!("`{}` could not be done again, as its control {}", tapped.action, clip(why)),
        None => format!("`{}` was done twice", tapped.action),
    };
    Judgement::pass(Evidence::of(again).and(made).and(fired).and(end), format!("{how}; one invoice is open"))
}

/// The second tap, where SEQR had not answered yet.
fn second_tap<'a>(journey: &Journey<'a>) -> Option<(&'a Event, &'a TappedAgain)> {
    let mut taps = journey.each(|what| match what {
        What::TappedAgain(tapped) => Some(tapped),
        _ => None,
    });
    taps.find(|(again, _)| {
        let mut calls = journey.calls(Operation::SendInvoice);
        calls.any(|(call, _)| (call.at_ms..journey.answered_at(call)).contains(&again.at_ms))
    })
}

/// The invoices that somebody can still pay, with the events that made them.
fn open_invoices<'a>(journey: &Journey<'a>) -> Vec<(&'a str, &'a Event)> {
    let mut open = Vec::new();
    for event in journey.events {
        let What::InvoiceChanged(change) = &event.what else { continue };
        if change.from.is_none() {
            open.push((change.invoice_reference.as_str(), *event));
        }
        if matches!(change.to, InvoiceStatus::Canceled | InvoiceStatus::Failed) {
            open.retain(|(reference, _)| *reference != change.invoice_reference);
        }
    }
    open
}
