//! The judgement of the made-up run, from `judged.json`, where evidence is named as the run names its events.

use std::collections::BTreeMap;

use seqr_cert::suite::Level;
use seqr_cert::verdict::{CaseVerdict, CheckVerdict, RequirementVerdict, RunJudgement, RunVerdict, Verdict};
use serde::Deserialize;

#[derive(Deserialize)]
struct Judged {
    cases: Vec<Case>,
    requirements: Vec<(String, Option<Verdict>, Vec<String>)>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    chapter: String,
    title: String,
    verdict: Verdict,
    reason: Option<String>,
    took_ms: u64,
    checks: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    id: String,
    requirement: String,
    level: Level,
    verdict: Verdict,
    #[serde(default)]
    message: String,
    #[serde(default)]
    expected: String,
    #[serde(default)]
    observed: String,
    evidence: Vec<String>,
}

/// The judgement. An event that the run does not name is one that no trace has: 9999.
pub fn judgement(named: &BTreeMap<String, u64>) -> RunJudgement {
    let judged: Judged = serde_json::from_str(include_str!("judged.json")).expect("the judgement is JSON");
    let cases = judged.cases.into_iter().map(|case| CaseVerdict {
        id: case.id,
        chapter: case.chapter,
        title: case.title,
        verdict: case.verdict,
        reason: case.reason,
        took_ms: case.took_ms,
        checks: case.checks.into_iter().map(|check| self::check(check, named)).collect(),
        root: None,
    });
    let cases: Vec<CaseVerdict> = cases.collect();
    let requirements =
        judged.requirements.into_iter().map(|(id, verdict, cases)| RequirementVerdict { id, verdict, cases });
    RunJudgement {
        verdict: RunVerdict::NonConformant,
        exit_code: 1,
        reason: None,
        selected: 6,
        planned: 7,
        causes: seqr_cert::verdict::causes(&cases),
        cases,
        requirements: requirements.collect(),
    }
}

fn check(check: Check, named: &BTreeMap<String, u64>) -> CheckVerdict {
    CheckVerdict {
        id: check.id,
        requirement: vec![check.requirement],
        level: check.level,
        verdict: check.verdict,
        message: check.message,
        expected: check.expected,
        observed: check.observed,
        evidence: check.evidence.iter().map(|name| named.get(name).copied().unwrap_or(9999)).collect(),
        spots: Vec::new(),
    }
}
