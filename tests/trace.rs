//! The record of a run: what goes in comes out, and secrets do not.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::fs;

use proptest::prelude::*;
use seqr_cert::trace::{Artifact, Event, Recorder, Redactor, RunEnd, Trace, TraceError, What};

fn watched(for_ms: u64) -> What {
    What::Watched { for_ms }
}

fn console(text: &str) -> What {
    What::Console { level: "error".into(), text: text.into(), source: None }
}

fn lines(root: &std::path::Path) -> Vec<Event> {
    let text = fs::read_to_string(root.join("trace.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn events_are_on_disk_before_record_returns_in_order_and_numbered_from_one() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    assert_eq!(recorder.record(None, watched(1)), 1);
    assert_eq!(recorder.record(Some("a.b"), watched(2)), 2);
    let stored = lines(folder.path());
    assert_eq!(stored, recorder.events());
    assert_eq!(recorder.case_events("a.b"), stored[1..]);
    assert!(stored[0].at_ms <= stored[1].at_ms);
}

#[test]
fn a_batch_is_on_disk_when_it_is_dropped_and_before_anybody_sees_it() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let batch = recorder.batch();
    batch.record(None, watched(1));
    let message = batch.message(None, "sendInvoice", "<a/>").unwrap();
    assert_eq!(recorder.events(), lines(folder.path()), "whoever looks at the record has it written first");
    assert_eq!(message.read(folder.path()).unwrap(), b"<a/>");
    batch.record(None, watched(2));
    batch.record(None, watched(3));
    drop(batch);
    assert_eq!(lines(folder.path()).len(), 3);
    recorder.batch().record(None, watched(4));
    assert_eq!(lines(folder.path()).len(), 4);
}

#[test]
fn a_case_is_judged_by_its_own_events_and_told_of_connections_that_were_nobodys_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let failed = || What::ConnectionFailed { reason: "no trust".into() };
    recorder.record(None, failed());
    recorder.record(Some("a.b"), What::CaseStarted);
    recorder.record(None, failed());
    recorder.record(Some("c.d"), failed());
    recorder.record(None, watched(1));
    recorder.record(Some("a.b"), What::CaseEnded { cut_off: None });
    recorder.record(None, failed());
    recorder.record(Some("a.b"), watched(2));
    let numbers = |events: Vec<Event>| events.iter().map(|event| event.seq).collect::<Vec<_>>();
    assert_eq!(numbers(recorder.record_of("a.b")), [2, 3, 6, 8]);
    assert_eq!(numbers(recorder.case_events("a.b")), [2, 6, 8]);
}

#[test]
fn secrets_never_reach_the_disk_neither_in_events_nor_in_artifacts() {
    let folder = tempfile::tempdir().unwrap();
    let redactor = Redactor::new();
    redactor.add("terminal password", "hunter2222");
    redactor.add("reseller password", "1234");
    let recorder = Recorder::create(folder.path(), redactor).unwrap();
    recorder.record(None, console("sent hunter2222 and 1234, not 912345"));
    let artifact = recorder.artifact(Some("a.b"), "Page of hunter.html", b"<password>hunter2222</password>").unwrap();
    let What::Console { text, .. } = &lines(folder.path())[0].what else { panic!("another event was stored") };
    assert_eq!(text, "sent [redacted:terminal password] and [redacted:reseller password], not 912345");
    assert_eq!(artifact.read(folder.path()).unwrap(), b"<password>[redacted:terminal password]</password>");
    assert_eq!(artifact.path, "artifacts/a.b/0001-page-of-hunter.html");
}

#[test]
fn a_password_that_is_a_word_of_the_format_costs_the_event_and_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let redactor = Redactor::new();
    redactor.add("terminal password", "completed");
    let recorder = Recorder::create(folder.path(), redactor).unwrap();
    recorder.record(None, What::RunEnded(RunEnd::Completed));
    assert!(matches!(lines(folder.path())[0].what, What::Trouble { .. }));
}

#[test]
fn an_artifact_that_was_changed_afterwards_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let artifact = recorder.artifact(None, "log.txt", b"as it was").unwrap();
    fs::write(folder.path().join(&artifact.path), b"as it is not").unwrap();
    assert!(matches!(artifact.read(folder.path()), Err(TraceError::Changed { .. })));
}

#[test]
fn two_runs_cannot_write_into_the_same_folder_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let first = Recorder::create(folder.path(), Redactor::new()).unwrap();
    first.record(None, watched(1));
    assert!(matches!(Recorder::create(folder.path(), Redactor::new()), Err(TraceError::InUse { .. })));
    assert_eq!(lines(folder.path()).len(), 1, "the first run's trace is untouched");
    drop(first);
    assert!(Recorder::create(folder.path(), Redactor::new()).is_ok());
}

#[test]
fn a_trace_without_a_head_or_of_another_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Trace::read(folder.path()), Err(TraceError::Read { .. })));
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    recorder.record(None, watched(1));
    assert!(matches!(Trace::read(folder.path()), Err(TraceError::NoHeader { .. })));
}

#[test]
fn a_line_that_is_no_event_is_told_by_number_but_a_cut_off_last_line_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.jsonl");
    fs::write(&path, "{\"seq\":1,\"at_ms\":0,\"what\":\"case-started\"}\nnonsense\n").unwrap();
    assert!(matches!(Trace::read(folder.path()), Err(TraceError::Line { line: 2, .. })));
    fs::write(&path, "{\"seq\":1,\"at_ms\":0,\"what\":\"case-started\"}\n{\"seq\":2,\"at").unwrap();
    assert!(matches!(Trace::read(folder.path()), Err(TraceError::NoHeader { .. })), "the rest was read");
}

#[test]
fn messages_of_a_case_share_a_file_and_each_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let redactor = Redactor::new();
    redactor.add("terminal password", "hunter2222");
    let recorder = Recorder::create(folder.path(), redactor).unwrap();
    let stored = [
        recorder.message(Some("a.b"), "sendInvoice, request", "<å>\n=== 0002 forged\n</å>").unwrap(),
        recorder.message(None, "getPaymentStatus, request", "<b/>").unwrap(),
        recorder.message(Some("a.b"), "sendInvoice, answer", "<password>hunter2222</password>").unwrap(),
    ];
    let read = |artifact: &Artifact| String::from_utf8(artifact.read(folder.path()).unwrap()).unwrap();
    assert_eq!(
        stored.each_ref().map(read),
        ["<å>\n=== 0002 forged\n</å>", "<b/>", "<password>[redacted:terminal password]</password>"]
    );
    let file = fs::read_to_string(folder.path().join("artifacts/a.b/messages.txt")).unwrap();
    assert!(file.starts_with("=== 0001 sendInvoice, request\n<å>"), "{file}");
    assert!(file.contains("\n\n=== 0003 sendInvoice, answer\n<password>["), "{file}");
    assert_eq!(stored[1].path, "artifacts/run/messages.txt");
}

#[test]
fn a_message_that_was_changed_or_cut_off_afterwards_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let (first, second) = (recorder.message(None, "one", "as it was"), recorder.message(None, "two", "the last"));
    let path = folder.path().join("artifacts/run/messages.txt");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.replace("as it was", "as it is ")).unwrap();
    assert!(matches!(first.unwrap().read(folder.path()), Err(TraceError::Changed { .. })));
    let second = second.unwrap();
    assert_eq!(second.read(folder.path()).unwrap(), b"the last", "the other one is untouched");
    fs::write(&path, &whole[..whole.len() - 5]).unwrap();
    assert!(matches!(second.read(folder.path()), Err(TraceError::Changed { .. })));
}

#[test]
fn a_recorder_that_serves_for_days_forgets_but_the_disk_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    recorder.keep_at_most(3);
    for number in 1..=10 {
        assert_eq!(recorder.record(Some("a.b"), watched(number)), number);
    }
    let stored = lines(folder.path());
    assert_eq!(stored.len(), 10);
    assert_eq!(recorder.events(), stored[7..]);
    let after = |seq| recorder.events_after(seq).iter().map(|event| event.seq).collect::<Vec<_>>();
    assert_eq!(after(9), [10]);
    assert_eq!(after(0), [8, 9, 10], "as far as they are in memory");
    assert!(after(10).is_empty());
}

#[test]
fn a_secret_is_found_in_the_record_however_json_writes_it() {
    for secret in ["quo\"te", "back\\slash", "line\nbreak", "tab\tulator", "\u{1}control", "pärl & <sten>", "/slash/"]
    {
        let folder = tempfile::tempdir().unwrap();
        let redactor = Redactor::new();
        redactor.add("terminal password", secret);
        let recorder = Recorder::create(folder.path(), redactor).unwrap();
        recorder.record(None, console(&format!("said {secret}, and went")));
        let What::Console { text, .. } = &lines(folder.path())[0].what else { panic!("another event was stored") };
        assert_eq!(text, "said [redacted:terminal password], and went", "{secret:?}");
    }
}

fn holds_none(secrets: &[String], text: &str) -> bool {
    secrets.iter().all(|secret| !text.contains(secret.as_str()))
}

proptest! {
    #[test]
    fn of_many_secrets_that_overlap_none_survives(
        secrets in proptest::collection::vec("[ab]{8,12}", 1..20),
        text in "[ab]{0,60}",
    ) {
        let redactor = Redactor::new();
        for secret in &secrets {
            redactor.add("x", secret);
        }
        let clean = redactor.text(&text);
        prop_assert!(holds_none(&secrets, &clean), "{clean}");
        prop_assert_eq!(redactor.touches(&text), !holds_none(&secrets, &text));
    }

    #[test]
    fn a_long_secret_is_gone_wherever_it_stands(before in "\\PC{0,20}", after in "\\PC{0,20}") {
        let redactor = Redactor::new();
        redactor.add("x", "s3cr3t-p4ssw0rd");
        let clean = redactor.text(&format!("{before}s3cr3t-p4ssw0rd{after}"));
        prop_assert!(!clean.contains("s3cr3t-p4ssw0rd"));
    }

    #[test]
    fn text_without_secrets_stays_as_it_is(text in "\\PC{0,200}") {
        let redactor = Redactor::new();
        redactor.add("x", "s3cr3t-p4ssw0rd");
        redactor.add("y", "\u{1}9876\u{1}");
        prop_assert_eq!(redactor.text(&text), text);
    }
}
