//! The merchant tells SEQR that it knows of the payment.

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus, Operation, ResultCode};
use crate::suite::{Await, Choice, PaymentFault, Step};
use crate::trace::{Event, Misdeed, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, count, seconds};

const LIMIT_MS: u64 = ACKNOWLEDGE_WITHIN_SECONDS * 1000;

/// Every paid invoice was acknowledged in time: getPaymentStatus was answered PAID.
pub(super) fn in_time(journey: &Journey<'_>) -> Judgement {
    let paid: Vec<(&Event, &str)> = journey
        .each(|what| match what {
            What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid => Some(change.invoice_reference.as_str()),
            _ => None,
        })
        .collect();
    let mut evidence: Option<Evidence> = None;
    let mut observed = String::new();
    for (payment, invoice) in &paid {
        match of_invoice(journey, payment, invoice) {
            Judgement::Pass { evidence: more, observed: seen } => {
                evidence = Some(match evidence {
                    Some(earlier) => earlier.with(more),
                    None => more,
                });
                observed = seen;
            }
            other => return other,
        }
    }
    match evidence {
        Some(evidence) => Judgement::pass(evidence, observed),
        None => waits_for_amount(journey).unwrap_or_else(|| journey.unobserved("no invoice was paid")),
    }
}

fn of_invoice(journey: &Journey<'_>, payment: &Event, invoice: &str) -> Judgement {
    let asked: Vec<&Event> = journey
        .calls(Operation::GetPaymentStatus)
        .filter(|(event, call)| event.seq > payment.seq && call.invoice_reference.as_deref() == Some(invoice))
        .map(|(event, _)| event)
        .collect();
    let was_withheld = !asked.is_empty() && asked.iter().all(|event| journey.was_withheld(event));
    let late = |event: &Event, what: &str| {
        if was_withheld {
            return Judgement::inconclusive(
                "SEQR answered no getPaymentStatus, because the case wanted it so",
                [event],
            );
        }
        let unknown = asked_in_vain(journey, payment).filter(|_| asked.is_empty());
        let mend = match &unknown {
            Some((_, reference)) => format!(
                ": it asks about `{}`, which SEQR does not know. Ask about the invoiceReference that sendInvoice was answered \
                 with.",
                clip(reference)
            ),
            None => {
                let stopped = last_asked(journey, payment, invoice)
                    .filter(|_| asked.is_empty())
                    .map(|ago| format!("; the last question came {} before the payment", seconds(ago)))
                    .unwrap_or_default();
                format!(
                    "{stopped}. Call getPaymentStatus when the notification comes, or poll it every second until it answers \
                     PAID, whether or not the customer comes back."
                )
            }
        };
        Judgement::broken(
            format!(
                "SEQR takes a payment back that the service does not ask about within {ACKNOWLEDGE_WITHIN_SECONDS} s{mend}"
            ),
            format!("getPaymentStatus answered PAID within {ACKNOWLEDGE_WITHIN_SECONDS} s"),
            format!("{what}; {} of getPaymentStatus for it after the payment", count(asked.len(), "call")),
            [payment, event].into_iter().chain(unknown.map(|(asked, _)| asked)),
        )
    };
    for event in journey.events {
        match &event.what {
            What::Acknowledged { invoice_reference, after_ms } if invoice_reference == invoice => {
                return if *after_ms <= LIMIT_MS {
                    Judgement::pass(
                        Evidence::of(event).and(payment),
                        format!("PAID known after {}", seconds(*after_ms)),
                    )
                } else {
                    late(event, &format!("PAID known only after {}", seconds(*after_ms)))
                };
            }
            What::Reversed { invoice_reference, .. }
                if invoice_reference == invoice && was_taken_back(journey, invoice) =>
            {
                return Judgement::inconclusive("SEQR took the payment back, because the case wanted it so", [*event]);
            }
            What::Reversed { invoice_reference, after_ms } if invoice_reference == invoice => {
                return late(event, &format!("the payment was taken back after {}", seconds(*after_ms)));
            }
            _ => {}
        }
    }
    match overdue(journey, payment) {
        Some(event) => late(event, &format!("none for invoice {}", clip(invoice))),
        None => journey.unobserved("the case ended before the acknowledgement was due"),
    }
}

/// How long before the payment the service asked about the invoice for the last time, in milliseconds, where that is so long
/// that it had stopped asking.
fn last_asked(journey: &Journey<'_>, payment: &Event, invoice: &str) -> Option<u64> {
    const STILL_ASKING_MS: u64 = 5000;
    let (last, _) = journey
        .calls(Operation::GetPaymentStatus)
        .filter(|(event, call)| event.seq < payment.seq && call.invoice_reference.as_deref() == Some(invoice))
        .last()?;
    Some(payment.at_ms.saturating_sub(last.at_ms)).filter(|ago| *ago >= STILL_ASKING_MS)
}

/// A question after the payment about something that is no invoice, and what that is.
fn asked_in_vain<'a>(journey: &Journey<'a>, payment: &Event) -> Option<(&'a Event, &'a str)> {
    let refused = |code: Option<i32>| code.and_then(ResultCode::from_code) == Some(ResultCode::InvalidInvoiceReference);
    journey
        .calls(Operation::GetPaymentStatus)
        .filter(|(event, call)| {
            event.seq > payment.seq && refused(call.result_code) && journey.misdeed(event).is_none()
        })
        .find_map(|(event, call)| Some((event, call.invoice_reference.as_deref()?)))
}

/// What shows that the service had all the time that it has after this event.
fn overdue<'a>(journey: &Journey<'a>, since: &Event) -> Option<&'a Event> {
    let waited_in_vain = |event: &&&Event| {
        event.seq > since.seq
            && matches!(event.what, What::Awaited { happened: false, .. })
            && journey.step_at(event.seq).is_some_and(|(step, _)| {
                matches!(journey.case.steps.get(step), Some(Step::Await(Await::Acknowledgement)))
            })
    };
    let long_after = |event: &&&Event| event.at_ms.saturating_sub(since.at_ms) >= LIMIT_MS;
    let mut events = journey.events.iter();
    events.clone().find(waited_in_vain).or_else(|| events.find(long_after)).copied()
}

/// A customer has said yes, and the app waits for an amount that the service never sends: the best-known mistake of all
/// integrations.
fn waits_for_amount(journey: &Journey<'_>) -> Option<Judgement> {
    let (decided, invoice) = journey
        .each(|what| match what {
            What::Decided { choice: Choice::Approve, invoice_reference } => Some(invoice_reference.as_str()),
            _ => None,
        })
        .last()?;
    let (waiting, change) = journey
        .each(|what| match what {
            What::InvoiceChanged(change) if change.invoice_reference == invoice => Some(change),
            _ => None,
        })
        .last()?;
    let late = overdue(journey, decided)?;
    if change.to != InvoiceStatus::PendingIssuerAcknowledge {
        return None;
    }
    let mode = journey
        .calls(Operation::SendInvoice)
        .filter(|(_, call)| call.invoice_reference.as_deref() == Some(invoice))
        .find_map(|(_, call)| call.request.value("invoice/acknowledgmentMode"));
    let why = mode.map_or_else(
        || "has no acknowledgmentMode, which means REQUIRE_ACKNOWLEDGMENT".to_owned(),
        |mode| format!("says {}", clip(mode)),
    );
    Some(Judgement::broken(
        format!(
            "The customer has said yes and is not charged: the invoice {why}, and the app waits for the amount for ever. Send \
             NO_ACKNOWLEDGMENT unless you offer loyalty; if you do, answer the customer's token with updateInvoice."
        ),
        format!("getPaymentStatus answered PAID within {ACKNOWLEDGE_WITHIN_SECONDS} s"),
        format!("invoice {} is {} and was not updated", clip(invoice), change.to),
        [decided, waiting, late],
    ))
}

/// Whether the case wanted SEQR to take this payment back.
fn was_taken_back(journey: &Journey<'_>, invoice: &str) -> bool {
    journey.misdeeds().any(|(_, deed)| {
        matches!(deed, Misdeed::Payment { fault: PaymentFault::Reversed, invoice_reference } if invoice_reference == invoice)
    })
}
