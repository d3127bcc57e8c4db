//! What to mend: each finding with what is demanded, what was seen, and what its owner does about it.

use crate::suite::Catalogue;
use crate::trace::{Event, Trace, What};
use crate::verdict::{CaseVerdict, Cause, RunJudgement, Verdict};

use super::super::describe;
use super::super::facts::{self, Finding};
use super::super::text::{line, shown};
use super::badge::Badge;
use super::crop::{Crop, crops};
use super::journeys::case_anchor;
use super::marks::{Marks, TOLD, check_names};
use super::picture::{Picture, Shown, picture};
use super::printed::printed;
use super::shelf::Shelf;

/// Findings of one verdict.
pub(super) struct Group {
    pub title: &'static str,
    pub findings: Vec<Card>,
}

/// One finding.
pub(super) struct Card {
    pub anchor: String,
    pub badge: Badge,
    pub message: String,
    pub checks: String,
    /// `None` where it belongs to many.
    pub case: Option<String>,
    pub case_anchor: String,
    pub requirements: Vec<Demand>,
    pub expected: String,
    pub observed: String,
    pub evidence: Vec<Evidence>,
    /// Events beyond those that are shown.
    pub more_evidence: usize,
    /// What the service printed meanwhile, where something is wrong.
    pub printed: String,
    pub pictures: Vec<(String, Picture)>,
    /// Where on the page it is, if that can be shown.
    pub crops: Vec<Crop>,
    /// What hangs on it, if it is a cause of more.
    pub hangs: Option<Hangs>,
}

/// The consequences of a cause.
pub(super) struct Hangs {
    pub extent: String,
    /// What failed with it.
    pub failed: Vec<Consequence>,
    /// What could not be judged.
    pub blocked: Vec<Consequence>,
}

/// What hangs on a cause in one case.
pub(super) struct Consequence {
    pub badge: Badge,
    pub case: String,
    pub case_anchor: String,
    pub checks: String,
    pub message: String,
}

/// A requirement that is concerned.
pub(super) struct Demand {
    pub id: String,
    pub level: &'static str,
    pub text: String,
    pub source: String,
    /// Only where there is something to mend.
    pub mend: Option<String>,
}

/// An event that shows it.
pub(super) struct Evidence {
    pub seq: u64,
    /// `None` when the trace has no such event.
    pub title: Option<String>,
}

/// Most events and pictures that one finding shows.
const MOST_EVENTS: usize = 12;
const MOST_PICTURES: usize = 2;

/// The findings, worst first.
pub(super) fn groups(judgement: &RunJudgement, marks: &Marks<'_>, trace: &Trace, shelf: &mut Shelf<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for verdict in TOLD {
        let of_verdict = marks.findings.iter().filter(|(_, finding)| finding.verdict == verdict);
        let findings: Vec<Card> = of_verdict
            .map(|(anchor, finding)| Card {
                hangs: finding.cause.map(|cause| hangs(judgement, cause)),
                ..card(anchor, finding, trace, shelf)
            })
            .collect();
        if !findings.is_empty() {
            groups.push(Group { title: title(verdict), findings });
        }
    }
    groups
}

const fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "Mandatory requirements that are broken",
        Verdict::Inconclusive => "What could not be judged",
        Verdict::Warn => "Recommendations that are not kept",
        _ => "For a person to look at",
    }
}

fn card(anchor: &str, finding: &Finding<'_>, trace: &Trace, shelf: &mut Shelf<'_>) -> Card {
    let seqs = finding.evidence();
    let events: Vec<&Event> = trace.events.iter().filter(|event| seqs.binary_search(&event.seq).is_ok()).collect();
    let evidence = seqs.iter().take(MOST_EVENTS).map(|seq| Evidence {
        seq: *seq,
        title: events.iter().find(|event| event.seq == *seq).map(|event| describe::title(&event.what)),
    });
    let first = finding.checks.first().filter(|_| !finding.is_shared_doubt());
    let crops = crops(finding, trace, shelf);
    Card {
        anchor: anchor.to_owned(),
        badge: Badge::of(finding.verdict),
        message: shown(finding.message()),
        checks: check_names(finding),
        case: (!finding.is_shared_doubt()).then(|| line(&finding.case.id)),
        case_anchor: case_anchor(&finding.case.id),
        requirements: if finding.is_shared_doubt() {
            Vec::new()
        } else {
            demands(finding, &trace.header.plan.catalogue)
        },
        expected: first.map_or_else(String::new, |check| shown(&check.expected)),
        observed: first.map_or_else(String::new, |check| shown(&check.observed)),
        evidence: evidence.collect(),
        more_evidence: seqs.len().saturating_sub(MOST_EVENTS),
        printed: match finding.verdict {
            Verdict::Fail | Verdict::Inconclusive if !finding.is_shared_doubt() => printed(finding, trace),
            _ => String::new(),
        },
        // An outlined element says more than the whole screen.
        pictures: if crops.is_empty() { pictures(&events, shelf) } else { Vec::new() },
        crops,
        hangs: None,
    }
}

fn hangs(judgement: &RunJudgement, cause: &Cause) -> Hangs {
    let hangs = facts::hangs(judgement, cause);
    let consequence = |case: &CaseVerdict, verdict, checks: String, message| Consequence {
        badge: Badge::of(verdict),
        case: line(&case.id),
        case_anchor: case_anchor(&case.id),
        checks,
        message,
    };
    let failed = hangs.failed.into_iter();
    let blocked = hangs.blocked.into_iter();
    Hangs {
        extent: facts::extent(cause),
        failed: failed
            .map(|(case, check)| consequence(case, check.verdict, line(&check.id), shown(&check.message)))
            .collect(),
        blocked: blocked
            .map(|(case, checks)| {
                let names = checks.into_iter().map(line).collect::<Vec<_>>().join(", ");
                consequence(case, Verdict::Inconclusive, names, String::new())
            })
            .collect(),
    }
}

fn demands(finding: &Finding<'_>, catalogue: &Catalogue) -> Vec<Demand> {
    let to_mend = matches!(finding.verdict, Verdict::Fail | Verdict::Warn);
    let demand = |requirement: &crate::suite::Requirement| Demand {
        id: line(&requirement.id),
        level: requirement.level.name(),
        text: shown(&requirement.text),
        source: line(&requirement.source),
        mend: to_mend.then(|| shown(&requirement.mend)),
    };
    finding.requirements(catalogue).into_iter().map(demand).collect()
}

/// What the customer saw, from the events that show the finding.
fn pictures(events: &[&Event], shelf: &mut Shelf<'_>) -> Vec<(String, Picture)> {
    let seen = events.iter().filter_map(|event| match &event.what {
        What::View(view) => view.screenshot.as_ref().map(|artifact| (artifact, &view.screen, event)),
        What::PageOpened(opened) => opened.screenshot.as_ref().map(|artifact| (artifact, &opened.screen, event)),
        _ => None,
    });
    seen.take(MOST_PICTURES)
        .map(|(artifact, screen, event)| {
            let caption = format!("{} ({})", describe::title(&event.what), line(screen));
            (caption.clone(), picture(shelf, artifact, screen, format!("Screenshot: {caption}"), Shown::Framed))
        })
        .collect()
}
