//! Format 1 of `report.json`.
//!
//! Fields may be added; none is renamed, removed or given another meaning.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::Engine;
use crate::suite::Level;
use crate::trace::Trace;
use crate::verdict::{self, CaseVerdict, CheckVerdict, RequirementVerdict, RunJudgement, RunVerdict, Verdict};

use super::super::facts;

/// Version of the format.
pub const FORMAT: u32 = 1;

/// The report of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always 1 in this format.
    pub format: u32,
    pub verdict: RunOutcome,
    /// 0 conformant, 1 not conformant, 3 inconclusive, 4 a fault of the harness.
    pub exit_code: u8,
    /// Why the run is inconclusive or the harness at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Name of the service under test.
    pub candidate: String,
    /// When the run began: RFC 3339, UTC.
    pub started: String,
    /// Version of the harness.
    pub harness: String,
    /// The engine in which pages were shown; absent where it is Chromium, which decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// What a reader must know before the verdict is taken for more than it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// The browser that judged; absent when none was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<Browser>,
    pub selection: Selection,
    /// Chapters that were planned, in order.
    pub suites: Vec<String>,
    pub cases: Vec<Case>,
    pub requirements: Vec<Requirement>,
    /// What several checks that failed or could not be judged have in common; absent where each stands for itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
}

/// One cause and what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// What happened.
    pub message: String,
    /// The check that tells it best.
    pub told_by: Place,
    /// All checks that hang on it, that one included.
    pub hangs: Vec<Place>,
}

/// A check of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    pub case: String,
    pub check: String,
}

/// Verdict of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunOutcome {
    Conformant,
    NonConformant,
    Inconclusive,
}

/// Verdict of a check, a case or a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    NotApplicable,
    /// Of requirements only: no case that was run covers it.
    NotTested,
    Pass,
    Review,
    Warn,
    Inconclusive,
    Fail,
}

/// A browser and its build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Browser {
    pub name: String,
    pub version: String,
}

/// How many cases were to run. Fewer than planned is no certification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Selection {
    pub selected: usize,
    pub planned: usize,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    pub id: String,
    pub title: String,
    pub verdict: Outcome,
    /// Why it does not apply, or could not be judged as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// From its first to its last event, milliseconds.
    pub took_ms: u64,
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    pub id: String,
    /// Ids of the requirements that it serves.
    pub requirement: Vec<String>,
    pub level: Level,
    pub verdict: Outcome,
    pub message: String,
    pub expected: String,
    pub observed: String,
    /// Sequence numbers in `trace.jsonl`.
    pub evidence: Vec<u64>,
}

/// One requirement of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    pub id: String,
    pub verdict: Outcome,
    /// Why it was not tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Ids of the cases with a check that serves it.
    pub cases: Vec<String>,
}

impl Report {
    /// The report of a judged run.
    #[must_use]
    pub fn new(judgement: &RunJudgement, trace: &Trace) -> Self {
        let header = &trace.header;
        Self {
            format: FORMAT,
            verdict: judgement.verdict.into(),
            exit_code: judgement.exit_code,
            reason: judgement.reason.clone(),
            candidate: header.plan.profile.name.clone(),
            started: header.started.clone(),
            harness: header.harness.clone(),
            engine: Some(trace.header.plan.engine).filter(|engine| !engine.decides()),
            notices: facts::notices(judgement, trace),
            browser: facts::browser(trace)
                .map(|browser| Browser { name: browser.name.clone(), version: browser.version.clone() }),
            selection: Selection { selected: judgement.selected, planned: judgement.planned },
            suites: header.plan.suites.clone(),
            cases: judgement.cases.iter().map(Case::from).collect(),
            requirements: judgement.requirements.iter().map(|verdict| Requirement::new(verdict, trace)).collect(),
            causes: judgement.causes.iter().map(Cause::from).collect(),
        }
    }
}

impl From<&verdict::Cause> for Cause {
    fn from(cause: &verdict::Cause) -> Self {
        let place = |case: &String, check: &String| Place { case: case.clone(), check: check.clone() };
        let of_case = |hanging: &verdict::Hanging| {
            hanging.checks.iter().map(|check| place(&hanging.case, check)).collect::<Vec<_>>()
        };
        Self {
            message: cause.what.clone(),
            told_by: place(&cause.lead.case, &cause.lead.check),
            hangs: cause.hangs.iter().flat_map(of_case).collect(),
        }
    }
}

impl Requirement {
    fn new(requirement: &RequirementVerdict, trace: &Trace) -> Self {
        Self {
            id: requirement.id.clone(),
            verdict: requirement.verdict.map_or(Outcome::NotTested, Outcome::from),
            reason: requirement.verdict.is_none().then(|| facts::not_tested(trace, &requirement.id)),
            cases: requirement.cases.clone(),
        }
    }
}

impl From<&CaseVerdict> for Case {
    fn from(case: &CaseVerdict) -> Self {
        Self {
            id: case.id.clone(),
            title: case.title.clone(),
            verdict: case.verdict.into(),
            reason: case.reason.clone(),
            took_ms: case.took_ms,
            checks: case.checks.iter().map(Check::from).collect(),
        }
    }
}

impl From<&CheckVerdict> for Check {
    fn from(check: &CheckVerdict) -> Self {
        Self {
            id: check.id.clone(),
            requirement: check.requirement.clone(),
            level: check.level,
            verdict: check.verdict.into(),
            message: check.message.clone(),
            expected: check.expected.clone(),
            observed: check.observed.clone(),
            evidence: check.evidence.clone(),
        }
    }
}

impl From<RunVerdict> for RunOutcome {
    fn from(verdict: RunVerdict) -> Self {
        match verdict {
            RunVerdict::Conformant => Self::Conformant,
            RunVerdict::NonConformant => Self::NonConformant,
            RunVerdict::Inconclusive => Self::Inconclusive,
        }
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::NotApplicable => Self::NotApplicable,
            Verdict::Pass => Self::Pass,
            Verdict::Review => Self::Review,
            Verdict::Warn => Self::Warn,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Fail => Self::Fail,
        }
    }
}

/// `report.json`, indented, with a line end at its end.
///
/// # Errors
/// When the report cannot be written as JSON, which would be a fault of the harness.
pub fn render(judgement: &RunJudgement, trace: &Trace) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Report::new(judgement, trace))?;
    text.push('\n');
    Ok(text)
}

/// The JSON Schema of the format.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Report)
}
