//! Whoever has not paid is not told what whoever has paid is told.

use crate::spec::Page;
use crate::trace::{Event, PageOpened};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::page::Visit;
use super::success::{is_paid, words};
use super::text::clip;

/// What [`told_apart`] looks for.
pub(super) const EXPECTED: &str =
    "other words on the failure and the cancel page than on the success page after a payment";

/// The failure and the cancel page say something else than the success page says to a customer who has paid.
pub(super) fn told_apart(journey: &Journey<'_>) -> Judgement {
    let loaded = |(event, opened): &(&Event, &PageOpened)| opened.problem.is_none() && journey.is_over(event);
    let visits = |page: Page, paid: bool| {
        journey
            .openings(page)
            .filter(loaded)
            .filter(move |(event, opened)| is_paid(journey, event.seq, opened) == paid)
            .map(|(event, opened)| Visit::whole(journey, event, opened))
    };
    let Some(success) = visits(Page::Success, true).last() else {
        return journey.unobserved("no success page was opened after a payment");
    };
    let ends: Vec<Visit<'_>> = visits(Page::Failure, false).chain(visits(Page::Cancel, false)).collect();
    let said = lines(journey, success.text(journey));
    // Who has cancelled may be back where they began.
    let offered: Vec<String> = journey.order_texts().flat_map(|(_, _, text)| lines(journey, text)).collect();
    for end in &ends {
        let told = lines(journey, end.text(journey));
        let stand_in = |lines: &[String]| told.iter().all(|line| lines.contains(line));
        if stand_in(&said) && !stand_in(&offered) {
            let page = end.opened.page;
            return Judgement::broken(
                format!(
                    "The {page} page says to a customer who has not paid what the success page says to one who has, and nothing \
                     else. Say on the {page} page that nothing was paid."
                ),
                EXPECTED,
                format!("“{}” on both pages", clip(end.text(journey))),
                end.events(journey).chain(success.events(journey)),
            );
        }
    }
    let seen = |page: Page| ends.iter().find(|end| end.opened.page == page);
    match (seen(Page::Failure), seen(Page::Cancel)) {
        (Some(failure), Some(cancel)) => Judgement::pass(
            Evidence::of(success.opening).and_all(ends.iter().map(|end| end.opening)),
            format!(
                "success: “{}”; failure: “{}”; cancel: “{}”",
                clip(success.text(journey)),
                clip(failure.text(journey)),
                clip(cancel.text(journey))
            ),
        ),
        _ => journey.unobserved("the failure and the cancel page were not both opened without a payment"),
    }
}

/// A text line by line, apart from what differs from order to order.
fn lines(journey: &Journey<'_>, text: &str) -> Vec<String> {
    text.lines().map(|line| words(journey, line)).filter(|line| !line.is_empty()).collect()
}
