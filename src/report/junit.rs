//! `junit.xml`, for continuous integration: a testsuite per chapter, a testcase per case.
//!
//! A broken MUST is a `failure`, what could not be judged is an `error`, what does not apply is `skipped` with the reason.
//! Warnings and what a person must look at stand in `system-out`, since JUnit has no word for them.

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::trace::Trace;
use crate::verdict::{CaseVerdict, CheckVerdict, RunJudgement, Verdict};

use super::facts;
use super::text::{line, shown, visible};

/// `junit.xml`.
///
/// # Errors
/// When the report cannot be written as XML, which would be a fault of the harness.
pub fn render(judgement: &RunJudgement, trace: &Trace) -> Result<String, SerializeError> {
    let header = &trace.header;
    let mut report = Report::new("seqr-cert");
    for (chapter, _, cases) in facts::chapters(judgement, &header.plan.catalogue) {
        let mut suite = TestSuite::new(visible(chapter));
        suite.add_property(("candidate", line(&header.plan.profile.name).as_str()));
        suite.add_property(("started", line(&header.started).as_str()));
        suite.add_property(("harness", line(&header.harness).as_str()));
        for notice in facts::notices(judgement, trace) {
            suite.add_property(("notice", line(&notice).as_str()));
        }
        suite.set_time(Duration::from_millis(cases.iter().map(|case| case.took_ms).sum()));
        suite.add_test_cases(cases.into_iter().map(|case| test_case(case, judgement)));
        report.add_test_suite(suite);
    }
    report.set_time(Duration::from_millis(judgement.cases.iter().map(|case| case.took_ms).sum()));
    report.to_string()
}

fn test_case(case: &CaseVerdict, judgement: &RunJudgement) -> TestCase {
    let mut test = TestCase::new(visible(&case.id), status(case, judgement));
    test.set_classname(format!("seqr-cert.{}", visible(&case.chapter)));
    test.set_time(Duration::from_millis(case.took_ms));
    let notes = details(case, |verdict| matches!(verdict, Verdict::Warn | Verdict::Review));
    if !notes.is_empty() {
        test.set_system_out(notes);
    }
    test
}

fn status(case: &CaseVerdict, judgement: &RunJudgement) -> TestCaseStatus {
    let (mut status, of) = match case.verdict {
        Verdict::Pass | Verdict::Warn | Verdict::Review => return TestCaseStatus::success(),
        Verdict::NotApplicable => (TestCaseStatus::skipped(), Verdict::NotApplicable),
        Verdict::Inconclusive => (TestCaseStatus::non_success(NonSuccessKind::Error), Verdict::Inconclusive),
        Verdict::Fail => (TestCaseStatus::non_success(NonSuccessKind::Failure), Verdict::Fail),
    };
    let first = case.checks.iter().find(|check| check.verdict == of).map(|check| check.message.as_str());
    // A failure is told by its check; what stands for the whole case is told by the case's own reason.
    let told = if of == Verdict::Fail { first.or(case.reason.as_deref()) } else { case.reason.as_deref().or(first) };
    // Who reads thirty red cases sees in each of them that they are one.
    let cause = facts::hanging(judgement, &case.id);
    let shared = cause.map(|cause| format!(" (one cause, {}: {})", facts::extent(cause), line(&cause.what)));
    status.set_message(line(told.unwrap_or(&case.title)) + &shared.unwrap_or_default());
    status.set_type(of.name());
    let all = details(case, |verdict| matches!(verdict, Verdict::Fail | Verdict::Inconclusive));
    if !all.is_empty() {
        status.set_description(all);
    }
    status
}

fn details(case: &CaseVerdict, wanted: impl Fn(Verdict) -> bool) -> String {
    case.checks.iter().filter(|check| wanted(check.verdict)).map(detail).collect::<Vec<_>>().join("\n")
}

fn detail(check: &CheckVerdict) -> String {
    let mut text = format!("{} {} ({})\n", check.verdict.name(), line(&check.id), check.level.name());
    let evidence = check.evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    for (name, value) in [
        ("message", shown(&check.message)),
        ("requirement", line(&check.requirement.join(", "))),
        ("expected", shown(&check.expected)),
        ("observed", shown(&check.observed)),
        ("evidence", evidence),
    ] {
        if !value.is_empty() {
            let _ = writeln!(text, "  {name}: {value}");
        }
    }
    text
}
