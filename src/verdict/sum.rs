//! How verdicts add up: checks to a case, checks to a requirement, cases to a run.

use crate::spec::Engine;
use crate::suite::Catalogue;
use crate::trace::{Blame, RunEnd};

use super::cause::causes;
use super::outcome::{CaseVerdict, RequirementVerdict, RunJudgement, RunVerdict, Verdict};

/// The worst of several verdicts; `None` when there are none, which is never a reason for green.
#[must_use]
pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Option<Verdict> {
    verdicts.into_iter().max()
}

/// What the judged cases say about each requirement of the catalogue.
#[must_use]
pub fn coverage(catalogue: &Catalogue, cases: &[CaseVerdict]) -> Vec<RequirementVerdict> {
    catalogue
        .requirements()
        .map(|requirement| {
            let serves =
                |case: &&CaseVerdict| case.checks.iter().any(|check| check.requirement.contains(&requirement.id));
            let checks = cases.iter().flat_map(|case| &case.checks);
            RequirementVerdict {
                id: requirement.id.clone(),
                verdict: worst(
                    checks.filter(|check| check.requirement.contains(&requirement.id)).map(|check| check.verdict),
                ),
                cases: cases.iter().filter(serves).map(|case| case.id.clone()).collect(),
            }
        })
        .collect()
}

/// What the trace says about the run as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// The engine in which pages were shown.
    pub engine: Engine,
    /// How many cases the suites have.
    pub planned: usize,
    /// How the run ended; `None` when its record just stops.
    pub end: Option<RunEnd>,
    /// What failed around the candidate, in the order in which it happened.
    pub troubles: Vec<(Blame, String)>,
}

/// The verdict of a run. A fault of the harness decides, because nobody can tell then whose doing a failure is; without
/// one, a failure of the candidate does, then everything that kept us from judging; what is left is conformant, if the
/// engine is one that decides.
#[must_use]
pub fn conclude(facts: &RunFacts, cases: Vec<CaseVerdict>, requirements: Vec<RequirementVerdict>) -> RunJudgement {
    let selected = cases.len();
    let failed = cases.iter().any(|case| case.verdict == Verdict::Fail);
    let fault = facts.troubles.iter().find(|(blame, _)| *blame == Blame::Harness);
    let (verdict, exit_code, reason) = if let Some((_, message)) = fault {
        let doubt = if failed { "; what failed may be its doing" } else { "" };
        (RunVerdict::Inconclusive, 4, Some(format!("a fault of the harness itself: {message}{doubt}")))
    } else if failed {
        (RunVerdict::NonConformant, 1, interruption(facts))
    } else if let Some(reason) = hindrance(facts, &cases) {
        (RunVerdict::Inconclusive, 3, Some(reason))
    } else if !facts.engine.decides() {
        let reason = format!(
            "nothing that was judged failed in {}; only Chromium certifies, so run without `--browser` as well",
            facts.engine
        );
        (RunVerdict::Inconclusive, 3, Some(reason))
    } else {
        (RunVerdict::Conformant, 0, partial(selected, facts.planned))
    };
    let causes = causes(&cases);
    RunJudgement { verdict, exit_code, reason, selected, planned: facts.planned, cases, requirements, causes }
}

/// Why a run without failures cannot be called conformant.
fn hindrance(facts: &RunFacts, cases: &[CaseVerdict]) -> Option<String> {
    if let Some(reason) = interruption(facts) {
        return Some(reason);
    }
    if cases.is_empty() {
        return Some("no case was selected: nothing was judged".to_owned());
    }
    let open: Vec<&str> =
        cases.iter().filter(|case| case.verdict == Verdict::Inconclusive).map(|case| case.id.as_str()).collect();
    if let Some(first) = open.first() {
        let more = if open.len() > 1 { format!(" and {} more", open.len() - 1) } else { String::new() };
        let surroundings = facts.troubles.iter().find(|(blame, _)| *blame == Blame::Environment);
        let why = surroundings.map(|(_, message)| format!(": {message}")).unwrap_or_default();
        return Some(format!("{} of {} cases could not be judged ({first}{more}){why}", open.len(), cases.len()));
    }
    nothing_applies(cases)
}

fn nothing_applies(cases: &[CaseVerdict]) -> Option<String> {
    if cases.iter().any(|case| case.verdict != Verdict::NotApplicable) {
        return None;
    }
    Some(match cases {
        [CaseVerdict { id, reason: Some(reason), .. }] => format!("{id} does not apply: {reason}; nothing was judged"),
        _ => "no case applies to this candidate's profile: nothing was judged".to_owned(),
    })
}

fn interruption(facts: &RunFacts) -> Option<String> {
    match facts.end {
        Some(RunEnd::Interrupted) => Some("the run was interrupted before its end".to_owned()),
        None => Some("the record of the run stops before its end".to_owned()),
        Some(RunEnd::Completed | RunEnd::FailedFast) => None,
    }
}

fn partial(selected: usize, planned: usize) -> Option<String> {
    (selected < planned).then(|| format!("a filter left {selected} of {planned} cases; only these were judged"))
}
