//! The order of moments, and the time between them.

use crate::spec::Operation;
use crate::suite::Moment;
use crate::trace::Event;
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::moment::{bare, begins, is, is_of_the_service, name, subject, told};
use super::text::{clip_reason, seconds};

/// A call that was made in time is recorded at most so much later, in milliseconds; only then it is missed.
const ANSWERED_WITHIN_MS: u64 = 1000;

/// The first of each moment came after the first of the moment before, in its time. What else happens in between does not
/// matter. The first divergence is told: what was expected next, and what came instead.
pub(super) fn in_order(journey: &Journey<'_>, moments: &[Moment]) -> Judgement {
    let first = |moment: &Moment| journey.events.iter().copied().find(|event| is(journey, event, moment));
    let mut before: Option<(&Moment, &Event)> = None;
    let mut evidence: Option<Evidence> = None;
    let mut observed = Vec::new();
    for (index, moment) in moments.iter().enumerate() {
        let Some(event) = first(moment) else {
            let later = moments.iter().skip(index).find_map(|later| Some((later, first(later)?)));
            return missing(journey, moment, before, later);
        };
        if let Some((former, earlier)) = before {
            if event.seq < earlier.seq {
                return too_early(journey, (moment, event), (former, earlier));
            }
            if let Some(judgement) = too_late(moment, event, former, earlier) {
                return judgement;
            }
        }
        evidence = Some(evidence.map_or(Evidence::of(event), |evidence| evidence.and(event)));
        observed.push(format!("{} at {}", name(moment), seconds(event.at_ms)));
        before = Some((moment, event));
    }
    match evidence {
        Some(evidence) => Judgement::pass(evidence, observed.join(", ")),
        None => journey.unobserved("nothing was expected"),
    }
}

/// The order in words.
pub(super) fn expected(moments: &[Moment]) -> String {
    let words = moments.iter().map(|moment| match moment.within() {
        Some(span) => format!("{} within {span}", name(moment)),
        None => name(moment),
    });
    words.collect::<Vec<_>>().join(", then ")
}

/// A moment has come before the one that it needs.
fn too_early(journey: &Journey<'_>, early: (&Moment, &Event), needs: (&Moment, &Event)) -> Judgement {
    let ((early, event), (former, after)) = (early, needs);
    if !is_of_the_service(early) && !is_of_the_service(former) {
        return journey.unobserved(format!("{} came before {}", name(early), name(former)));
    }
    Judgement::broken(
        without(early, former),
        format!("{}, then {}", name(former), name(early)),
        format!(
            "{} at {}, {} only {} ms later",
            name(early),
            seconds(event.at_ms),
            name(former),
            after.at_ms.saturating_sub(event.at_ms)
        ),
        [event, after],
    )
}

fn too_late(moment: &Moment, event: &Event, former: &Moment, earlier: &Event) -> Option<Judgement> {
    let limit = moment.within()?;
    // A call counts from when the service made it, not from when it was answered.
    let took = begins(event).saturating_sub(earlier.at_ms);
    (took > limit.millis()).then(|| {
        Judgement::broken(
            format!("{} comes too late. It has to follow {} within {limit}.", subject(moment), name(former)),
            format!("{} within {limit} of {}", name(moment), name(former)),
            format!("{} {took} ms after {}", name(moment), name(former)),
            [earlier, event],
        )
    })
}

/// A moment that did not come: something later came instead, its time has passed, or the case ended.
fn missing(
    journey: &Journey<'_>,
    moment: &Moment,
    before: Option<(&Moment, &Event)>,
    later: Option<(&Moment, &Event)>,
) -> Judgement {
    let next = match before {
        Some((former, event)) => format!("after {} at {}: {}", name(former), seconds(event.at_ms), name(moment)),
        None => name(moment),
    };
    let cited = before.map(|(_, event)| event);
    if let Some((instead, event)) = later.filter(|(later, _)| is_of_the_service(later) || is_of_the_service(moment)) {
        return Judgement::broken(
            without(instead, moment),
            next,
            format!("{}; no {}", told(event).unwrap_or_else(|| name(instead)), bare(moment)),
            cited.into_iter().chain([event]),
        );
    }
    if !is_of_the_service(moment) {
        return journey.unobserved(format!("{} did not come", name(moment)));
    }
    let overdue = moment.within().zip(before).and_then(|(limit, (_, from))| {
        let last = from.at_ms.saturating_add(limit.millis()).saturating_add(ANSWERED_WITHIN_MS);
        journey.events.iter().copied().find(|event| event.at_ms > last)
    });
    let Some(end) = overdue.or_else(|| journey.complete()) else {
        return journey.unobserved(format!("{} did not come", name(moment)));
    };
    let next_seen = journey
        .events
        .iter()
        .copied()
        .find(|event| before.is_none_or(|(_, from)| event.seq > from.seq) && told(event).is_some());
    let instead = next_seen.and_then(told).unwrap_or_else(|| "nothing".to_owned());
    let stuck = journey.stuck_purchase();
    let subject = subject(moment);
    let message = match (&stuck, given_up(journey, moment, end)) {
        (Some(stuck), _) => {
            format!("{subject} is missing, as the customer gets no further than this: {}", clip_reason(stuck.message))
        }
        (None, Some(operation)) => format!(
            "{subject} is missing: SEQR went wrong at a {operation}, and the service did not ask again in time."
        ),
        (None, None) => format!("{subject} is missing in this journey. See that your service gets this far."),
    };
    Judgement::broken(
        message,
        next,
        format!("next came {instead}; no {} until {}", bare(moment), seconds(end.at_ms)),
        cited.into_iter().chain(next_seen).chain(stuck.map(|stuck| stuck.event)).chain([end]),
    )
}

/// The operation at which SEQR went wrong when the service called it last before `end`, where the moment is such a call.
fn given_up(journey: &Journey<'_>, moment: &Moment, end: &Event) -> Option<Operation> {
    let Moment::Call(wanted) = moment else { return None };
    let (last, _) = journey.calls(wanted.operation).filter(|(call, _)| call.seq < end.seq).last()?;
    journey.misdeed(last).map(|_| wanted.operation)
}

/// What to do about a moment that comes without the one that it needs.
fn without(moment: &Moment, needed: &Moment) -> String {
    let comes = match moment {
        Moment::Call(call) => format!("{} is called", call.operation),
        _ => format!("{} comes", subject(moment)),
    };
    match needed {
        Moment::Call(call) if call.answered == Some(0) && call.status.is_none() => {
            let first = call.operation;
            format!("{comes} without a successful {first} before it. Call {first} first and wait for its answer.")
        }
        _ => {
            let needed = name(needed);
            format!("{comes} without {needed} before it. Wait for {needed} first.")
        }
    }
}
