//! What every report says in the same words: the headline, how much was run, what was found, what was left out.

use std::collections::BTreeMap;

use crate::suite::{Catalogue, Requirement};
use crate::trace::{Browser, RunEnd, Trace, What};
use crate::verdict::{CaseVerdict, Cause, CheckVerdict, RunJudgement, RunVerdict, Verdict};

use super::describe::capital;
use super::text::{count, shown};

/// Exit code of the contract for a fault of the harness itself.
const HARNESS_FAULT: u8 = 4;

/// The verdict in large.
pub(super) const fn headline(judgement: &RunJudgement) -> &'static str {
    match (judgement.exit_code, judgement.verdict) {
        (HARNESS_FAULT, _) => "Fault of the harness",
        (_, RunVerdict::Conformant) if judgement.selected < judgement.planned => "Selected cases conformant",
        (_, RunVerdict::Conformant) => "Conformant",
        (_, RunVerdict::NonConformant) => "Not conformant",
        (_, RunVerdict::Inconclusive) => "Inconclusive",
    }
}

/// The verdict in one or two sentences.
pub(super) fn summary(judgement: &RunJudgement) -> String {
    let broken = checks_with(judgement, Verdict::Fail).count();
    let unseen = checks_with(judgement, Verdict::Inconclusive).count();
    let mut said = match judgement.verdict {
        RunVerdict::Conformant => kept(judgement),
        RunVerdict::NonConformant => {
            format!("{} found a mandatory requirement broken.", count(broken, "check"))
        }
        RunVerdict::Inconclusive if unseen == 0 && judgement.reason.is_some() => "Nothing is certified:".to_owned(),
        RunVerdict::Inconclusive => "What was seen does not suffice for a judgement.".to_owned(),
    };
    if unseen > 0 && judgement.verdict != RunVerdict::Conformant {
        said.push_str(&format!(" {} could not be judged.", count(unseen, "check")));
    }
    if !judgement.causes.is_empty() {
        let hanging: usize = judgement.causes.iter().map(Cause::size).sum();
        let verb = if judgement.causes.len() == 1 { "stands" } else { "stand" };
        said.push_str(&format!(" {} {verb} behind {hanging} of them.", count(judgement.causes.len(), "cause")));
    }
    if let Some(reason) = &judgement.reason {
        let reason = shown(reason);
        let goes_on = said.ends_with(':');
        said.push(' ');
        said.push_str(&if goes_on { reason } else { format!("{}.", capital(reason.trim_end_matches('.'))) });
    }
    said
}

/// What is said of mandatory requirements of which none was found broken.
fn kept(judgement: &RunJudgement) -> String {
    let which = if judgement.selected < judgement.planned { "that the selected cases test" } else { "that applies" };
    let open = checks_with(judgement, Verdict::Review).count();
    if open == 0 {
        return format!("Every mandatory requirement {which} was exercised and kept.");
    }
    let verb = if open == 1 { "is" } else { "are" };
    format!(
        "No mandatory requirement {which} was found broken; {} {verb} for a person to look at.",
        count(open, "check")
    )
}

/// Says so when only a part of the cases was to run.
fn partial(judgement: &RunJudgement) -> Option<String> {
    (judgement.selected < judgement.planned).then(|| {
        let verb = if judgement.selected == 1 { "was" } else { "were" };
        format!(
            "{} of {} {verb} selected: this is not a certification.",
            judgement.selected,
            count(judgement.planned, "case")
        )
    })
}

/// Says so when another engine than the one that decides has shown the pages, and what it could not do.
pub(super) fn other_engine(trace: &Trace) -> Option<String> {
    let engine = trace.header.plan.engine;
    (!engine.decides()).then(|| {
        format!(
            "Judged in {engine}: this is not a certification, Chromium decides. In {engine} {}.",
            engine.limits().join("; ")
        )
    })
}

/// What a reader must know before the verdict is taken for more than it is.
pub(super) fn notices(judgement: &RunJudgement, trace: &Trace) -> Vec<String> {
    let ending = ending(trace).map(str::to_owned);
    [other_engine(trace), partial(judgement), ending].into_iter().flatten().collect()
}

/// Says so when the run did not come to its own end.
fn ending(trace: &Trace) -> Option<&'static str> {
    let end = trace.events.iter().rev().find_map(|event| match &event.what {
        What::RunEnded(end) => Some(end),
        _ => None,
    });
    match end {
        Some(RunEnd::Completed) => None,
        Some(RunEnd::Interrupted) => Some("The run was interrupted; only what was seen until then is judged."),
        Some(RunEnd::FailedFast) => Some("The run stopped at the first case that was not green, as it was told to."),
        None => Some("The record of the run breaks off before its end; only what was seen until then is judged."),
    }
}

/// The browser that judged.
pub(super) fn browser(trace: &Trace) -> Option<&Browser> {
    trace.events.iter().find_map(|event| match &event.what {
        What::Browser(browser) => Some(browser),
        _ => None,
    })
}

/// Number of cases with each verdict, worst first; verdicts that no case has are left out.
pub(super) fn tally<'a>(cases: impl IntoIterator<Item = &'a CaseVerdict>) -> Vec<(Verdict, usize)> {
    let mut counts = BTreeMap::new();
    for case in cases {
        *counts.entry(case.verdict).or_insert(0) += 1;
    }
    counts.into_iter().rev().collect()
}

/// Chapters in the order in which their first case was judged, with their titles and cases.
pub(super) fn chapters<'a>(
    judgement: &'a RunJudgement,
    catalogue: &'a Catalogue,
) -> Vec<(&'a str, &'a str, Vec<&'a CaseVerdict>)> {
    let mut chapters: Vec<(&str, &str, Vec<&CaseVerdict>)> = Vec::new();
    for case in &judgement.cases {
        match chapters.iter_mut().find(|(id, ..)| *id == case.chapter) {
            Some((.., cases)) => cases.push(case),
            None => {
                let known = catalogue.chapters.iter().find(|chapter| chapter.id == case.chapter);
                let title = known.map_or(case.chapter.as_str(), |chapter| &chapter.title);
                chapters.push((&case.chapter, title, vec![case]));
            }
        }
    }
    chapters
}

/// Something that a reader has to know about a case. Checks of a case that say the same are one finding.
#[derive(Debug)]
pub(super) struct Finding<'a> {
    pub verdict: Verdict,
    pub case: &'a CaseVerdict,
    /// Empty when the case could not be judged as a whole.
    pub checks: Vec<&'a CheckVerdict>,
    /// What else has the same cause, where this finding tells it.
    pub cause: Option<&'a Cause>,
}

impl Finding<'_> {
    /// What is wrong.
    pub fn message(&self) -> &str {
        match (self.cause, self.checks.first()) {
            // What could only not be judged says less than what stood in its way.
            (Some(cause), _) if self.is_shared_doubt() => &cause.what,
            (_, Some(check)) => &check.message,
            (_, None) => self.case.reason.as_deref().unwrap_or("The case could not be judged."),
        }
    }

    /// Whether it is a cause that no check found by itself: what stood in the way of many. It belongs to no single case.
    pub fn is_shared_doubt(&self) -> bool {
        self.cause.is_some() && self.verdict == Verdict::Inconclusive
    }

    /// Sequence numbers of the events that show it, ascending.
    pub fn evidence(&self) -> Vec<u64> {
        let mut seqs: Vec<u64> = self.checks.iter().flat_map(|check| check.evidence.iter().copied()).collect();
        seqs.sort_unstable();
        seqs.dedup();
        seqs
    }

    /// What its checks serve, as the catalogue has it, each once.
    pub fn requirements<'c>(&self, catalogue: &'c Catalogue) -> Vec<&'c Requirement> {
        let mut found: Vec<&Requirement> = Vec::new();
        for id in self.checks.iter().flat_map(|check| &check.requirement) {
            if let Some(requirement) = catalogue.get(id)
                && !found.iter().any(|known| known.id == requirement.id)
            {
                found.push(requirement);
            }
        }
        found
    }
}

/// All findings of one verdict: the causes of many first, then in the order of the cases. What hangs on a cause is told with
/// it and is no finding of its own.
pub(super) fn findings(judgement: &RunJudgement, verdict: Verdict) -> Vec<Finding<'_>> {
    let mut findings: Vec<Finding<'_>> = Vec::new();
    for case in &judgement.cases {
        let first = findings.len();
        for check in case.checks.iter().filter(|check| check.verdict == verdict) {
            let cause = judgement.causes.iter().find(|cause| cause.holds(&case.id, &check.id));
            if cause.is_some_and(|cause| !cause.is_told_by(&case.id, &check.id)) {
                continue;
            }
            let same = findings[first..].iter_mut().filter(|_| cause.is_none()).find(|finding| {
                let says = |one: &CheckVerdict| (one.message.clone(), one.expected.clone(), one.observed.clone());
                finding.cause.is_none() && finding.checks.first().is_some_and(|known| says(known) == says(check))
            });
            match same {
                Some(finding) => finding.checks.push(check),
                None => findings.push(Finding { verdict, case, checks: vec![check], cause }),
            }
        }
        let is_told =
            case.checks.iter().any(|check| check.verdict == verdict) || hanging(judgement, &case.id).is_some();
        if !is_told && case.verdict == verdict && verdict > Verdict::Pass {
            findings.push(Finding { verdict, case, checks: Vec::new(), cause: None });
        }
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.cause.map_or(0, Cause::size)));
    findings
}

/// The cause that a case hangs on, wholly or in part.
pub(super) fn hanging<'a>(judgement: &'a RunJudgement, case: &str) -> Option<&'a Cause> {
    judgement.causes.iter().find(|cause| cause.hangs.iter().any(|hanging| hanging.case == case))
}

/// What hangs on a cause, beside the failure that tells it: what failed with its message, and what could not be judged.
pub(super) struct Hangs<'a> {
    pub failed: Vec<(&'a CaseVerdict, &'a CheckVerdict)>,
    /// Cases with the ids of their checks; without any where the case as a whole could not be judged.
    pub blocked: Vec<(&'a CaseVerdict, Vec<&'a str>)>,
}

/// Everything that hangs on the cause.
pub(super) fn hangs<'a>(judgement: &'a RunJudgement, cause: &Cause) -> Hangs<'a> {
    let mut found = Hangs { failed: Vec::new(), blocked: Vec::new() };
    for hanging in &cause.hangs {
        let Some(case) = judgement.cases.iter().find(|case| case.id == hanging.case) else { continue };
        let others = case.checks.iter().filter(|check| {
            hanging.checks.contains(&check.id)
                && (check.verdict == Verdict::Inconclusive || !cause.is_told_by(&case.id, &check.id))
        });
        let (blocked, failed): (Vec<_>, Vec<_>) = others.partition(|check| check.verdict == Verdict::Inconclusive);
        found.failed.extend(failed.into_iter().map(|check| (case, check)));
        if !blocked.is_empty() || hanging.checks.is_empty() {
            found.blocked.push((case, blocked.into_iter().map(|check| check.id.as_str()).collect()));
        }
    }
    found
}

/// How much hangs on a cause, in words.
pub(super) fn extent(cause: &Cause) -> String {
    let (checks, cases) = (count(cause.size(), "check"), count(cause.hangs.len(), "case"));
    format!("{checks} in {cases} hang on this")
}

/// What does not apply to this candidate: the reason, which says what to declare, and what it leaves out.
pub(super) fn not_applicable(judgement: &RunJudgement) -> Vec<(&str, Vec<String>)> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    let mut add = |reason, what| match reasons.iter_mut().find(|(known, _)| *known == reason) {
        Some((_, left_out)) => left_out.push(what),
        None => reasons.push((reason, vec![what])),
    };
    for case in &judgement.cases {
        if case.verdict == Verdict::NotApplicable
            && let Some(reason) = &case.reason
        {
            add(reason.as_str(), case.id.clone());
            continue;
        }
        for check in case.checks.iter().filter(|check| check.verdict == Verdict::NotApplicable) {
            add(check.message.as_str(), format!("{}, check {}", case.id, check.id));
        }
    }
    reasons
}

/// Why a requirement has no verdict.
pub(super) fn not_tested(trace: &Trace, id: &str) -> String {
    let plan = &trace.header.plan;
    if let Some(reason) = plan.catalogue.get(id).and_then(|requirement| requirement.not_tested.as_deref()) {
        return reason.to_owned();
    }
    let covering: Vec<&str> = plan
        .cases
        .iter()
        .filter(|planned| planned.case.checks.iter().any(|check| check.requirement.iter().any(|known| known == id)))
        .map(|planned| planned.case.id.as_str())
        .collect();
    if covering.is_empty() {
        "No case of the suites that were run covers it.".to_owned()
    } else {
        format!("What covers it was not selected for this run: {}.", covering.join(", "))
    }
}

fn checks_with(judgement: &RunJudgement, verdict: Verdict) -> impl Iterator<Item = &CheckVerdict> {
    judgement.cases.iter().flat_map(|case| &case.checks).filter(move |check| check.verdict == verdict)
}
