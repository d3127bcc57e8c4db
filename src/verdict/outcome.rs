//! Verdicts and how they add up.

use serde::{Deserialize, Serialize};

use crate::suite::Level;

use super::cause::{Cause, Root};
use super::judgement::Spot;

/// Verdict of a check, a case or a requirement. The order is from the best to the worst: what is made of several parts
/// has the worst of their verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The candidate's profile does not declare it.
    NotApplicable,
    Pass,
    /// A person must look.
    Review,
    /// A SHOULD is broken.
    Warn,
    /// It could not be observed.
    Inconclusive,
    /// A MUST is broken.
    Fail,
}

impl Verdict {
    /// As it is written in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::Pass => "pass",
            Self::Review => "review",
            Self::Warn => "warn",
            Self::Inconclusive => "inconclusive",
            Self::Fail => "fail",
        }
    }

    /// Whether a gate may let it through.
    #[must_use]
    pub const fn is_green(self) -> bool {
        matches!(self, Self::Pass | Self::Warn | Self::Review | Self::NotApplicable)
    }
}

/// Verdict of a whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunVerdict {
    Conformant,
    NonConformant,
    Inconclusive,
}

impl RunVerdict {
    /// As it is written in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::NonConformant => "non-conformant",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// One check, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckVerdict {
    /// Unique in its case.
    pub id: String,
    pub requirement: Vec<String>,
    pub level: Level,
    pub verdict: Verdict,
    /// One or two sentences for the merchant's developer.
    pub message: String,
    pub expected: String,
    pub observed: String,
    /// Sequence numbers in the trace.
    pub evidence: Vec<u64>,
    /// Where on which pages it is broken, the worst first.
    pub spots: Vec<Spot>,
}

/// One case, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseVerdict {
    pub id: String,
    pub chapter: String,
    pub title: String,
    pub verdict: Verdict,
    /// Why it does not apply or could not be judged as a whole.
    pub reason: Option<String>,
    /// From the first to the last event, milliseconds.
    pub took_ms: u64,
    pub checks: Vec<CheckVerdict>,
    /// What its failures hang on, where that can be told.
    pub root: Option<Root>,
}

/// One requirement, over all cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementVerdict {
    pub id: String,
    /// `None` when no selected case covers it (its catalogue entry says why, or a filter left it out).
    pub verdict: Option<Verdict>,
    /// Cases with a check that serves it.
    pub cases: Vec<String>,
}

/// A whole run, judged. All reports are made of this and the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct RunJudgement {
    pub verdict: RunVerdict,
    /// Exit code of the contract: 0, 1, 3 or 4.
    pub exit_code: u8,
    /// Why the run is inconclusive or a fault of the harness, if it is.
    pub reason: Option<String>,
    /// Cases that ran, of how many planned.
    pub selected: usize,
    pub planned: usize,
    pub cases: Vec<CaseVerdict>,
    pub requirements: Vec<RequirementVerdict>,
    /// What several failures have in common, the one with the most consequences first.
    pub causes: Vec<Cause>,
}
