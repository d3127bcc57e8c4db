//! What must not happen: before or after a moment, or too often in a stretch of time.

use std::collections::BTreeMap;

use crate::spec::Page;
use crate::suite::{AtMost, Moment, Never};
use crate::trace::{Event, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::moment::{bare, begins, is, name, subject, told};
use super::text::{count, seconds};

/// Nothing of the kind happened before a moment, or after it.
pub(super) fn never(journey: &Journey<'_>, wanted: &Never) -> Judgement {
    match (&wanted.before, &wanted.after) {
        (Some(moment), _) => never_before(journey, wanted, moment),
        (None, Some(moment)) => never_after(journey, wanted, moment),
        (None, None) => journey.unobserved("the rule names neither `before` nor `after`"),
    }
}

fn never_before(journey: &Journey<'_>, wanted: &Never, moment: &Moment) -> Judgement {
    let anchor = journey.events.iter().copied().find(|event| is(journey, event, moment));
    let early = journey.events.iter().copied().find(|event| is(journey, event, &wanted.what));
    match (early, anchor) {
        (Some(early), anchor) if anchor.is_none_or(|anchor| early.seq < anchor.seq) => {
            broken(wanted, &format!("before {}", name(moment)), early, anchor)
        }
        (_, Some(anchor)) => Judgement::pass(
            Evidence::of(anchor),
            format!("{} at {}, no {} before it", name(moment), seconds(anchor.at_ms), bare(&wanted.what)),
        ),
        (_, None) => journey.unobserved(format!("{} did not come", name(moment))),
    }
}

/// A call that was on its way when the moment came is no call after it, nor is one that began before the service had the
/// whole answer that makes the moment.
fn never_after(journey: &Journey<'_>, wanted: &Never, moment: &Moment) -> Judgement {
    let Some(anchor) = journey.events.iter().copied().find(|event| is(journey, event, moment)) else {
        return journey.unobserved(format!("{} did not come", name(moment)));
    };
    let from_ms = journey.answered_at(anchor);
    let after = |event: &&Event| event.seq > anchor.seq && begins(event) >= from_ms;
    if let Some(event) = journey.events.iter().copied().filter(after).find(|event| is(journey, event, &wanted.what)) {
        return broken(wanted, &format!("after {}", name(moment)), event, Some(anchor));
    }
    match journey.complete() {
        Some(end) => Judgement::pass(
            Evidence::of(anchor).and(end),
            format!("{} at {}, no {} after it", name(moment), seconds(anchor.at_ms), bare(&wanted.what)),
        ),
        None => {
            journey.unobserved(format!("the case did not go to its end, so {} may have come later", name(&wanted.what)))
        }
    }
}

fn broken(wanted: &Never, when: &str, event: &Event, anchor: Option<&Event>) -> Judgement {
    let what = name(&wanted.what);
    let anchor_words = anchor.and_then(told).map(|words| format!("; {words}")).unwrap_or_default();
    Judgement::broken(
        format!("{} comes {when}. It must not; look at what makes your service do it.", subject(&wanted.what)),
        format!("no {} {when}", bare(&wanted.what)),
        format!("{}{anchor_words}", told(event).unwrap_or(what)),
        std::iter::once(event).chain(anchor),
    )
}

/// What must not happen, in words.
pub(super) fn expected_never(wanted: &Never) -> String {
    let when = match (&wanted.before, &wanted.after) {
        (Some(moment), _) => format!(" before {}", name(moment)),
        (None, Some(moment)) => format!(" after {}", name(moment)),
        (None, None) => String::new(),
    };
    format!("no {}{when}", bare(&wanted.what))
}

/// In no stretch of this length it happened more often. A call whose answer SEQR withheld on purpose does not count: to
/// repeat it is what the service should do. Calls about different invoices are counted by themselves.
pub(super) fn at_most(journey: &Journey<'_>, wanted: &AtMost) -> Judgement {
    let counts = |event: &&Event| is(journey, event, &wanted.of) && !journey.was_withheld(event);
    let mut events: Vec<&Event> = journey.events.iter().copied().filter(counts).collect();
    events.sort_by_key(|event| (begins(event), event.seq));
    let times = wanted.times as usize;
    let mut by_invoice: BTreeMap<Option<&str>, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        by_invoice.entry(invoice(event)).or_default().push(event);
    }
    let mut crowds = by_invoice.values().flat_map(|events| events.windows(times.saturating_add(1)));
    let crowded = crowds.find(|crowd| {
        let span = crowd.first().zip(crowd.last()).map(|(first, last)| begins(last).saturating_sub(begins(first)));
        span.is_some_and(|span| span < wanted.within.millis())
    });
    if let Some(crowd) = crowded {
        let from = crowd.first().map_or(0, |event| begins(event));
        return Judgement::broken(
            format!("{} comes too often. Leave more time between two of them.", name(&wanted.of)),
            expected_at_most(wanted),
            format!("{} within {} from {}", crowd.len(), wanted.within, seconds(from)),
            crowd.iter().copied(),
        );
    }
    let alive = journey.openings(Page::Order).filter(|(_, opened)| opened.problem.is_none()).map(|(event, _)| event);
    let seen = count(events.len(), "time");
    match (journey.complete(), Evidence::of_all(events).or_else(|| Evidence::of_all(alive))) {
        (Some(end), Some(evidence)) => Judgement::pass(evidence.and(end), format!("{} {seen}", name(&wanted.of))),
        _ => journey.unobserved("the case did not go to its end"),
    }
}

/// What an exchange is about.
fn invoice(event: &Event) -> Option<&str> {
    match &event.what {
        What::Soap(call) => call.invoice_reference.as_deref(),
        _ => None,
    }
}

/// How often at most, in words.
pub(super) fn expected_at_most(wanted: &AtMost) -> String {
    format!("{} at most {} in any {}", name(&wanted.of), count(wanted.times as usize, "time"), wanted.within)
}
