//! What observations mean: the verdict of a check, a case, a requirement, a run.

mod judgement;
mod outcome;

pub use judgement::{Evidence, Judgement, Observation};
pub use outcome::{CaseVerdict, CheckVerdict, RequirementVerdict, RunJudgement, RunVerdict, Verdict};
