//! Child processes leave nothing behind.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::time::Duration;

use seqr_cert::process::{ProcessGroup, Spawn, free_port};

fn shell(script: &str) -> ProcessGroup {
    ProcessGroup::start(&Spawn {
        program: "sh".into(),
        arguments: vec!["-c".into(), script.into()],
        ..Spawn::default()
    })
    .unwrap()
}

/// The process id that a script printed.
async fn printed_id(process: &ProcessGroup) -> String {
    process.output().wait_for(|text| text.split_once('\n').map(|(id, _)| id.to_owned())).await
}

/// Resolves when no process has this id, other than as a zombie that waits for its parent.
async fn gone(id: &str) {
    let running = || {
        std::fs::read_to_string(format!("/proc/{id}/stat"))
            .is_ok_and(|stat| !stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z')))
    };
    let wait = async {
        while running() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), wait).await.is_ok(), "process {id} is still there");
}

#[tokio::test]
async fn dropping_the_handle_ends_grandchildren_too() {
    let process = shell("sleep 600 & echo $!; wait");
    let grandchild = printed_id(&process).await;
    drop(process);
    gone(&grandchild).await;
}

#[tokio::test]
async fn a_process_that_ignores_the_polite_signal_is_ended_all_the_same() {
    let process = shell("trap '' TERM; echo $$; while :; do sleep 1; done");
    let id = printed_id(&process).await;
    process.stop(Duration::from_millis(100)).await;
    gone(&id).await;
}

#[tokio::test]
async fn what_was_printed_is_kept_from_both_streams() {
    let mut process = shell("echo out; echo err >&2; exit 3");
    assert_eq!(process.wait().await.unwrap().code(), Some(3));
    let both = |text: &str| (text.contains("out") && text.contains("err")).then_some(());
    process.output().wait_for(both).await;
    assert_eq!(process.output().tail(1).lines().count(), 1);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_told_by_name_and_folder() {
    let spawn = Spawn { program: "no-such-program".into(), folder: Some("/tmp".into()), ..Spawn::default() };
    let error = ProcessGroup::start(&spawn).unwrap_err().to_string();
    assert!(error.contains("cannot start `no-such-program` in /tmp"), "{error}");
}

#[tokio::test]
async fn the_last_words_of_a_process_are_there_when_it_has_ended() {
    let mut process = shell("seq 1 20000; echo the last words >&2");
    assert!(process.wait().await.is_some_and(|status| status.success()));
    assert!(process.output().tail(1).contains("the last words") || process.output().tail(2).contains("20000"));
    assert!(process.output().bytes().len() > 100_000);
}

#[tokio::test]
async fn a_grandchild_that_keeps_the_output_open_does_not_keep_us_waiting() {
    let mut process = shell("echo done; sleep 600 & exit 3");
    let status = tokio::time::timeout(Duration::from_secs(20), process.wait()).await.unwrap();
    assert_eq!(status.and_then(|status| status.code()), Some(3));
    assert_eq!(process.output().tail(1), "done");
}

#[test]
fn a_free_port_is_nobodys_and_given_to_one_program_only() {
    let first = free_port().unwrap();
    // Ours from here on, unless it is somebody else's already.
    let _taken = std::net::TcpListener::bind(("127.0.0.1", first + 1));
    let second = free_port().unwrap();
    assert!(![first, first + 1].contains(&second), "{first}, then {second}");
    assert!([first, second].iter().all(|port| *port < 32_768), "{first} or {second} may be given by the system");
}
