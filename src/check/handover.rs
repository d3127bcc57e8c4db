//! Where pages fire the links that hand over: the app is told where its web view goes, and of nothing that is loaded beside.

use crate::trace::{Destination, Event, TriggerFired};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::trigger::written;

/// What [`in_same_window`] looks for.
pub(super) const SAME_WINDOW: &str = "trigger links to which the page itself goes";

/// A link that was asked for as a part of the page where one was expected that the app notices.
pub(super) fn unnoticed(expected: &str, tap: &Event, (event, fired): &(&Event, &TriggerFired)) -> Judgement {
    let message = "The trigger link is asked for by a script, or loaded as a picture, and not gone to by the page. The app is told \
                   only where the page goes, and a redirect that answers a script's request stays with the script. Send the \
                   customer to the link by a link, a redirect of the page, or `location.href`.";
    Judgement::broken(message, expected, format!("{} as a part of the page", written(fired)), [tap, *event])
}

/// Says so where trigger links were fired in frames and by no page.
pub(super) fn framed(
    journey: &Journey<'_>,
    expected: &str,
    fired: &[(&Event, &TriggerFired)],
    tap: &Event,
) -> Option<Judgement> {
    let in_frame = |(_, fired): &&(&Event, &TriggerFired)| fired.destination == Destination::Frame;
    let framed: Vec<_> = fired.iter().filter(in_frame).collect();
    // The page may have followed by the end of the step.
    let (_, first) = framed.first().filter(|(event, _)| framed.len() == fired.len() && journey.is_over(event))?;
    Some(Judgement::broken(
        "The trigger link is fired in a frame. The app acts on redirects of the page and on links that the customer taps; what a \
         frame does reaches it in one web view and not in the next. Let the page itself go to the link, by `location.href` or a \
         link with `target=\"_top\"`.",
        expected,
        format!("{} in a frame", written(first)),
        std::iter::once(tap).chain(framed.iter().map(|(event, _)| *event)),
    ))
}

/// No trigger link opens a window: a web view has but one, unless its app makes more.
pub(super) fn in_same_window(journey: &Journey<'_>) -> Judgement {
    let fired: Vec<_> = journey.triggers().collect();
    let also_in_page = |link: &TriggerFired| {
        fired.iter().any(|(_, other)| other.url == link.url && other.destination != Destination::Window)
    };
    let windowed = fired
        .iter()
        .find(|(event, link)| link.destination == Destination::Window && !also_in_page(link) && journey.is_over(event));
    if let Some((event, link)) = windowed {
        return Judgement::broken(
            "The trigger link opens a new window. The app shows your pages in one web view, and some web views open no other: the \
             customer taps, and nothing happens. Fire the link in the page itself, without `window.open` and `target=\"_blank\"`.",
            SAME_WINDOW,
            format!("{} in a new window", written(link)),
            [*event],
        );
    }
    let first = fired.first().map_or_else(String::new, |(_, link)| written(link));
    match Evidence::of_all(fired.iter().map(|(event, _)| *event)) {
        Some(evidence) => Judgement::pass(evidence, format!("{first} in the page")),
        None => journey.unobserved("no trigger link was fired"),
    }
}
