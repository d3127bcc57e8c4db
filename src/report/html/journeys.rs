//! One timeline per case, and one for what belongs to the run as a whole.

use std::collections::BTreeMap;

use crate::trace::{Event, Trace, What};
use crate::verdict::{CaseVerdict, CheckVerdict, RunJudgement, Verdict};

use super::super::facts;
use super::super::text::{duration, line, shown};
use super::badge::Badge;
use super::entry::{Entry, entry};
use super::marks::Marks;
use super::shelf::Shelf;

/// A case and what happened in it.
pub(super) struct Journey {
    pub anchor: String,
    pub id: String,
    pub title: String,
    pub badge: Badge,
    pub took: String,
    pub reason: Option<String>,
    /// Whether it is unfolded to begin with.
    pub open: bool,
    pub checks: Vec<Check>,
    /// Events that have no entry of their own: where the timeline begins and ends.
    pub ends: Vec<u64>,
    pub entries: Vec<Entry>,
}

/// A check of a case.
pub(super) struct Check {
    pub id: String,
    pub badge: Badge,
    pub level: &'static str,
    /// What was seen when it passed, else what is wrong.
    pub said: String,
    /// Where it is told in full.
    pub finding: Option<String>,
    pub evidence: Vec<u64>,
}

/// Most events to which one check links.
const MOST_LINKS: usize = 8;

/// Anchor of a case.
pub(super) fn case_anchor(id: &str) -> String {
    format!("case-{}", super::page::anchor(id))
}

/// The journeys of the cases that ran, and the events that belong to none.
pub(super) fn journeys(
    judgement: &RunJudgement,
    trace: &Trace,
    marks: &Marks<'_>,
    shelf: &mut Shelf<'_>,
) -> (Vec<Journey>, Vec<Entry>) {
    let mut of_case: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    let mut of_run = Vec::new();
    for event in &trace.events {
        match event.case.as_deref().filter(|id| judgement.cases.iter().any(|case| case.id == *id)) {
            Some(id) => of_case.entry(id).or_default().push(event),
            None => of_run.push(event),
        }
    }
    let journeys = judgement
        .cases
        .iter()
        .map(|case| {
            let events = of_case.get(case.id.as_str()).map_or(&[][..], Vec::as_slice);
            journey(case, is_open(judgement, case), events, trace, marks, shelf)
        })
        .collect();
    let run = of_run.iter().map(|event| entry(event, 0, marks, shelf)).collect();
    (journeys, run)
}

/// Whether a case is unfolded to begin with: it is red, and for a reason of its own or one that is told by it.
fn is_open(judgement: &RunJudgement, case: &CaseVerdict) -> bool {
    matches!(case.verdict, Verdict::Fail | Verdict::Inconclusive)
        && facts::hanging(judgement, &case.id).is_none_or(|cause| cause.lead.case == case.id)
}

fn journey(
    case: &CaseVerdict,
    open: bool,
    events: &[&Event],
    trace: &Trace,
    marks: &Marks<'_>,
    shelf: &mut Shelf<'_>,
) -> Journey {
    let began = events.first().map_or(0, |event| event.at_ms);
    let mut entries: Vec<Entry> = Vec::new();
    let mut ends = Vec::new();
    for event in events {
        match &event.what {
            What::CaseStarted | What::CaseEnded { cut_off: None } => ends.push(event.seq),
            // A step that went well says so in its heading.
            What::StepEnded { failure: None, .. } => {
                match entries.iter_mut().rev().find(|entry| entry.lane == "step") {
                    Some(step) => step.also.push(event.seq),
                    None => ends.push(event.seq),
                }
            }
            _ => entries.push(entry(event, began, marks, shelf)),
        }
    }
    Journey {
        anchor: case_anchor(&case.id),
        id: line(&case.id),
        title: line(&case.title),
        badge: Badge::of(case.verdict),
        took: duration(case.took_ms),
        reason: case.reason.as_deref().map(shown),
        open,
        checks: case.checks.iter().map(|check| self::check(case, check, trace, marks)).collect(),
        ends,
        entries,
    }
}

fn check(case: &CaseVerdict, check: &CheckVerdict, trace: &Trace, marks: &Marks<'_>) -> Check {
    let known = |seq: &u64| trace.events.iter().any(|event| event.seq == *seq);
    let said =
        if check.verdict == Verdict::Pass && !check.observed.is_empty() { &check.observed } else { &check.message };
    Check {
        id: line(&check.id),
        badge: Badge::of(check.verdict),
        level: check.level.name(),
        said: shown(said),
        finding: marks.anchor(&case.id, &check.id).map(str::to_owned),
        evidence: check.evidence.iter().copied().filter(known).take(MOST_LINKS).collect(),
    }
}
