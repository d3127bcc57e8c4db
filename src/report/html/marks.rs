//! Findings in the order of the page, and which events show them.

use std::collections::{BTreeMap, BTreeSet};

use crate::verdict::{RunJudgement, Spot, Verdict};

use super::super::facts::{self, Finding};
use super::super::text::line;
use super::badge::Badge;

/// Verdicts that a reader must know of, in the order in which the page tells them.
pub(super) const TOLD: [Verdict; 4] = [Verdict::Fail, Verdict::Inconclusive, Verdict::Warn, Verdict::Review];

/// All findings with their anchors, and the events that they rest on.
pub(super) struct Marks<'a> {
    pub findings: Vec<(String, Finding<'a>)>,
    by_event: BTreeMap<u64, Vec<Mark>>,
    /// Where on their pictures the findings are.
    spots: BTreeMap<u64, Vec<&'a Spot>>,
    /// Events that a check that passed rests on.
    passed: BTreeSet<u64>,
}

/// At an event: a finding that rests on it.
#[derive(Clone)]
pub(super) struct Mark {
    pub verdict: Verdict,
    pub badge: Badge,
    /// Ids of its checks.
    pub name: String,
    /// Anchor of the finding.
    pub anchor: String,
}

impl<'a> Marks<'a> {
    pub fn of(judgement: &'a RunJudgement) -> Self {
        let findings: Vec<(String, Finding<'a>)> = TOLD
            .into_iter()
            .flat_map(|verdict| facts::findings(judgement, verdict))
            .enumerate()
            .map(|(index, finding)| (format!("finding-{}", index + 1), finding))
            .collect();
        let mut by_event: BTreeMap<u64, Vec<Mark>> = BTreeMap::new();
        for (anchor, finding) in &findings {
            let mark = Mark {
                verdict: finding.verdict,
                badge: Badge::of(finding.verdict),
                name: check_names(finding),
                anchor: anchor.clone(),
            };
            for seq in finding.evidence() {
                by_event.entry(seq).or_default().push(mark.clone());
            }
        }
        let hanging = judgement.cases.iter().flat_map(|case| case.checks.iter().map(move |check| (case, check)));
        for (case, check) in hanging {
            // What hangs on a cause is told there.
            let told = findings.iter().find(|(_, finding)| {
                finding
                    .cause
                    .is_some_and(|cause| cause.holds(&case.id, &check.id) && !cause.is_told_by(&case.id, &check.id))
            });
            let Some((anchor, _)) = told else { continue };
            for seq in &check.evidence {
                by_event.entry(*seq).or_default().push(Mark {
                    verdict: check.verdict,
                    badge: Badge::of(check.verdict),
                    name: line(&check.id),
                    anchor: anchor.clone(),
                });
            }
        }
        let mut spots: BTreeMap<u64, Vec<&'a Spot>> = BTreeMap::new();
        for spot in findings.iter().flat_map(|(_, finding)| &finding.checks).flat_map(|check| &check.spots) {
            spots.entry(spot.view()).or_default().push(spot);
        }
        let checks = judgement.cases.iter().flat_map(|case| &case.checks);
        let passed = checks
            .filter(|check| check.verdict == Verdict::Pass)
            .flat_map(|check| check.evidence.iter().copied())
            .collect();
        Self { findings, by_event, spots, passed }
    }

    /// Findings that rest on this event.
    pub fn at(&self, seq: u64) -> Vec<Mark> {
        self.by_event.get(&seq).cloned().unwrap_or_default()
    }

    /// The places of findings on the picture of this event.
    pub fn spots(&self, seq: u64) -> &[&'a Spot] {
        self.spots.get(&seq).map(Vec::as_slice).unwrap_or_default()
    }

    /// The worst that is said about this event; `None` when no check looked at it.
    pub fn verdict(&self, seq: u64) -> Option<Verdict> {
        let worst = self.by_event.get(&seq).and_then(|marks| marks.iter().map(|mark| mark.verdict).max());
        worst.or_else(|| self.passed.contains(&seq).then_some(Verdict::Pass))
    }

    /// The anchor of the finding that a check of a case is part of.
    pub fn anchor(&self, case: &str, check: &str) -> Option<&str> {
        self.findings
            .iter()
            .find(|(_, finding)| {
                finding.cause.is_some_and(|cause| cause.holds(case, check))
                    || finding.case.id == case && finding.checks.iter().any(|known| known.id == check)
            })
            .map(|(anchor, _)| anchor.as_str())
    }
}

/// The ids of a finding's checks.
pub(super) fn check_names(finding: &Finding<'_>) -> String {
    finding.checks.iter().map(|check| line(&check.id)).collect::<Vec<_>>().join(", ")
}
