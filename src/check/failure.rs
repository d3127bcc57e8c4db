//! What a customer learns whose payment failed.

use crate::spec::Page;
use crate::trace::{Event, What};
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
