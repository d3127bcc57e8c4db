//! What customers must not get in each other's way with, nor with whom they were themselves before.

use crate::spec::{Operation, Page};
use crate::suite::Step;
use crate::trace::{Event, PageOpened};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::own_order::{Order, orders};
use super::text::{clip, count, some_of};
use super::trigger::invoice_of;

/// Every customer who bought was sent to pay an invoice that no other customer was sent to.
pub(super) fn own_invoices(journey: &Journey<'_>) -> Judgement {
    let mut bought: Vec<(&Event, String)> = Vec::new();
    for customer in journey.customers() {
        let fired = journey.triggers().filter(|(_, fired)| fired.token == customer.token);
        let paid_for = fired.filter_map(|(event, fired)| Some((event, invoice_of(fired)?)));
        let Some((event, invoice)) = paid_for.last() else { continue };
        if let Some((earlier, _)) = bought.iter().find(|(_, known)| *known == invoice) {
            return Judgement::broken(
                "Two customers are sent to pay the same invoice: one of them pays for the other, and the other's order is never \
                 paid. Send an invoice for every order, and keep it with the TOKEN of the customer who placed it.",
                "an invoice of each customer's own",
                format!("both are sent to invoice {}", clip(&invoice)),
                [*earlier, event],
            );
        }
        bought.push((event, invoice));
    }
    if bought.len() < 2 {
        return journey.unobserved("fewer than two customers came to pay");
    }
    let observed = format!("{} for {}", count(bought.len(), "invoice"), count(bought.len(), "customer"));
    match Evidence::of_all(bought.into_iter().map(|(event, _)| event)) {
        Some(evidence) => Judgement::pass(evidence, observed),
        None => journey.unobserved("no customer came to pay"),
    }
}

/// What [`own_numbers`] looks for.
pub(super) const OWN_NUMBERS: &str = "a clientInvoiceId of each order's own";

/// The invoices that different customers were sent to pay have different clientInvoiceIds, and so have those of one customer
/// who buys again after paying. Whoever tries once more to pay the same order may keep its number.
pub(super) fn own_numbers(journey: &Journey<'_>) -> Judgement {
    let mut numbered: Vec<(Order<'_>, &str)> = Vec::new();
    let mut is_shared = false;
    for order in orders(journey) {
        if let Some((known, _)) = numbered.iter().find(|(known, _)| known.invoice == order.invoice) {
            // That two are sent to pay the same invoice is told by another check.
            is_shared |= known.token != order.token;
            continue;
        }
        let Some(number) = order.number else {
            return Judgement::NotApplicable { reason: "an invoice has no clientInvoiceId".to_owned() };
        };
        let was_paid = |invoice: &str| journey.paid_before(order.sent).any(|(_, paid)| paid == invoice);
        let is_another = |known: &Order<'_>| known.token != order.token || was_paid(known.invoice);
        if let Some((known, _)) = numbered.iter().find(|(known, same)| *same == number && is_another(known)) {
            return Judgement::broken(
                format!(
                    "Two orders have the same clientInvoiceId, `{}`. SEQR's receipts and reports name the order by it, and you \
                     find the payment by it: send a number that is given out once.",
                    clip(number)
                ),
                OWN_NUMBERS,
                format!("`{}` in two invoices", clip(number)),
                [known.sent, order.sent, order.fired],
            );
        }
        numbered.push((order, number));
    }
    let numbers: Vec<String> = numbered.iter().map(|(_, number)| format!("`{}`", clip(number))).collect();
    match Evidence::of_all(numbered.iter().map(|(order, _)| order.sent)).filter(|_| numbered.len() > 1) {
        Some(evidence) => Judgement::pass(evidence, some_of(&numbers)),
        None if is_shared => {
            Judgement::NotApplicable { reason: "two customers were sent to pay the same invoice".to_owned() }
        }
        None if journey.own_failure(|step| matches!(step, Step::Buy(_) | Step::Pay(_))).is_some()
            && !numbered.is_empty() =>
        {
            Judgement::NotApplicable { reason: "only one order was placed".to_owned() }
        }
        None => journey.unobserved("fewer than two invoices with a clientInvoiceId were paid for"),
    }
}

/// What [`own_sessions`] looks for.
pub(super) const OWN_SESSIONS: &str = "getClientSessionInfo for the TOKEN of each session";

/// For everyone whose order page loaded SEQR was asked about their own TOKEN.
pub(super) fn own_sessions(journey: &Journey<'_>) -> Judgement {
    let end = journey.complete();
    let mut known = Vec::new();
    for customer in journey.customers() {
        let of_customer =
            |(_, opened): &(&Event, &PageOpened)| opened.token == customer.token && opened.problem.is_none();
        let Some((opening, _)) = journey.openings(Page::Order).find(of_customer) else { continue };
        let mut calls = journey.calls(Operation::GetClientSessionInfo);
        match (calls.find(|(_, call)| call.token.as_deref() == Some(customer.token)), end) {
            (Some((call, _)), _) => known.push([opening, call]),
            (None, Some(end)) => {
                return Judgement::broken(
                    "SEQR is not asked about the TOKEN with which the order page was opened. Who goes on with an earlier session \
                     sells to whoever had that. Take the TOKEN from `location.hash` every time the page is opened, and let it \
                     replace whatever cookies, sessions and storage remember.",
                    OWN_SESSIONS,
                    format!("no getClientSessionInfo for {}", clip(customer.token)),
                    std::iter::once(opening).chain(known.into_iter().flatten()).chain([end]),
                );
            }
            (None, None) => return journey.unobserved("getClientSessionInfo may have been called later"),
        }
    }
    if known.len() < 2 {
        return journey.unobserved("fewer than two sessions came to their order page");
    }
    let observed = format!("asked for {}", count(known.len(), "session"));
    match Evidence::of_all(known.into_iter().flatten()) {
        Some(evidence) => Judgement::pass(evidence, observed),
        None => journey.unobserved("no order page was opened"),
    }
}
