//! Pages without errors.

use crate::spec::{Page, is_trigger_scheme};
use crate::suite::Step;
use crate::trace::{Event, What};
use crate::verdict::Judgement;

use super::journey::Journey;
use super::page::{all_openings, fault};
use super::text::{clip, count, some_of};

/// No console errors and no failed requests while the page was open.
pub(super) fn is_clean(journey: &Journey<'_>, page: Page) -> Judgement {
    let complaints = complaints(journey, page);
    if !complaints.is_empty() {
        let texts: Vec<&String> = complaints.iter().map(|(_, text)| text).collect();
        return Judgement::broken(
            format!(
                "The {page} page reports {}. Load it with the browser's developer tools open and mend each one.",
                count(complaints.len(), "error")
            ),
            "no console errors, no failed requests",
            some_of(&texts),
            complaints.iter().map(|(event, _)| *event),
        );
    }
    let (broken, openings): (Vec<_>, Vec<_>) =
        journey.openings(page).partition(|(event, opened)| fault(journey, event, opened).is_some());
    if let Some((event, opened)) = broken.first() {
        let fault = fault(journey, event, opened).unwrap_or_default();
        return Judgement::inconclusive(format!("blocked: the {page} page did not load: {fault}"), [*event]);
    }
    match all_openings(journey, page, &openings) {
        Ok(evidence) => Judgement::pass(evidence, "no errors"),
        Err(unobserved) => unobserved,
    }
}

/// Console errors and failed requests of a page, each once.
fn complaints<'a>(journey: &Journey<'a>, page: Page) -> Vec<(&'a Event, String)> {
    let failed: Vec<&str> = journey
        .each(|what| match what {
            What::RequestFailed { url, .. } => Some(url.as_str()),
            _ => None,
        })
        .map(|(_, url)| url)
        .collect();
    let mut open = None;
    let mut refused = false;
    let mut misled = false;
    let mut found: Vec<(&'a Event, String)> = Vec::new();
    for event in journey.events {
        match &event.what {
            // Lines of a loading page come before its opening is over.
            What::StepStarted { index, .. } => {
                open = journey.case.steps.get(*index).and_then(Step::loads).or(open);
            }
            What::PageOpened(opened) => open = Some(opened.page),
            What::Soap(call) => {
                refused |= call.result_code.is_some_and(|code| code != 0) || journey.misdeed(event).is_some();
                misled |= journey.misdeed(event).is_some();
            }
            What::RequestFailed { url, method, status, error }
                if open == Some(page) && !harmless(url, *status, error.as_deref(), refused) =>
            {
                let outcome = status.map_or_else(
                    || error.as_deref().map_or_else(|| "no answer".to_owned(), clip),
                    |status| format!("status {status}"),
                );
                found.push((event, format!("{} {}: {outcome}", clip(method), clip(url))));
            }
            What::Console { level, text, source } if open == Some(page) => {
                let severe = ["error", "severe"].iter().any(|word| level.eq_ignore_ascii_case(word));
                // What the page's script complains of after SEQR went wrong on purpose is our doing.
                if severe && !misled && !is_an_echo(text, source.as_deref(), &failed) {
                    found.push((event, format!("console: {}", clip(text))));
                }
            }
            _ => {}
        }
    }
    found
}

/// Failed requests that are no fault of the page: the icon that only some browsers ask for, trigger links (the app takes
/// them), requests that end because the customer leaves, and the service's own way to say that SEQR refused something.
fn harmless(url: &str, status: Option<u16>, error: Option<&str>, refused: bool) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.ends_with("/favicon.ico")
        || is_trigger_scheme(url)
        || error.is_some_and(|error| error.contains("ERR_ABORTED"))
        || (refused && status.is_some_and(|status| status >= 400))
}

/// Whether a console line only repeats what a failed request already says, or tells of a trigger link that this
/// browser, unlike the app, cannot open.
fn is_an_echo(text: &str, source: Option<&str>, failed: &[&str]) -> bool {
    let lower = text.to_ascii_lowercase();
    let of_a_request = lower.contains("failed to load resource")
        && source
            .is_none_or(|source| source.contains("/favicon.ico") || failed.iter().any(|url| source.starts_with(url)));
    let of_a_trigger = lower.contains("launch") && ["seqr:", "seqr-"].iter().any(|scheme| lower.contains(scheme));
    of_a_request || of_a_trigger || source.is_some_and(is_trigger_scheme)
}
