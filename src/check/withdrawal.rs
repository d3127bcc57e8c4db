//! Whose open invoices a service withdraws.

use crate::spec::{Operation, Page};
use crate::trace::{Event, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::own_order::{Order, orders};
use super::text::clip;

/// What [`own`] looks for.
pub(super) const EXPECTED: &str = "no cancelInvoice for a customer who has done nothing since they were sent to pay";

/// While one customer leaves, the open invoice of another one, who is about to pay it, is not withdrawn.
pub(super) fn own(journey: &Journey<'_>) -> Judgement {
    for (event, call) in journey.calls(Operation::CancelInvoice).filter(|(_, call)| call.result_code == Some(0)) {
        let waits = |order: &Order<'_>| {
            call.invoice_reference.as_deref() == Some(order.invoice) && waits_until(journey, order, event)
        };
        let Some(order) = orders(journey).find(waits) else { continue };
        return Judgement::broken(
            "An invoice is withdrawn from a customer who has just been sent to pay it, when somebody else leaves: their payment \
             fails in the app. Withdraw the invoice of the TOKEN that stands in the fragment, and no other one.",
            EXPECTED,
            format!("cancelInvoice of {}, which its customer was about to pay", clip(order.invoice)),
            [order.sent, order.fired, event],
        );
    }
    let stays = |opening: &Event, token: &str| {
        orders(journey).find(|order| order.token != token && waits_until(journey, order, opening))
    };
    let left =
        journey.openings(Page::Cancel).find_map(|(opening, opened)| Some((opening, stays(opening, &opened.token)?)));
    match left {
        Some((opening, order)) if journey.is_over(opening) && journey.complete().is_some() => Judgement::pass(
            Evidence::of(opening).and(order.fired).and(order.sent),
            format!("{} stays open while another customer leaves", clip(order.invoice)),
        ),
        _ => journey.unobserved("nobody left while another customer was about to pay"),
    }
}

/// Whether the order's customer was sent to pay before the event, and has neither decided nor opened a page since.
fn waits_until(journey: &Journey<'_>, order: &Order<'_>, event: &Event) -> bool {
    let acted = |between: &Event| match &between.what {
        What::PageOpened(opened) => opened.token == order.token,
        What::Decided { invoice_reference, .. } => invoice_reference == order.invoice,
        _ => false,
    };
    order.fired.seq < event.seq
        && !journey.events.iter().any(|between| (order.fired.seq..event.seq).contains(&between.seq) && acted(between))
}
