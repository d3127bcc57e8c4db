//! `report.json`, `junit.xml`, the summary, and the files themselves.

use std::path::Path;

use seqr_cert::report::{self, Colour, console, json, junit};
use seqr_cert::verdict::{RunVerdict, Verdict};

use super::fixture;

#[test]
fn json_has_the_form_of_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = fixture::run(folder.path());
    let text = json::render(&judgement, &trace).expect("a report");
    insta::assert_snapshot!(text);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let read: json::Report = serde_json::from_value(value.clone()).expect("the model reads what it wrote");
    assert_eq!(read, json::Report::new(&judgement, &trace));
    let schema = serde_json::to_value(json::schema()).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(validator.is_valid(&value));
    let mut wrong = value;
    wrong["verdict"] = "green".into();
    assert!(!validator.is_valid(&wrong), "the schema refuses a verdict that is none");
}

#[test]
fn the_schema_of_format_1_stays_as_it_is() {
    insta::assert_json_snapshot!(json::schema());
}

#[test]
fn junit_says_failure_error_and_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = fixture::run(folder.path());
    let xml = junit::render(&judgement, &trace).expect("a report");
    assert!(xml.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
    let document = roxmltree::Document::parse(&xml).expect("it is XML");
    let count = |name| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("testsuite"), count("testcase")), (4, 6));
    assert_eq!((count("failure"), count("error"), count("skipped"), count("system-out")), (2, 1, 2, 3));
    insta::assert_snapshot!(xml);
}

#[test]
fn the_summary_says_the_verdict_first_and_where_to_read_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = fixture::run(folder.path());
    let text = console::summary(&judgement, &trace, Path::new("reports/cinema"), Colour::Never);
    assert!(text.starts_with("✗ NOT CONFORMANT: Grand Cinema <Nørrebro>\n"));
    assert!(text.ends_with("Report: reports/cinema/report.html\n"));
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "no escape sequence of the candidate reaches a terminal"
    );
    insta::assert_snapshot!(text);
    let coloured = console::summary(&judgement, &trace, Path::new("reports/cinema"), Colour::Always);
    assert!(coloured.starts_with("\u{1b}[1;31m✗ NOT CONFORMANT"));
}

#[test]
fn a_run_without_faults_has_a_short_summary() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, mut judgement) = fixture::run(folder.path());
    judgement.cases.truncate(1);
    judgement.cases[0].verdict = Verdict::Pass;
    judgement.cases[0].checks.truncate(1);
    judgement.verdict = RunVerdict::Conformant;
    judgement.exit_code = 0;
    (judgement.selected, judgement.planned) = (1, 1);
    insta::assert_snapshot!(console::summary(&judgement, &trace, Path::new("reports/cinema"), Colour::Never));
    judgement.planned = 2;
    let partial = console::summary(&judgement, &trace, Path::new("reports/cinema"), Colour::Never);
    assert!(
        partial.starts_with("✓ SELECTED CASES CONFORMANT"),
        "who has judged a part has certified nothing: {partial}"
    );
    judgement.cases[0].checks[0].verdict = Verdict::Review;
    let open = console::summary(&judgement, &trace, Path::new("reports/cinema"), Colour::Never);
    let words: Vec<&str> = open.split_whitespace().collect();
    let told =
        "No mandatory requirement that the selected cases test was found broken; 1 check is for a person to look at.";
    assert!(words.join(" ").contains(told), "what a person has to look at is not said to be kept: {open}");
}

#[test]
fn the_same_run_gives_the_same_bytes_wherever_its_folder_lies() {
    let names = [report::HTML_FILE, report::JSON_FILE, report::JUNIT_FILE];
    let made = || {
        let folder = tempfile::tempdir().expect("a folder");
        let (trace, judgement) = fixture::run(folder.path());
        report::write_all(folder.path(), &judgement, &trace).expect("reports");
        let first = names.map(|name| std::fs::read(folder.path().join(name)).expect("a report"));
        report::write_all(folder.path(), &judgement, &trace).expect("reports");
        assert_eq!(first, names.map(|name| std::fs::read(folder.path().join(name)).expect("a report")));
        let entries = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(entries, 5, "three reports, trace and artifacts; nothing temporary stays");
        first
    };
    assert_eq!(made(), made());
}

#[test]
fn a_folder_that_is_gone_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = fixture::run(folder.path());
    let gone = folder.path().join("gone");
    let error = report::write_all(&gone, &judgement, &trace).expect_err("there is no such folder");
    assert!(error.to_string().contains("gone/report.json"), "{error}");
}

/// Leaves the fixture's report in the folder that `SEQR_REPORT_SAMPLE` names, to look at it.
#[test]
fn a_sample_can_be_kept_to_look_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = std::env::var_os("SEQR_REPORT_SAMPLE").map(std::path::PathBuf::from);
    let root = kept.as_deref().unwrap_or(folder.path());
    std::fs::create_dir_all(root).expect("a folder");
    let (trace, judgement) = fixture::run(root);
    report::write_all(root, &judgement, &trace).expect("reports");
    assert!(root.join(report::HTML_FILE).is_file());
}
