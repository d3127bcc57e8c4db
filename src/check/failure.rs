//! What a customer learns whose payment failed, or for whom SEQR took no invoice.

use crate::spec::{Operation, Page};
use crate::trace::{Event, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::page::Visit;
use super::success::words;
use super::text::clip;

/// The failure page says something that the order page did not say to the same customer before.
pub(super) fn told(journey: &Journey<'_>) -> Judgement {
    let over =
        journey.openings(Page::Failure).filter(|(event, opened)| opened.problem.is_none() && journey.is_over(event));
    let Some((opening, opened)) = over.last() else {
        return journey.unobserved("no load of the failure page that could be judged was recorded");
    };
    let visit = Visit::whole(journey, opening, opened);
    let text = visit.text(journey);
    if text.trim().is_empty() {
        return Judgement::broken(
            "The failure page says nothing: the customer does not learn that the payment failed.",
            "a text that the order page did not show before the payment",
            "an empty page",
            visit.events(journey),
        );
    }
    let told = words(journey, text);
    let before: Vec<(&Event, &str)> = said_before(journey, opening, &opened.token).collect();
    let Some(&(first, _)) = before.first() else {
        return journey.unobserved("the order page was not seen before the failure page");
    };
    if let Some((event, same)) = before.iter().find(|(_, text)| words(journey, text) == told) {
        return Judgement::broken(
            "The failure page says what the order page said before the payment, and nothing else: the customer does not learn \
             that the payment failed. Say on the failure page that nothing was paid, and what to do next.",
            "a text that the order page did not show before the payment",
            format!("“{}” on both pages", clip(same)),
            visit.events(journey).chain([*event]),
        );
    }
    Judgement::pass(Evidence::of(opening).and(first), format!("“{}” on the failure page", clip(text)))
}

/// After SEQR took no invoice, the customer sees something that the order page did not say before.
pub(super) fn refusal_told(journey: &Journey<'_>) -> Judgement {
    let refused = |(event, call): &(&Event, &SoapCall)| call.result_code != Some(0) || journey.was_withheld(event);
    // Some services ask again and again.
    let Some((refusal, _)) = journey.calls(Operation::SendInvoice).find(refused) else {
        return journey.unobserved("SEQR refused no invoice in this journey");
    };
    let stands = |event: &Event| event.seq > refusal.seq;
    let dialog = journey.each(|what| match what {
        What::Dialog { text } if !text.trim().is_empty() => Some(text),
        _ => None,
    });
    if let Some((event, text)) = dialog.filter(|(event, _)| stands(event)).last() {
        return Judgement::pass(Evidence::of(refusal).and(event), format!("“{}” in a dialog", clip(text)));
    }
    if journey.triggers().any(|(event, _)| stands(event)) {
        return Judgement::NotApplicable { reason: "the page sends the customer to pay all the same".to_owned() };
    }
    let Some((after, view)) = journey.views(Page::Order).filter(|(event, _)| stands(event)).last() else {
        return journey.unobserved("what the order page showed after the refusal was not seen");
    };
    let before: Vec<(&Event, &str)> = said_before(journey, refusal, &view.token).collect();
    let told = words(journey, &view.text);
    let same = before.iter().find(|(_, text)| words(journey, text) == told).map(|(event, _)| *event);
    match before.first() {
        Some((first, _)) if same.is_none() && !told.is_empty() => {
            let evidence = Evidence::of(refusal).and(after).and(first);
            Judgement::pass(evidence, format!("“{}” afterwards", clip(&view.text)))
        }
        _ if !journey.is_over(after) => journey.unobserved(""),
        Some((first, _)) => Judgement::broken(
            "SEQR takes no invoice, and the page says nothing of it: the customer waits for a payment that does not come. Say \
             that nothing was paid, and that they can try again.",
            REFUSAL_TOLD,
            format!("“{}” afterwards", clip(&view.text)),
            [same.unwrap_or(first), refusal, after],
        ),
        None => Judgement::NotApplicable {
            reason: "SEQR was asked before there was anything to compare the page with".to_owned(),
        },
    }
}

/// What [`refusal_told`] looks for.
pub(super) const REFUSAL_TOLD: &str = "a text that the order page did not show before SEQR was asked";

/// What the order page said to this customer before an event.
fn said_before<'a>(journey: &Journey<'a>, until: &Event, token: &str) -> impl Iterator<Item = (&'a Event, &'a str)> {
    journey.events.iter().take_while(|event| event.seq < until.seq).filter_map(move |event| match &event.what {
        What::PageOpened(opened) if opened.page == Page::Order && opened.token == token && opened.problem.is_none() => {
            Some((*event, opened.text.as_str()))
        }
        What::View(view) if view.page == Page::Order && view.token == token => Some((*event, view.text.as_str())),
        _ => None,
    })
}
