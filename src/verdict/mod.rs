//! What observations mean: the verdict of a check, a case, a requirement, a run.

mod cause;
mod judgement;
mod outcome;
mod severity;
mod sum;

pub use cause::{Cause, Hanging, Lead, Root, causes};
pub use judgement::{Evidence, Judgement, Observation, Spot};
pub use outcome::{CaseVerdict, CheckVerdict, RequirementVerdict, RunJudgement, RunVerdict, Verdict};
pub use severity::severity;
pub use sum::{RunFacts, conclude, coverage, worst};
