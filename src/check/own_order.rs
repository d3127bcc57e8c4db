//! Who has paid is shown their own order, and the one that they paid last.

use crate::spec::{InvoiceStatus, Operation, Page};
use crate::suite::Step;
use crate::trace::{Event, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::page::text_of;
use super::text::clip;
use super::trigger::invoice_of;

/// What [`shown`] looks for.
pub(super) const EXPECTED: &str = "the order that this customer has paid last, where an order is named";

/// Shorter numbers stand in texts for many reasons.
const SHORTEST: usize = 4;

/// An order that somebody was sent to pay.
struct Order<'a> {
    token: &'a str,
    invoice: &'a str,
    /// Its clientInvoiceId.
    number: &'a str,
    sent: &'a Event,
}

/// No success page after a payment names another order and not the one that was paid.
pub(super) fn shown(journey: &Journey<'_>) -> Judgement {
    let orders = orders(journey);
    let mut evidence: Option<Evidence> = None;
    let mut observed = String::new();
    let loaded = journey.openings(Page::Success).filter(|(at, page)| page.problem.is_none() && journey.is_over(at));
    for (opening, opened) in loaded {
        let of_customer =
            |invoice: &str| orders.iter().find(|order| order.invoice == invoice && order.token == opened.token);
        let Some((paid_at, own)) =
            paid_before(journey, opening).filter_map(|(at, paid)| Some((at, of_customer(paid)?))).last()
        else {
            continue;
        };
        let text = text_of(journey, opening, opened);
        if names(text, own.number) {
            observed = format!("`{}` after its payment", clip(own.number));
            evidence = Some(evidence.map_or(Evidence::of(opening), |evidence| evidence.and(opening)).and(own.sent));
            continue;
        }
        if let Some(other) = orders.iter().find(|other| other.number != own.number && names(text, other.number)) {
            let (number, others) = (clip(own.number), clip(other.number));
            let message = if other.token == own.token {
                format!(
                    "A customer who has paid a second order with the same TOKEN is shown the first one, `{others}`, and not \
                     `{number}`. Take the invoiceReference in the fragment to choose among the orders of the TOKEN, or the one \
                     that was paid last."
                )
            } else {
                format!(
                    "A customer who has paid order `{number}` is shown `{others}`, which is another customer's. Keep orders by \
                     TOKEN, and find them by nothing else."
                )
            };
            return Judgement::broken(
                message,
                EXPECTED,
                format!("“{}”", clip(text)),
                [own.sent, other.sent, paid_at, opening],
            );
        }
    }
    if journey.own_failure(|step| matches!(step, Step::Buy(_) | Step::Pay(_))).is_some() {
        return Judgement::NotApplicable { reason: "only one order was placed".to_owned() };
    }
    match evidence {
        Some(evidence) if orders.len() > 1 => Judgement::pass(evidence, observed),
        None if journey.complete().is_some() && orders.len() > 1 => {
            Judgement::NotApplicable { reason: "the success page names no order by its clientInvoiceId".to_owned() }
        }
        _ => journey.unobserved("there were no two orders of which one was paid"),
    }
}

/// The orders of the journey, in the order in which customers were sent to pay them.
fn orders<'a>(journey: &Journey<'a>) -> Vec<Order<'a>> {
    let numbered = journey.triggers().filter_map(|(_, fired)| {
        let invoice = invoice_of(fired)?;
        let mut calls = journey.calls(Operation::SendInvoice);
        let (sent, call) = calls.find(|(_, call)| call.invoice_reference.as_deref() == Some(invoice.as_str()))?;
        let number = call.client_invoice_id.as_deref().filter(|number| number.len() >= SHORTEST)?;
        Some(Order { token: &fired.token, invoice: call.invoice_reference.as_deref()?, number, sent })
    });
    numbered.collect()
}

/// The invoices that were paid before this.
fn paid_before<'a>(journey: &Journey<'a>, by: &Event) -> impl Iterator<Item = (&'a Event, &'a str)> {
    let before = by.seq;
    let paid = journey.each(|what| match what {
        What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid => Some(change.invoice_reference.as_str()),
        _ => None,
    });
    paid.take_while(move |(event, _)| event.seq < before)
}

/// Whether the number stands in the text, and not as a part of a longer one.
fn names(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let beside = [text[..at].chars().next_back(), text[at + number.len()..].chars().next()];
        !beside.into_iter().flatten().any(char::is_alphanumeric)
    })
}
