//! Customers are sent to pay invoices that still can be paid.

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
            Some(_) if ends.iter().any(|(_, (_, status))| *status == InvoiceStatus::Paid) => {
                Judgement::NotApplicable { reason: "the service sells once in a session".to_owned() }
            }
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

/// Whether SEQR takes no payment for an invoice that stands like this.
const fn is_over(status: InvoiceStatus) -> bool {
    matches!(status, InvoiceStatus::Paid | InvoiceStatus::Canceled | InvoiceStatus::Failed)
}
