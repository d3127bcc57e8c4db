//! What the service printed while it did what a finding is about.

use std::collections::BTreeSet;

use crate::trace::{Trace, What};

use super::super::facts::Finding;
use super::super::text::shown;

/// Most lines of it, the last ones.
const MOST_LINES: usize = 20;

/// What the candidate printed in the steps of the finding's evidence; empty where it printed nothing, or where somebody else
/// started it.
pub(super) fn printed(finding: &Finding<'_>, trace: &Trace) -> String {
    let evidence: BTreeSet<u64> = finding.evidence().into_iter().collect();
    let (mut concerned, mut lines) = (false, Vec::new());
    for event in trace.events.iter().filter(|event| event.case.as_deref() == Some(finding.case.id.as_str())) {
        match &event.what {
            What::StepStarted { .. } => concerned = false,
            What::CandidatePrinted { text } if concerned => lines.extend(text.lines()),
            _ => concerned |= evidence.contains(&event.seq),
        }
    }
    shown(&lines[lines.len().saturating_sub(MOST_LINES)..].join("\n"))
}
