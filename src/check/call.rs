//! How often the service calls SEQR.

use crate::candidate::ActionName;
use crate::spec::{Operation, Page};
use crate::suite::{CallCount, Step};
use crate::trace::{Event, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, count, seconds, some_of};

/// An operation was called at least and at most so often. Too many calls are broken at once; too few, or not too many,
/// can be said only when the case went to its end.
pub(super) fn number(journey: &Journey<'_>, wanted: CallCount) -> Judgement {
    let all: Vec<_> = journey.calls(wanted.operation).collect();
    let counted: Vec<_> =
        all.iter().filter(|(_, call)| wanted.answered.is_none_or(|code| call.result_code == Some(code))).collect();
    let seen = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    let observed = if counted.len() == all.len() {
        count(seen as usize, "call")
    } else {
        let outcomes: Vec<String> = all.iter().map(|(_, call)| outcome(call)).collect();
        format!("{} ({})", count(seen as usize, "such call"), some_of(&outcomes))
    };
    let operation = wanted.operation;
    // Who was not told what became of a call may repeat it.
    let repeated = counted.iter().filter(|(event, _)| wanted.answered.is_none() && journey.was_withheld(event)).count();
    if wanted.max.is_some_and(|max| counted.len().saturating_sub(repeated) > max as usize) {
        let message = if wanted.max == Some(0) {
            format!("{operation} is called in this journey, in which it must not be: {observed}.")
        } else {
            format!(
                "{operation} is called too often in this journey: {observed}. Call it once per order and remember the answer, \
                 also when the customer reloads the page or taps twice."
            )
        };
        return Judgement::broken(message, expected(wanted), observed, counted.iter().map(|(event, _)| *event));
    }
    let end = journey.complete();
    if seen < wanted.min {
        let failure = journey.own_failure(|step| calls_for(step, operation));
        let (unconnected, why) = journey.failed_connections().unzip();
        let (stray, names) = journey.stray_call(operation).unzip();
        let (failed_action, told) = failed_action(journey, operation).unzip();
        let more = [failure.map(|failure| clip(failure.message)), told, why, names];
        let observed = more.into_iter().flatten().fold(observed, |seen, more| format!("{seen}; {more}"));
        return match end.or(failure.map(|failure| failure.event)) {
            Some(end) => Judgement::broken(
                missing(wanted, &observed, seen, &all),
                expected(wanted),
                observed,
                all.iter().map(|(event, _)| *event).chain(failed_action).chain(unconnected).chain(stray).chain([end]),
            ),
            None => journey.unobserved(format!("{operation} was not called")),
        };
    }
    if wanted.max.is_some() && end.is_none() {
        return journey
            .unobserved(format!("the case did not go to its end, so {operation} may have been called later"));
    }
    // Where no call is the right number, the case's end shows that there was none, once the candidate was seen at all.
    let alive = journey.openings(Page::Order).filter(|(_, opened)| opened.problem.is_none()).map(|(event, _)| event);
    let evidence = Evidence::of_all(counted.iter().map(|(event, _)| *event)).or_else(|| Evidence::of_all(alive));
    match evidence {
        Some(evidence) => Judgement::pass(evidence.and_all(end.filter(|_| wanted.max.is_some())), observed),
        None => journey.unobserved("nothing of the candidate was seen"),
    }
}

/// What is wrong where calls are missing: all that came were answered otherwise, or too few came.
fn missing(wanted: CallCount, observed: &str, seen: u32, all: &[(&Event, &SoapCall)]) -> String {
    let operation = wanted.operation;
    let code = wanted.answered.unwrap_or(0);
    let refused = all.iter().find_map(|(_, call)| call.result_description.as_deref());
    match refused.filter(|_| seen == 0) {
        Some(words) => format!(
            "{operation} is called and never answered {code}: {observed}. SEQR says: “{}”. See to what that says, and call it \
             again.",
            clip(words)
        ),
        None => format!(
            "{operation} is missing in this journey: {observed}. Your backend has to call it; see that the call is made, \
             reaches SEQR and is answered with result code {code}."
        ),
    }
}

/// An action of the back office that should have led to a call and went wrong, and how.
fn failed_action<'a>(journey: &Journey<'a>, operation: Operation) -> Option<(&'a Event, String)> {
    let action = ActionName::ALL.into_iter().find(|action| action.operation() == Some(operation))?.name();
    journey.events.iter().find_map(|event| match &event.what {
        What::Action(done) if !done.succeeded && done.name == action => {
            // Nothing of the service need be wrong then.
            let astray = ["404", "405"].iter().any(|status| done.outcome.starts_with(status));
            let hint = if astray { " (is that its address in candidate.yaml?)" } else { "" };
            Some((*event, format!("`actions.{action}` went wrong: {}{hint}", clip(&done.outcome))))
        }
        _ => None,
    })
}

/// The number in words.
pub(super) fn expected(wanted: CallCount) -> String {
    let answered = wanted.answered.map(|code| format!(" answered {code}")).unwrap_or_default();
    let number = match (wanted.min, wanted.max) {
        (_, Some(0)) => "no call".to_owned(),
        (min, Some(max)) if min == max => format!("exactly {}", count(min as usize, "call")),
        (0, Some(max)) => format!("at most {}", count(max as usize, "call")),
        (min, Some(max)) => format!("{min} to {}", count(max as usize, "call")),
        (min, None) => format!("at least {}", count(min as usize, "call")),
    };
    format!("{number} of {}{answered}", wanted.operation)
}

/// Whether it is the purpose of the step that the operation is called.
fn calls_for(step: &Step, operation: Operation) -> bool {
    matches!(step, Step::Action(name) if name.operation() == Some(operation))
}

pub(super) fn at(event: &Event) -> String {
    seconds(event.at_ms)
}

pub(super) fn outcome(call: &SoapCall) -> String {
    match (&call.unreadable, call.result_code) {
        (Some(reason), _) => format!("not understood: {}", clip(reason)),
        (None, Some(code)) => format!("answered {code}"),
        (None, None) => "not answered".to_owned(),
    }
}
