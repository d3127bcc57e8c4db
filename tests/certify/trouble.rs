//! What is not the candidate's conformance: missing programs, busy ports, candidates that do not come up, die, hang or
//! send garbage. Each has its own words and exit code, and leaves no process behind.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::{changed, command, finished, free_port, plain, report_in, seqr_cert};

const CANDIDATE: &str = "tests/certify/candidate.yaml";

/// A candidate that is a line of shell, on a free port.
fn shell(script: &str, port: u16, changes: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let port = port.to_string();
    let mut all = vec![("{PORT}", port.as_str()), ("{SCRIPT}", script)];
    all.extend(changes);
    changed(CANDIDATE, &all)
}

/// A candidate that is one Python statement after a small web server's beginning.
fn python(handler: &str) -> (tempfile::TempDir, String) {
    let server = format!("exec /usr/bin/python3 {}/tests/certify/server.py {handler}", env!("CARGO_MANIFEST_DIR"));
    shell(&server, free_port(), &[])
}

fn inconclusive(candidate: &str, extra: &[&str], words: &str) {
    let mut arguments = vec!["run", "--candidate", candidate];
    arguments.extend(extra);
    let run = seqr_cert(&arguments);
    assert_eq!(run.exit, 3, "{}", run.printed);
    assert!(run.printed.contains(words), "`{words}` is not in:\n{}", run.printed);
    assert_eq!(run.report()["verdict"], "inconclusive", "a report is written all the same");
}

#[test]
fn a_browser_that_is_not_there_is_named() {
    let (_folder, candidate) = shell("sleep 60", free_port(), &[]);
    inconclusive(&candidate, &["--browser-binary", "/no/such/browser"], "no program at /no/such/browser");
}

#[test]
fn a_driver_elsewhere_that_does_not_answer_is_named() {
    let (_folder, candidate) = python("hello");
    let url = format!("http://127.0.0.1:{}", free_port());
    inconclusive(&candidate, &["--webdriver", &url, "urls.order"], "gave no browser session");
}

#[test]
fn a_busy_port_of_the_backend_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let (_folder, candidate) = shell("sleep 60", free_port(), &[("127.0.0.1:0 #", &listen)]);
    inconclusive(&candidate, &[], &listen);
}

#[test]
fn a_candidate_that_ends_at_once_is_told_with_its_last_words() {
    let (_folder, candidate) = shell("echo no database >&2; exit 7", free_port(), &[]);
    inconclusive(&candidate, &[], "no database");
}

#[test]
fn a_candidate_that_nobody_started_is_told() {
    let (_folder, candidate) = shell("", free_port(), &[("start:", "#"), ("  command:", "#"), ("  ready:", "#")]);
    inconclusive(&candidate, &[], "does not answer at http://127.0.0.1:");
}

#[test]
fn a_port_on_which_something_else_answers_is_not_judged_for_the_candidate() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let (_folder, candidate) = shell("sleep 60", other.local_addr().unwrap().port(), &[]);
    inconclusive(&candidate, &[], "something already answers at");
}

#[test]
fn doctor_is_not_content_with_pages_that_say_nothing() {
    let (_folder, candidate) = python("empty");
    let run = plain(&["doctor", "--candidate", &candidate]);
    assert_eq!(run.exit, 3, "{}", run.printed);
    assert_eq!(run.printed.matches("answers 200 OK and an empty page").count(), 4, "{}", run.printed);
    let (_folder, candidate) = python("hello");
    let run = plain(&["doctor", "--candidate", &candidate]);
    assert_eq!(run.exit, 0, "{}", run.printed);
}

#[test]
fn a_candidate_that_dies_midway_fails_and_what_it_said_is_kept() {
    let (_folder, candidate) = python("dies");
    let run = seqr_cert(&["run", "--candidate", &candidate, "urls."]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    assert!(run.printed.contains("the candidate's process ended"), "{}", run.printed);
    let trace = fs::read_to_string(report_in(run.folder.path()).join("trace.jsonl")).unwrap();
    assert!(trace.contains("candidate-exited") && trace.contains("candidate-output"));
    assert!(trace.contains("candidate-printed"), "what it printed while a case was under way stands in its journey");
}

#[test]
fn no_half_of_a_password_is_left_where_a_long_output_is_cut() {
    let (_folder, candidate) = python("babbles");
    let run = seqr_cert(&["run", "--candidate", &candidate, "urls.failure-page"]);
    let trace = fs::read_to_string(report_in(run.folder.path()).join("trace.jsonl")).unwrap();
    let printed = trace.lines().find(|line| line.contains("candidate-printed")).expect(&run.printed);
    assert!(printed.contains("xxxx") && printed.contains("yyyy") && printed.contains("bytes more"), "{printed}");
    assert!(!printed.contains("x1"), "{printed}");
}

#[test]
fn pages_that_answer_500_redirect_without_end_or_hang_fail_each_in_its_words() {
    let expected = [
        ("error", "the status is 500"),
        ("around", "redirects without end"),
        ("hangs", "did not finish loading within 2 s"),
        ("silent", "closed the connection without an answer"),
    ];
    for (handler, words) in expected {
        let (_folder, candidate) = python(handler);
        let run = seqr_cert(&["run", "--candidate", &candidate, "urls.order-page"]);
        assert_eq!(run.exit, 1, "{handler}: {}", run.printed);
        assert!(run.messages("fail").contains(words), "{handler}: {}", run.messages("fail"));
    }
}

#[test]
fn soap_garbage_is_told_where_it_is_and_is_the_candidates_fault() {
    let (_folder, candidate) = python("garbage");
    let run = seqr_cert(&["run", "--candidate", &candidate, "sequence.transaction-period"]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    assert!(run.checks("fail").contains("sequence.transaction-period/messages"), "{}", run.printed);
}

#[test]
fn an_interrupted_run_keeps_what_it_saw_and_leaves_no_process_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(&["demo", "--report"])
        .arg(report_in(folder.path()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut printed = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = printed.find(|line| line.as_ref().is_ok_and(|line| line.contains("... ok")));
    assert!(first.is_some(), "the run had begun");
    let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let rest: String = printed.map_while(Result::ok).collect::<Vec<_>>().join("\n");
    let run = finished(&child.wait_with_output().unwrap(), folder);
    assert_eq!(run.exit, 3, "{rest}{}", run.printed);
    assert_eq!(run.report()["verdict"], "inconclusive");
    assert!(rest.contains("interrupted"), "{rest}");
    let report = report_in(run.folder.path());
    assert!(processes_that_mention(&report).is_empty());
    let trace = fs::read_to_string(report.join("trace.jsonl")).unwrap();
    assert!(trace.contains(r#""run-ended":"interrupted""#));
}

/// Command lines of running processes that have this path in them or in their environment.
fn processes_that_mention(path: &Path) -> Vec<String> {
    let wanted = path.to_string_lossy().into_owned();
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let told = entries.filter_map(|entry| fs::read_to_string(entry.path().join("cmdline")).ok());
    told.filter(|line| line.contains(&wanted)).collect()
}

/// Waits until no process mentions this path any more.
fn all_gone(path: &Path) {
    let began = Instant::now();
    loop {
        let left = processes_that_mention(path);
        if left.is_empty() {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "still there: {left:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn after_a_run_the_candidates_and_the_browsers_processes_are_gone() {
    let (folder, candidate) = python("hello");
    // Where browsers write, so that each of their command lines names it.
    let browsers = tempfile::tempdir().unwrap();
    let report = tempfile::tempdir().unwrap();
    let mut run = command(&["run", "--candidate", &candidate, "urls.order-page", "--report"]);
    let output = run.arg(report_in(report.path())).env("TMPDIR", browsers.path()).output().unwrap();
    let run = finished(&output, report);
    assert!(run.exit == 1 || run.exit == 0, "{}", run.printed);
    all_gone(browsers.path());
    let id = fs::read_to_string(folder.path().join("pid")).unwrap();
    let began = Instant::now();
    while Path::new("/proc").join(id.trim()).exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "process {id} is still there");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_driver_that_runs_elsewhere_judges_as_well_and_gets_its_sessions_back() {
    let browsers = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .env("TMPDIR", browsers.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let printed = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(printed.into_iter().any(|line| line.contains("started successfully")));
    let run = seqr_cert(&["demo", "urls.order-page", "--webdriver", &format!("http://127.0.0.1:{port}")]);
    assert_eq!(run.exit, 0, "{}", run.printed);
    all_gone(browsers.path());
    driver.kill().unwrap();
    driver.wait().unwrap();
}

#[test]
fn a_report_folder_with_other_files_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(report_in(folder.path())).unwrap();
    fs::write(report_in(folder.path()).join("thesis.txt"), "years of work").unwrap();
    let run = finished(&command(&["demo", "--report"]).arg(report_in(folder.path())).output().unwrap(), folder);
    assert_eq!(run.exit, 2, "{}", run.printed);
    assert!(run.printed.contains("files in it that are no report of ours"), "{}", run.printed);
}

#[test]
fn a_filter_that_matches_nothing_is_an_error_with_a_suggestion() {
    let run = plain(&["demo", "sequence.payed"]);
    assert_eq!(run.exit, 2, "{}", run.printed);
    assert!(run.printed.contains("no case matches `sequence.payed`"), "{}", run.printed);
    assert!(run.printed.contains("did you mean `sequence.paid`"), "{}", run.printed);
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error_beside_others_that_do() {
    for (arguments, named) in [
        (&["demo", "sequence.paid", "sequence.payed"][..], "`sequence.payed`"),
        (&["demo", "--only", "urls", "--only", "screen"], "--only `screen`"),
        (&["demo", "--only", "urls", "--skip", "urls.sucess"], "--skip `urls.sucess`"),
    ] {
        let run = plain(arguments);
        assert_eq!(run.exit, 2, "{}", run.printed);
        assert!(run.printed.contains(&format!("no case matches {named}")), "{}", run.printed);
    }
}

#[test]
fn a_typo_in_candidate_yaml_is_told_with_its_place() {
    let (_folder, candidate) = shell("sleep 60", free_port(), &[("service_id:", "servcie_id:")]);
    let run = plain(&["run", "--candidate", &candidate]);
    assert_eq!(run.exit, 2, "{}", run.printed);
    for words in ["candidate.yaml:", "servcie_id", "did you mean `service_id`"] {
        assert!(run.printed.contains(words), "`{words}` is not in:\n{}", run.printed);
    }
}

#[test]
fn a_command_of_the_back_office_knows_the_run_and_what_it_says_when_it_fails_is_told() {
    let server = format!("exec /usr/bin/python3 {}/tests/certify/server.py hello", env!("CARGO_MANIFEST_DIR"));
    let port = free_port();
    let by_http = format!("{{ http: {{ url: \"http://127.0.0.1:{port}/close\" }} }}");
    let by_command = r#"{ command: ["sh", "-c", "echo no period at $$SEQR_WSDL_URL for $$PORT; exit 7"] }"#;
    let (_folder, candidate) = shell(&server, port, &[(&by_http, by_command)]);
    let run = seqr_cert(&["run", "--candidate", &candidate, "--exact", "sequence.transaction-period"]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    let report = run.report().to_string();
    let (_, told) =
        report.split_once("`actions.close_period` went wrong: exit status: 7: no period at http://").unwrap();
    assert!(told.split_once(" for ").is_some_and(|(_, own)| own.starts_with(&port.to_string())), "{told:.300}");
}
