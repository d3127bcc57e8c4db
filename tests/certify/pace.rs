//! What a run waits for before it goes on, told by the times in its trace.

use std::fs;

use serde_json::Value;

use crate::bench::{changed, free_port, report_in, seqr_cert};

const SUITE: &str = "chapter: sequence
title: What a run waits for
cases:
  - id: sequence.slow
    title: SEQR takes its time
    needs: [close-period]
    steps:
      - backend: { on: getClientSessionInfo, fault: { trickle: 6s } }
      - action: close_period
      # It does not open, so the case ends here.
      - open: order
    checks:
      - { id: messages, requirement: [sequence.messages], expect: { messages-understood: {} } }
  - id: sequence.next
    title: The back office acts twice
    needs: [close-period]
    steps: [{ action: close_period }, { action: close_period }]
    checks:
      - { id: messages, requirement: [sequence.messages], expect: { messages-understood: {} } }
";

/// A trace's events of one case: when they were, and what kind.
struct Events(Vec<(u64, String)>);

impl Events {
    fn of(trace: &str, case: &str) -> Self {
        let events = trace.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let kind = |what: &Value| match what {
            Value::Object(fields) => fields.keys().next().unwrap().clone(),
            plain => plain.as_str().unwrap().to_owned(),
        };
        let of_case = events.filter(|event| event["case"] == case);
        Self(of_case.map(|event| (event["at_ms"].as_u64().unwrap(), kind(&event["what"]))).collect())
    }

    fn times(&self, wanted: &str) -> Vec<u64> {
        self.0.iter().filter(|(_, kind)| kind == wanted).map(|(at, _)| *at).collect()
    }
}

#[test]
fn the_next_case_waits_for_the_end_of_a_slow_answer_and_an_action_for_the_last_answer_to_sink_in() {
    let script = format!("exec /usr/bin/python3 {}/tests/certify/server.py asks", env!("CARGO_MANIFEST_DIR"));
    let port = free_port().to_string();
    let changes = [("{PORT}", port.as_str()), ("{SCRIPT}", &script), ("/close\"", "/close?$token\"")];
    let (folder, candidate) = changed("tests/certify/candidate.yaml", &changes);
    let suite = folder.path().join("pace.yaml");
    fs::write(&suite, SUITE).unwrap();
    let run = seqr_cert(&["run", suite.to_str().unwrap(), "--candidate", &candidate, "--test-threads", "1"]);
    let trace = fs::read_to_string(report_in(run.folder.path()).join("trace.jsonl"))
        .unwrap_or_else(|error| panic!("{error}: {}", run.printed));

    let slow = Events::of(&trace, "sequence.slow");
    let (begun, ended) = (slow.times("misbehaved"), slow.times("case-ended"));
    assert!(ended[0] >= begun[0] + 6_000, "the case ended at {ended:?}, the answer began at {begun:?}");
    let next = Events::of(&trace, "sequence.next");
    assert!(next.times("case-started") >= ended, "one after the other");

    let (answers, actions) = (next.times("soap"), next.times("action"));
    assert_eq!((answers.len(), actions.len()), (2, 2), "{trace}");
    assert!(actions[1] >= answers[0] + 1_000, "the second action at {actions:?}, the first answer at {answers:?}");
}
