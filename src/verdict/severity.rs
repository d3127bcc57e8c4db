//! From what a rule says to the verdict of a check.

use crate::suite::{Check, Level};

use super::judgement::{Evidence, Judgement, Observation};
use super::outcome::{CheckVerdict, Verdict};

/// What breaking a requirement of this level amounts to. Nobody can break a MAY; a person may want to look.
#[must_use]
pub const fn severity(level: Level) -> Verdict {
    match level {
        Level::Must => Verdict::Fail,
        Level::Should => Verdict::Warn,
        Level::May => Verdict::Review,
    }
}

impl CheckVerdict {
    /// The verdict of `check`, whose requirements have this level. `expected` says what the rule looks for; a broken
    /// judgement knows better.
    #[must_use]
    pub fn new(check: &Check, level: Level, expected: String, judgement: Judgement) -> Self {
        let verdict = match &judgement {
            Judgement::Pass { .. } => Verdict::Pass,
            Judgement::Broken { .. } => severity(level),
            Judgement::Review { .. } => Verdict::Review,
            Judgement::NotApplicable { .. } => Verdict::NotApplicable,
            Judgement::Inconclusive { .. } => Verdict::Inconclusive,
        };
        let (message, expected, observed, evidence, spots) = match judgement {
            Judgement::Pass { evidence, observed } => (String::new(), expected, observed, evidence.seqs(), Vec::new()),
            Judgement::Broken { message, expected, observed, evidence, spots } => {
                (message, expected, observed, seqs(&evidence), spots)
            }
            Judgement::Review { message, evidence } => {
                (message, expected, String::new(), Evidence::seqs(&evidence), Vec::new())
            }
            Judgement::NotApplicable { reason } => (reason, expected, String::new(), Vec::new(), Vec::new()),
            Judgement::Inconclusive { reason, evidence } => {
                (reason, expected, String::new(), seqs(&evidence), Vec::new())
            }
        };
        Self {
            id: check.id.clone(),
            requirement: check.requirement.clone(),
            level,
            verdict,
            message,
            expected,
            observed,
            evidence,
            spots,
        }
    }
}

fn seqs(observations: &[Observation]) -> Vec<u64> {
    let mut seqs: Vec<u64> = observations.iter().map(|observation| observation.seq()).collect();
    seqs.sort_unstable();
    seqs.dedup();
    seqs
}
