//! What a stranger puts into the fragment or the QR code stays text.

use crate::spec::{PROBE, Page};
use crate::suite::Step;
use crate::trace::{Event, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, some_of};

/// Nothing of the markup that the page was given became an element, and no script of it ran. What was looked at is the page
/// with the markup in its hands.
pub(super) fn nothing(journey: &Journey<'_>, page: Page) -> Judgement {
    let Some(given) = journey.events.iter().copied().find(|event| is_hostile(event, page)) else {
        return journey.unobserved(format!("the {page} page was given no markup"));
    };
    for (event, text) in journey.dialogs() {
        if text.contains(PROBE) && open_at(journey, event) == Some(page) {
            return Judgement::broken(
                format!(
                    "A script that a stranger wrote into the link or the QR code runs on the {page} page, and could do there \
                     what the customer can. Show such text with textContent, or escape it for where it is written."
                ),
                "no script of a stranger's",
                format!("a dialog that says “{}”", clip(text)),
                [given, event],
            );
        }
    }
    if let Some(broken) = broken_script(journey, page, given) {
        return broken;
    }
    let mut looks = Vec::new();
    for (event, view) in journey.views(page) {
        let Some(injected) = &view.injected else { continue };
        if !injected.is_empty() {
            return Judgement::broken(
                format!(
                    "The {page} page takes text out of its link or QR code for HTML: anyone who makes such a link decides what \
                     the page shows. Write it with textContent, or escape it."
                ),
                "no element of a stranger's",
                format!("an element of the harness at {}", some_of(injected)),
                [given, event],
            );
        }
        // The page may have been given its markup by the code, before it was opened.
        if event.seq > given.seq {
            looks.push(event);
        }
    }
    match Evidence::of_all(looks) {
        Some(evidence) => Judgement::pass(evidence.and(given), "no element and no script of it"),
        None => journey.unobserved(format!("the {page} page was not looked at after it was given markup")),
    }
}

/// A script of the page that cannot be read any more for a customer with a stranger's code, and could be read before.
fn broken_script(journey: &Journey<'_>, page: Page, given: &Event) -> Option<Judgement> {
    if !matches!(given.what, What::Scanned(_)) {
        return None;
    }
    let errors = || {
        journey.each(|what| match what {
            // What is answered in place of JSON is no script.
            What::Console { text, .. } if text.contains("SyntaxError") && !text.contains("JSON") => Some(text),
            _ => None,
        })
    };
    let (before, _) = journey.openings(page).find(|(event, _)| event.seq < given.seq)?;
    let (error, text) = errors().find(|(event, _)| event.seq > given.seq && open_at(journey, event) == Some(page))?;
    errors().all(|(event, _)| event.seq > given.seq).then(|| {
        Judgement::broken(
            format!(
                "A script of the {page} page cannot be read where the QR code has unusual characters, and can where it has none: \
                 what the code says is written into the script, and a stranger's code can say what it does. Hand data to scripts as \
                 JSON, with `<` written as `\\u003c`, or have them fetch it."
            ),
            "no script of a stranger's",
            format!("on the console: “{}”", clip(text)),
            [before, given, error],
        )
    })
}

/// Whether the event puts markup into the hands of the page.
fn is_hostile(event: &Event, page: Page) -> bool {
    match &event.what {
        What::Scanned(scanned) => scanned.parameters.values().any(|value| value.contains(PROBE)),
        What::PageOpened(opened) => opened.page == page && opened.requested.contains(PROBE),
        _ => false,
    }
}

/// The page that was open or being opened then.
fn open_at(journey: &Journey<'_>, event: &Event) -> Option<Page> {
    let earlier = journey.events.iter().take_while(|earlier| earlier.seq < event.seq);
    earlier
        .filter_map(|earlier| match &earlier.what {
            What::StepStarted { index, .. } => journey.case.steps.get(*index).and_then(Step::loads),
            _ => None,
        })
        .last()
}
