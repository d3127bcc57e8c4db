//! What several customers at the same time must not get in each other's way with.

use crate::spec::Trigger;
use crate::trace::Event;
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, count};

/// Every customer who bought was sent to pay an invoice that no other customer was sent to.
pub(super) fn own_invoices(journey: &Journey<'_>) -> Judgement {
    let mut bought: Vec<(&Event, String)> = Vec::new();
    for customer in journey.customers() {
        let fired = journey.triggers().filter(|(_, fired)| fired.token == customer.token);
        let paid_for = fired.filter_map(|(event, fired)| match Trigger::parse(&fired.url) {
            Ok(Trigger::Pay { invoice_reference }) => Some((event, invoice_reference)),
            _ => None,
        });
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
