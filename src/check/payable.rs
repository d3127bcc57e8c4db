//! Customers are sent to pay invoices that still can be paid.

use url::Url;

use crate::spec::InvoiceStatus;
use crate::suite::Step;
use crate::trace::{Event, TriggerFired, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, clip_reason};
use super::trigger::{invoice_of, written};

/// What [`payable`] looks for.
pub(super) const EXPECTED: &str = "a payment trigger for an invoice that is not over";

/// Who buys again after an invoice came to its end is sent to pay another one.
pub(super) fn payable(journey: &Journey<'_>) -> Judgement {
    let ends: Vec<_> = journey
        .each(|what| match what {
            What::InvoiceChanged(change) if is_over(change.to) => Some((change.invoice_reference.as_str(), change.to)),
            _ => None,
        })
        .collect();
    let Some((first_end, _)) = ends.first() else {
        return journey.unobserved("no invoice came to its end in this journey");
    };
    let again: Vec<(&Event, &TriggerFired, String)> = journey
        .triggers()
        .filter(|(event, _)| event.seq > first_end.seq)
        .filter_map(|(event, fired)| Some((event, fired, invoice_of(fired)?)))
        .collect();
    for (event, fired, reference) in &again {
        let ended = ends.iter().find(|(end, (ended, _))| ended == reference && end.seq < event.seq);
        if let Some((end, (_, status))) = ended {
            return Judgement::broken(
                format!(
                    "The customer comes again and is sent to pay invoice {}, which is {status}: SEQR takes no payment for it any \
                     more. Look at how the invoice stands before you use it again, and call sendInvoice where it is over.",
                    clip(reference)
                ),
                EXPECTED,
                written(fired),
                [*end, *event],
            );
        }
    }
    let observed = again.first().map_or_else(String::new, |(_, fired, _)| written(fired));
    match Evidence::of_all(again.iter().map(|(event, ..)| *event)) {
        Some(evidence) => Judgement::pass(evidence.and_all(ends.iter().map(|(end, _)| *end)), observed),
        None => match journey.own_failure(|step| matches!(step, Step::Buy(_))) {
            Some(stopped) if let Some((failed, what)) = breakdown(journey, first_end) => Judgement::broken(
                format!(
                    "The customer comes again, and the service breaks down: {what}. Look for the error in its log; a number that is \
                     made of the TOKEN or of the time is there already when the second order comes."
                ),
                EXPECTED,
                what,
                [*first_end, failed, stopped.event],
            ),
            Some(_) if let Some(once) = sold_once(journey) => once,
            // Whether they have to scan the code anew, the page may say.
            Some(stopped) => Judgement::Review {
                message: format!(
                    "A customer whose payment came to nothing cannot buy again with the same TOKEN: {}. See whether the page says how \
                     they can.",
                    clip_reason(stopped.message).trim_end_matches('.')
                ),
                evidence: Evidence::of(first_end).and(stopped.event),
            },
            None => journey.unobserved("no payment trigger was fired after the end of an invoice"),
        },
    }
}

/// That nothing is said of what a customer buys again, where a service refuses those who have paid.
pub(super) fn sold_once(journey: &Journey<'_>) -> Option<Judgement> {
    let stopped = journey.own_failure(|step| matches!(step, Step::Buy(_)))?;
    journey.paid_before(stopped.event).next()?;
    Some(Judgement::NotApplicable { reason: "the service sells once in a session".to_owned() })
}

/// The first request of the customer that the service answered with an error of its own after the first invoice was over. What
/// others serve to its pages is not its own.
fn breakdown<'a>(journey: &Journey<'a>, first_end: &Event) -> Option<(&'a Event, String)> {
    let home = journey.profile.urls.order.host_str();
    let is_own = |url: &str| Url::parse(url).is_ok_and(|url| url.host_str() == home);
    let after = journey.events.iter().filter(|event| event.seq > first_end.seq);
    let mut failed = after.filter_map(|event| match &event.what {
        What::RequestFailed { url, method, status: Some(status), .. } if *status >= 500 && is_own(url) => {
            Some((*event, format!("{method} {} is answered with HTTP status {status}", clip(url))))
        }
        _ => None,
    });
    failed.next()
}

/// Whether SEQR takes no payment for an invoice that stands like this.
const fn is_over(status: InvoiceStatus) -> bool {
    matches!(status, InvoiceStatus::Paid | InvoiceStatus::Canceled | InvoiceStatus::Failed)
}
