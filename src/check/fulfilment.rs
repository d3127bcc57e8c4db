//! An order is fulfilled once, after its payment.

use crate::spec::InvoiceStatus;
use crate::trace::{ActionDone, Event, What, milliseconds};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::payable;
use super::text::{clip, count, seconds};

/// Whenever the back office was asked, it told of one fulfilment for what was paid and of none for what was not.
pub(super) fn once(journey: &Journey<'_>) -> Judgement {
    if journey.profile.actions.fulfilments.is_none() {
        let reason =
            "the profile declares no `actions.fulfilments:`; add it to have found what is fulfilled twice or unpaid";
        return Judgement::NotApplicable { reason: reason.to_owned() };
    }
    let mut evidence: Option<Evidence> = None;
    let mut observed = String::new();
    for (event, done) in asked(journey) {
        let told = done.answer.as_deref().and_then(|answer| answer.trim().parse::<u32>().ok());
        // A service may forget an order that came to nothing. Where the address is wrong, it is told of one that was paid.
        let forgotten = || {
            let of = done.invoice_reference.as_deref();
            done.outcome.starts_with("404")
                && of.is_some_and(|invoice| matches!(payment(journey, invoice, event), Payment::None))
        };
        let Some(number) = told.or_else(|| forgotten().then_some(0)) else {
            let message =
                format!("`actions.fulfilments` answers no number: {} to {}", clip(&done.outcome), clip(&done.what));
            return Judgement::inconclusive(message, [event]);
        };
        let Some(invoice) = &done.invoice_reference else { continue };
        let broken = |message: &str, expected: &str, cause: &Event| {
            let observed = format!("{}, asked by {}", count(number as usize, "fulfilment"), clip(&done.what));
            Judgement::broken(message, expected, observed, [event, cause])
        };
        match (payment(journey, invoice, event), number) {
            (Payment::None, 0) | (Payment::Known { .. }, 1) => {
                evidence = Some(evidence.map_or(Evidence::of(event), |evidence| evidence.and(event)));
                observed = format!("{} of invoice {}", count(number as usize, "fulfilment"), clip(invoice));
            }
            (Payment::None, _) => {
                return broken(
                    "The order is fulfilled although SEQR has not reported PAID for it: somebody gets what nobody has paid \
                     for. Fulfil an order when your own getPaymentStatus is answered PAID, and at no other time.",
                    "no fulfilment before SEQR reports PAID",
                    event,
                );
            }
            (Payment::Known { known }, 0)
                if milliseconds(journey.profile.limits.call.duration()) <= after(known, event) =>
            {
                return broken(
                    &format!(
                        "The order is paid, the service knows it, and {} later it is not fulfilled. Fulfil it as soon as \
                         getPaymentStatus is answered PAID, whoever asked; `limits.call` says how long that may take.",
                        seconds(after(known, event))
                    ),
                    "one fulfilment",
                    known,
                );
            }
            (Payment::Known { known }, 2..) => {
                return broken(
                    "The order is fulfilled more than once for one payment. PAID can be learnt several times, also in the same \
                     moment: by polling, by notifications that come twice, and by pages that are loaded again: fulfil only \
                     when the order becomes paid.",
                    "one fulfilment",
                    known,
                );
            }
            (Payment::Known { .. } | Payment::Unsettled, _) => {}
        }
    }
    // What the first order shows is seen elsewhere; the second one is what such a journey is about.
    if let Some(once) = payable::sold_once(journey).filter(|_| journey.customers().len() == 1) {
        return once;
    }
    match evidence {
        Some(evidence) => Judgement::pass(evidence, observed),
        None => journey.unobserved("the back office was not asked about an order whose state was sure"),
    }
}

/// How long one event was after the other, milliseconds.
const fn after(first: &Event, then: &Event) -> u64 {
    then.at_ms.saturating_sub(first.at_ms)
}

/// How an invoice stood when the back office was asked.
enum Payment<'a> {
    /// Not paid, or taken back before SEQR could tell the service.
    None,
    /// SEQR has told the service, and when.
    Known { known: &'a Event },
    /// Paid, and the service need not know yet.
    Unsettled,
}

fn payment<'a>(journey: &Journey<'a>, invoice: &str, until: &Event) -> Payment<'a> {
    let mut payment = Payment::None;
    for event in journey.events.iter().take_while(|event| event.seq < until.seq) {
        match &event.what {
            What::InvoiceChanged(change) if change.invoice_reference == invoice && change.to == InvoiceStatus::Paid => {
                payment = Payment::Unsettled;
            }
            What::Acknowledged { invoice_reference, .. } if invoice_reference == invoice => {
                return Payment::Known { known: event };
            }
            // Nobody has told the service of it, nor will.
            What::Reversed { invoice_reference, .. } if invoice_reference == invoice => payment = Payment::None,
            _ => {}
        }
    }
    payment
}

fn asked<'a>(journey: &Journey<'a>) -> impl Iterator<Item = (&'a Event, &'a ActionDone)> {
    journey.each(|what| match what {
        What::Action(done) if done.name == "fulfilments" => Some(done),
        _ => None,
    })
}
