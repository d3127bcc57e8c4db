//! The order of moments, and the time between them.

use crate::suite::Moment;
use crate::trace::Event;
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::moment::{is, is_of_the_service, name, told};
use super::text::seconds;

/// The first of each moment came after the first of the moment before, in its time. What else happens in between does not
/// matter. The first divergence is told: what was expected next, and what came instead.
pub(super) fn in_order(journey: &Journey<'_>, moments: &[Moment]) -> Judgement {
    let first = |moment: &Moment| journey.events.iter().copied().find(|event| is(event, moment));
    let mut before: Option<(&Moment, &Event)> = None;
    let mut evidence: Option<Evidence> = None;
    let mut observed = Vec::new();
    for (index, moment) in moments.iter().enumerate() {
        let Some(event) = first(moment) else {
            let later = moments.iter().skip(index + 1).find_map(|later| Some((later, first(later)?)));
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
        format!("{} at {}, {} only at {}", name(early), seconds(event.at_ms), name(former), seconds(after.at_ms)),
        [event, after],
    )
}

fn too_late(moment: &Moment, event: &Event, former: &Moment, earlier: &Event) -> Option<Judgement> {
    let limit = moment.within()?;
    let took = event.at_ms.saturating_sub(earlier.at_ms);
    (took > limit.millis()).then(|| {
        Judgement::broken(
            format!("{} comes too late. It has to follow {} within {limit}.", upper(&name(moment)), name(former)),
            format!("{} within {limit} of {}", name(moment), name(former)),
            format!("{} after {}: {} after it", name(moment), name(former), seconds(took)),
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
            format!("{}; no {}", told(event).unwrap_or_else(|| name(instead)), name(moment)),
            cited.into_iter().chain([event]),
        );
    }
    if !is_of_the_service(moment) {
        return journey.unobserved(format!("{} did not come", name(moment)));
    }
    let overdue = moment.within().zip(before).and_then(|(limit, (_, from))| {
        journey.events.iter().copied().find(|event| event.at_ms.saturating_sub(from.at_ms) > limit.millis())
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
    Judgement::broken(
        format!("{} is missing in this journey. See that your service gets this far.", upper(&name(moment))),
        next,
        format!("next came {instead}; no {} until {}", name(moment), seconds(end.at_ms)),
        cited.into_iter().chain(next_seen).chain([end]),
    )
}

/// What to do about a moment that comes without the one that it needs.
fn without(moment: &Moment, needed: &Moment) -> String {
    let needed_words = name(needed);
    match needed {
        Moment::Call(call) => format!(
            "{} comes without {needed_words} before it. Call {} first and wait for its answer.",
            upper(&name(moment)),
            call.operation
        ),
        _ => format!("{} comes without {needed_words} before it. Wait for {needed_words} first.", upper(&name(moment))),
    }
}

/// With a capital letter, unless it is the name of an operation.
fn upper(words: &str) -> String {
    words.strip_prefix("the ").map_or_else(|| words.to_owned(), |rest| format!("The {rest}"))
}
