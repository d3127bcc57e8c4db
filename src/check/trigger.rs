//! The links that hand control back to the app.

use std::collections::BTreeSet;

use crate::spec::{Operation, Page, Trigger, TriggerFault};
use crate::suite::Step;
use crate::trace::{Event, TriggerFired, What};
use crate::verdict::{Evidence, Judgement};

use super::handover;
use super::journey::Journey;
use super::navigation::way_back;
use super::text::{clip, clip_reason, some_of};

const PAY: &str = "SEQR://SEQR.SE/R and the invoiceReference that SEQR answered";
const CANCEL: &str = "SEQR-ACTION://WIZARD/CANCEL";

/// How Chromium begins what it says of a request that came to nothing, which is recorded as such.
const FAILED_REQUEST: &str = "Failed to load resource";

/// After every purchase one well-formed payment trigger with a reference of this journey fires. The same link fired
/// again is tolerated: the app starts the same payment.
pub(super) fn pay(journey: &Journey<'_>) -> Judgement {
    let mut seen = Vec::new();
    let mut observed = String::new();
    let purchases: Vec<&Event> =
        journey.taps("buy").filter(|(_, tapped)| tapped.last).map(|(event, _)| event).collect();
    for (index, tap) in purchases.iter().enumerate() {
        let until = purchases.get(index + 1).map_or(u64::MAX, |next| next.seq);
        let fired = between(journey, tap.seq, until, journey.triggers());
        let unnoticed = between(journey, tap.seq, until, journey.unnoticed_triggers());
        match after_purchase(journey, tap, &fired, unnoticed.first()) {
            Judgement::Pass { observed: told, .. } => observed = told,
            other => return other,
        }
        seen.push(*tap);
        seen.extend(fired.iter().map(|(event, _)| *event));
    }
    if let Some(failure) = journey.own_failure(|step| matches!(step, Step::Buy(_))) {
        let goes_back = journey.case.steps.iter().any(|step| matches!(step, Step::GoBack(_)));
        if goes_back && matches!(way_back(journey), Judgement::Broken { .. }) {
            return Judgement::inconclusive(
                "blocked: the way back does not lead to where the purchase begins",
                [failure.event],
            );
        }
        // What SEQR said last is the likelier cause, and the page may hide it.
        let (refused, why) = refusal(journey).unzip();
        return Judgement::broken(
            format!(
                "The purchase does not lead to the payment trigger: {}{}",
                why.unwrap_or_default(),
                clip_reason(failure.message)
            ),
            PAY,
            clip_reason(failure.message),
            purchases.into_iter().chain(refused).chain([failure.event]),
        );
    }
    let bought: Vec<usize> =
        purchases.iter().filter_map(|tap| journey.step_at(tap.seq)).map(|(step, _)| step).collect();
    let all = journey
        .steps(|step| matches!(step, Step::Buy(_)))
        .all(|step| bought.contains(&step) && journey.done(step).is_some());
    match Evidence::of_all(seen).filter(|_| all) {
        Some(evidence) => Judgement::pass(evidence, observed),
        None => journey.unobserved("the customer did not come to the last step of a purchase"),
    }
}

/// What most likely keeps the customer from the trigger, in words: SEQR's last answer to sendInvoice, where it was a refusal, or
/// the last request of the page that its service answered with an error, or what the browser says against the page.
fn refusal<'a>(journey: &Journey<'a>) -> Option<(&'a Event, String)> {
    by_seqr(journey).or_else(|| by_service(journey)).or_else(|| by_browser(journey, "buy"))
}

fn by_seqr<'a>(journey: &Journey<'a>) -> Option<(&'a Event, String)> {
    let (event, call) = journey.calls(Operation::SendInvoice).last()?;
    let code = call.result_code.filter(|code| *code != 0)?;
    let said = call.result_description.as_deref().map(|words| format!(", “{}”", clip(words))).unwrap_or_default();
    Some((event, format!("SEQR answered sendInvoice with {code}{said}; and ")))
}

/// A picture that is missing is no reason.
fn by_service<'a>(journey: &Journey<'a>) -> Option<(&'a Event, String)> {
    last_after_taps(journey, "buy", |what| match what {
        What::RequestFailed { url, method, status: Some(status), .. } if *status >= 500 || method != "GET" => {
            Some(format!("the page's request {method} {} is answered with HTTP status {status}; and ", clip(url)))
        }
        _ => None,
    })
}

/// The last error on the page's console since the customer's last tap: of a script that broke off, or of a policy that forbids
/// the page to go on.
fn by_browser<'a>(journey: &Journey<'a>, list: &'static str) -> Option<(&'a Event, String)> {
    last_after_taps(journey, list, |what| match what {
        What::Console { level, text, .. } if level == "error" && !text.starts_with(FAILED_REQUEST) => {
            Some(format!("the page's console says “{}”; and ", clip(text.trim())))
        }
        _ => None,
    })
}

/// The last event after everything that the customer has tapped of a list of which there is something to say.
fn last_after_taps<'a>(
    journey: &Journey<'a>,
    list: &'static str,
    say: impl Fn(&'a What) -> Option<String>,
) -> Option<(&'a Event, String)> {
    let (tap, _) = journey.taps(list).last()?;
    journey.each(say).filter(|(event, _)| event.seq > tap.seq).last()
}

/// The payment trigger that fired last, and the invoice that it names.
pub(super) fn last_payment<'a>(journey: &Journey<'a>) -> Option<(&'a Event, String)> {
    journey.triggers().filter_map(|(event, fired)| Some((event, invoice_of(fired)?))).last()
}

/// The invoice that a link sends its customer to pay; `None` of what is no payment trigger.
pub(super) fn invoice_of(fired: &TriggerFired) -> Option<String> {
    match Trigger::parse(&fired.url) {
        Ok(Trigger::Pay { invoice_reference }) => Some(invoice_reference),
        _ => None,
    }
}

/// What fired after one purchase.
fn after_purchase(
    journey: &Journey<'_>,
    tap: &Event,
    fired: &[(&Event, &TriggerFired)],
    unnoticed: Option<&(&Event, &TriggerFired)>,
) -> Judgement {
    let mut references = BTreeSet::new();
    let mut events = Vec::new();
    let mut cancelled = false;
    for (event, fired) in fired {
        match Trigger::parse(&fired.url) {
            Ok(Trigger::Pay { invoice_reference }) => {
                references.insert(invoice_reference);
                events.push(*event);
            }
            Ok(Trigger::Cancel) => cancelled = true,
            Err(fault) => return malformed(&fault, PAY, event, fired),
        }
    }
    let references: Vec<String> = references.into_iter().collect();
    let [reference] = references.as_slice() else {
        if references.is_empty() {
            let failure = journey.own_failure(|step| matches!(step, Step::Buy(_)));
            let (refused, why) = refusal(journey).unzip();
            return match (failure, unnoticed) {
                (Some(_), Some(unnoticed)) => handover::unnoticed(PAY, tap, unnoticed),
                (Some(failure), None) => Judgement::broken(
                    format!(
                        "The purchase does not lead to the payment trigger: {}{}. Once sendInvoice is answered, send the \
                         customer to SEQR://SEQR.SE/R<invoiceReference> by a link or a redirect.",
                        why.unwrap_or_default(),
                        clip_reason(failure.message).trim_end_matches('.')
                    ),
                    PAY,
                    if cancelled { "the cancel trigger instead" } else { "no payment trigger" },
                    [tap, failure.event].into_iter().chain(refused),
                ),
                (None, _) => journey.unobserved("what followed the last step of the purchase was not recorded"),
            };
        }
        return Judgement::broken(
            "One purchase fired payment triggers for several invoices; the customer would pay for one of them by chance. \
             Fire the trigger for the invoice of this order only.",
            "one payment trigger",
            format!("triggers for {}", some_of(&references)),
            std::iter::once(tap).chain(events),
        );
    };
    let answered: Vec<_> = journey
        .calls(Operation::SendInvoice)
        .filter(|(_, call)| call.result_code == Some(0) && call.invoice_reference.is_some())
        .collect();
    let source = answered.iter().find(|(_, call)| call.invoice_reference.as_ref() == Some(reference));
    let Some((source, _)) = source else {
        let known: Vec<&str> = answered.iter().filter_map(|(_, call)| call.invoice_reference.as_deref()).collect();
        let known = if known.is_empty() { "no invoiceReference at all".to_owned() } else { clip(&some_of(&known)) };
        return Judgement::broken(
            format!(
                "The payment trigger names invoice {}, but in this journey SEQR answered {known}. Build the trigger from \
                 the invoiceReference in sendInvoice's answer.",
                clip(reference)
            ),
            format!("SEQR://SEQR.SE/R with {known}"),
            fired.first().map_or_else(String::new, |(_, fired)| written(fired)),
            std::iter::once(tap).chain(events).chain(answered.iter().map(|(event, _)| *event)),
        );
    };
    if let Some(broken) = handover::framed(journey, PAY, fired, tap) {
        return broken;
    }
    match Evidence::of_all(events) {
        Some(evidence) => {
            let seen = fired.iter().find(|(_, fired)| invoice_of(fired).is_some());
            let by = seen.and_then(|(_, fired)| fired.by.as_deref()).map(|by| format!(" by {by}")).unwrap_or_default();
            let url = seen.map_or_else(String::new, |(_, fired)| written(fired));
            Judgement::pass(evidence.and(tap).and(source), format!("{url}{by}"))
        }
        None => journey.unobserved("no payment trigger was recorded"),
    }
}

/// After the customer's `cancel` steps the cancel trigger fires, well-formed.
pub(super) fn cancel(journey: &Journey<'_>) -> Judgement {
    let tap = journey.taps("cancel").next().map(|(event, _)| event);
    let failure = journey.own_failure(|step| matches!(step, Step::Cancel(_)));
    let fired = tap.map(|tap| between(journey, tap.seq, u64::MAX, journey.triggers())).unwrap_or_default();
    let mut cancelled = None;
    for (event, fired) in &fired {
        match Trigger::parse(&fired.url) {
            Ok(Trigger::Cancel) => cancelled = cancelled.or(Some((*event, *fired))),
            Ok(Trigger::Pay { .. }) => {
                return Judgement::broken(
                    "Leaving the service starts a payment. Let the control that leaves fire SEQR-ACTION://WIZARD/CANCEL.",
                    CANCEL,
                    written(fired),
                    [*event],
                );
            }
            Err(fault) => return malformed(&fault, CANCEL, event, fired),
        }
    }
    if let Some(tap) = tap {
        let unnoticed = between(journey, tap.seq, u64::MAX, journey.unnoticed_triggers());
        if let (None, Some(_), Some(unnoticed)) = (cancelled, &failure, unnoticed.first()) {
            return handover::unnoticed(CANCEL, tap, unnoticed);
        }
        if let Some(broken) = handover::framed(journey, CANCEL, &fired, tap) {
            return broken;
        }
    }
    match (cancelled, failure) {
        (Some((event, fired)), _) => Judgement::pass(Evidence::of(event).and_all(tap), written(fired)),
        (None, Some(failure)) => {
            let (said, why) = by_browser(journey, "cancel").unzip();
            Judgement::broken(
                format!(
                    "The customer cannot leave the service: {}{}. Let a control fire SEQR-ACTION://WIZARD/CANCEL by a link or a \
                 redirect.",
                    why.unwrap_or_default(),
                    clip_reason(failure.message).trim_end_matches('.')
                ),
                CANCEL,
                "no cancel trigger",
                tap.into_iter().chain([failure.event]).chain(said),
            )
        }
        (None, None) => journey.unobserved("the customer did not come to leave the service"),
    }
}

/// No payment trigger fired, although there was time for one: while the page was watched, or after the customer did the
/// last step of a purchase that the backend refuses.
pub(super) fn no_pay(journey: &Journey<'_>) -> Judgement {
    for (event, fired) in journey.triggers() {
        if !matches!(Trigger::parse(&fired.url), Ok(Trigger::Cancel) | Err(TriggerFault::Action(_))) {
            return Judgement::broken(
                "The page fires the payment trigger where there is nothing to pay. Fire it only after the customer has \
                 chosen and sendInvoice was answered with result code 0.",
                "no payment trigger",
                written(fired),
                [event],
            );
        }
    }
    let opened: Vec<&Event> =
        journey.openings(Page::Order).filter(|(_, opened)| opened.problem.is_none()).map(|(event, _)| event).collect();
    let watched = journey.watched().map(|(event, for_ms)| (event, format!("none in {for_ms} ms")));
    let refused = journey.refused_purchase().and_then(|step| {
        journey
            .events
            .iter()
            .find(|event| matches!(event.what, What::StepEnded { index, .. } if index == step))
            .map(|event| (*event, "none after the last step of the purchase".to_owned()))
    });
    match (Evidence::of_all(opened), watched.last().or(refused)) {
        (Some(evidence), Some((window, observed))) => Judgement::pass(evidence.and(window), observed),
        _ => journey.unobserved("the order page was not watched"),
    }
}

/// Those of some links with a SEQR scheme that were asked for after one moment and before another, up to the next customer or
/// the next load of the order page.
fn between<'a>(
    journey: &Journey<'a>,
    from: u64,
    until: u64,
    links: impl Iterator<Item = (&'a Event, &'a TriggerFired)>,
) -> Vec<(&'a Event, &'a TriggerFired)> {
    let fresh = journey.events.iter().find(|event| {
        event.seq > from
            && match &event.what {
                What::Scanned(_) => true,
                What::StepStarted { index, .. } => {
                    let step = journey.case.steps.get(*index);
                    matches!(step, Some(Step::Open(Page::Order) | Step::Survey(Page::Order) | Step::Sweep(Page::Order)))
                }
                _ => false,
            }
    });
    let until = fresh.map_or(until, |event| event.seq.min(until));
    links.filter(|(event, _)| from < event.seq && event.seq < until).collect()
}

fn malformed(fault: &TriggerFault, expected: &str, event: &Event, fired: &TriggerFired) -> Judgement {
    Judgement::broken(
        format!("The app does not understand the link that the page fired: {}.", clip(&fault.to_string())),
        expected,
        written(fired),
        [event],
    )
}

/// The link as the page has it, where that is known.
pub(super) fn written(fired: &TriggerFired) -> String {
    clip(fired.as_written.as_deref().unwrap_or(&fired.url))
}
