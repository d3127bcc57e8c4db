//! From a trace to verdicts.

use std::collections::BTreeSet;

use crate::candidate::Profile;
use crate::plan::PlannedCase;
use crate::spec::Engine;
use crate::suite::{Catalogue, Check, Expect, Step};
use crate::trace::{Blame, Event, StepFailure, Trace, What};
use crate::verdict::{
    CaseVerdict, CheckVerdict, Judgement, RunFacts, RunJudgement, Verdict, conclude, coverage, worst,
};

use super::beyond::beyond;
use super::journey::Journey;
use super::{cause, rule};

/// Judges a whole run: every selected case, every requirement, and what they add up to.
#[must_use]
pub fn judge(trace: &Trace) -> RunJudgement {
    let plan = &trace.header.plan;
    let mut seen = BTreeSet::new();
    let cases: Vec<CaseVerdict> = trace
        .header
        .selected
        .iter()
        .filter(|id| seen.insert(id.as_str()))
        .map(|id| match plan.case(id) {
            Some(planned) => {
                let events = trace.of_case(id);
                let judged = judge_case(planned, &plan.catalogue, &plan.profile, plan.engine, &events);
                let did_run = planned.not_applicable.is_some() || events.iter().any(|event| event.case.is_some());
                let root = if did_run { judged.root } else { cause::of_unrun(&planned.case, trace) };
                CaseVerdict { root, ..judged }
            }
            None => unplanned(id),
        })
        .collect();
    let requirements = coverage(&plan.catalogue, &cases);
    let facts =
        RunFacts { engine: plan.engine, planned: plan.cases.len(), end: end_of(trace), troubles: troubles(trace) };
    conclude(&facts, cases, requirements)
}

/// Judges one case by the events that belong to it, in their order; those of no case only explain.
#[must_use]
pub fn judge_case(
    planned: &PlannedCase,
    catalogue: &Catalogue,
    profile: &Profile,
    engine: Engine,
    events: &[&Event],
) -> CaseVerdict {
    let case = &planned.case;
    let verdict_of = |check: &Check, judgement: Judgement| {
        CheckVerdict::new(check, catalogue.level(&check.requirement), rule::expectation(&check.expect), judgement)
    };
    let everywhere = |judgement: Judgement| -> Vec<CheckVerdict> {
        case.checks.iter().map(|check| verdict_of(check, judgement.clone())).collect()
    };
    // A service may go on calling SEQR after the case is over; that is seen, and does not make the case longer.
    let end = events.iter().find(|event| matches!(event.what, What::CaseEnded { .. })).or(events.last());
    let took_ms = match (events.first(), end) {
        (Some(first), Some(last)) => last.at_ms.saturating_sub(first.at_ms),
        _ => 0,
    };
    let (verdict, reason, checks, root) = if let Some(reason) = &planned.not_applicable {
        let checks = everywhere(Judgement::NotApplicable { reason: reason.clone() });
        (Verdict::NotApplicable, Some(reason.clone()), checks, None)
    } else if events.is_empty() {
        let reason = "the case did not run";
        (Verdict::Inconclusive, Some(reason.to_owned()), everywhere(Judgement::inconclusive(reason, [])), None)
    } else {
        let (own, strays): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|event| event.case.is_some());
        let journey = Journey::new(case, profile, engine, &own, &strays);
        let judge = |check: &Check| match beyond(engine, &check.expect) {
            Some(reason) => Judgement::NotApplicable { reason: reason.to_owned() },
            None => rule::judge(&check.expect, &journey),
        };
        let checks: Vec<CheckVerdict> = case.checks.iter().map(|check| verdict_of(check, judge(check))).collect();
        let (verdict, reason) = of_checks(&journey, &checks);
        let root = cause::root(&journey, &checks);
        (verdict, reason, checks, root)
    };
    CaseVerdict {
        id: case.id.clone(),
        chapter: planned.chapter.clone(),
        title: case.title.clone(),
        verdict,
        reason,
        took_ms,
        checks,
        root,
    }
}

/// The worst of the checks. Green checks do not make a case green that has none, or that did not come to its end.
fn of_checks(journey: &Journey<'_>, checks: &[CheckVerdict]) -> (Verdict, Option<String>) {
    let Some(verdict) = worst(checks.iter().map(|check| check.verdict)) else {
        return (Verdict::Inconclusive, Some("the case has no checks".to_owned()));
    };
    let refused = journey.refused_purchase().is_some() && expects_refusal(journey);
    let hindrance = if refused && journey.complete().is_some() { None } else { journey.hindrance() };
    // A warning, why nothing can be said, or what a person is asked to look at tells already that the candidate's own page or
    // step ended the case.
    let told = journey.own_failure(|_| true).is_some_and(|stopped| match verdict {
        Verdict::Warn | Verdict::NotApplicable => true,
        Verdict::Review => checks.iter().any(|check| check.evidence.contains(&stopped.event.seq)),
        Verdict::Pass | Verdict::Inconclusive | Verdict::Fail => false,
    });
    match hindrance {
        // The checks say why in their own words.
        _ if verdict == Verdict::NotApplicable && told => (verdict, None),
        Some(reason) if verdict.is_green() && !told => (Verdict::Inconclusive, Some(reason)),
        hindrance => (verdict, hindrance),
    }
}

/// Whether the case wants `buy` to lead to no payment.
fn expects_refusal(journey: &Journey<'_>) -> bool {
    journey.case.checks.iter().any(|check| matches!(check.expect, Expect::NoPayTrigger(_)))
        && matches!(journey.case.steps.last(), Some(Step::Buy(_)))
}

fn unplanned(id: &str) -> CaseVerdict {
    CaseVerdict {
        id: id.to_owned(),
        chapter: id.split('.').next().unwrap_or_default().to_owned(),
        title: id.to_owned(),
        verdict: Verdict::Inconclusive,
        reason: Some("the run selected this case, but its plan does not hold it".to_owned()),
        took_ms: 0,
        checks: Vec::new(),
        root: None,
    }
}

fn end_of(trace: &Trace) -> Option<crate::trace::RunEnd> {
    trace.events.iter().rev().find_map(|event| match &event.what {
        What::RunEnded(end) => Some(end.clone()),
        _ => None,
    })
}

/// Everything that failed around the candidate, as trouble of its own or as the cause of a failed step.
fn troubles(trace: &Trace) -> Vec<(Blame, String)> {
    let failed = |failure: &StepFailure| (failure.blame, failure.message.clone());
    trace
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Trouble { kind, message } => Some((*kind, message.clone())),
            What::StepEnded { failure: Some(failure), .. } | What::CaseEnded { cut_off: Some(failure) } => {
                Some(failed(failure))
            }
            _ => None,
        })
        .filter(|(blame, _)| *blame != Blame::Candidate)
        .collect()
}
