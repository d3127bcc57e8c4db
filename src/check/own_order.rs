//! Who has paid is shown their own order, and the one that they paid last.

use crate::spec::{Operation, Page};
use crate::suite::Step;
use crate::trace::Event;
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::page::text_of;
use super::text::clip;
use super::trigger::invoice_of;

/// What [`shown`] looks for.
pub(super) const EXPECTED: &str = "the order that this customer has paid last, where an order is named";

/// Shorter numbers stand in texts for many reasons.
pub(super) const SHORTEST: usize = 4;

/// An order that somebody was sent to pay.
pub(super) struct Order<'a> {
    pub(super) token: &'a str,
    pub(super) invoice: &'a str,
    /// Its clientInvoiceId.
    pub(super) number: Option<&'a str>,
    /// The sendInvoice that SEQR answered with the invoice.
    pub(super) sent: &'a Event,
    /// Where its customer was sent to pay it.
    pub(super) fired: &'a Event,
}

/// No success page after a payment names another order and not the one that was paid.
pub(super) fn shown(journey: &Journey<'_>) -> Judgement {
    let orders_in_all = orders(journey).count();
    let orders: Vec<(&str, Order<'_>)> = orders(journey)
        .filter_map(|order| Some((order.number.filter(|number| number.len() >= SHORTEST)?, order)))
        .collect();
    let mut evidence: Option<Evidence> = None;
    let mut observed = String::new();
    let loaded = journey.openings(Page::Success).filter(|(at, page)| page.problem.is_none() && journey.is_over(at));
    for (opening, opened) in loaded {
        let of_customer =
            |invoice: &str| orders.iter().find(|(_, order)| order.invoice == invoice && order.token == opened.token);
        let Some((paid_at, (own_number, own))) =
            journey.paid_before(opening).filter_map(|(at, paid)| Some((at, of_customer(paid)?))).last()
        else {
            continue;
        };
        let text = text_of(journey, opening, opened);
        if names(text, own_number) {
            observed = format!("`{}` after its payment", clip(own_number));
            evidence = Some(evidence.map_or(Evidence::of(opening), |evidence| evidence.and(opening)).and(own.sent));
            continue;
        }
        if let Some((others, other)) = orders.iter().find(|(others, _)| others != own_number && names(text, others)) {
            let (number, others) = (clip(own_number), clip(others));
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
    if orders_in_all > 1 && orders.len() < 2 {
        let reason = "the clientInvoiceIds are too short to be told from other numbers on a page, or there are none";
        return Judgement::NotApplicable { reason: reason.to_owned() };
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

/// The orders of the journey, each time that a customer was sent to pay one.
pub(super) fn orders<'a>(journey: &Journey<'a>) -> impl Iterator<Item = Order<'a>> {
    journey.triggers().filter_map(|(fired_at, fired)| {
        let invoice = invoice_of(fired)?;
        journey.calls(Operation::SendInvoice).find_map(|(sent, call)| {
            let invoice = call.invoice_reference.as_deref().filter(|reference| *reference == invoice)?;
            let number = call.client_invoice_id.as_deref();
            Some(Order { token: &fired.token, invoice, number, sent, fired: fired_at })
        })
    })
}

/// Whether the number stands in the text, and not as a part of a longer one.
pub(super) fn names(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let beside = [text[..at].chars().next_back(), text[at + number.len()..].chars().next()];
        !beside.into_iter().flatten().any(char::is_alphanumeric)
    })
}
