//! Merchants written from the source document in other languages, with their own SOAP clients: certified with nothing but
//! their YAML file, and caught when they break a rule. `make check-tools` installs what they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::bench::{Run, seqr_cert};

fn merchant(file: &str) -> String {
    format!("{}/tests/merchants/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// These tests run at the same time.
#[test]
fn no_two_candidate_files_use_the_same_port() {
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for merchant_name in ["python", "node"] {
        for name in ["candidate", "https", "broken"] {
            let file = format!("{merchant_name}/{name}.yaml");
            let text = std::fs::read_to_string(merchant(&file)).unwrap();
            for (_, rest) in text.match_indices("127.0.0.1:").map(|(at, found)| text.split_at(at + found.len())) {
                let port = rest.chars().take_while(char::is_ascii_digit).collect();
                users.entry(port).or_default().insert(file.clone());
            }
        }
    }
    assert!(users.len() >= 12, "{users:?}");
    let shared: Vec<_> = users.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
}

fn is_conformant(file: &str) -> Run {
    let run = seqr_cert(&["run", "--candidate", &merchant(file)]);
    assert_eq!(run.exit, 0, "{}", run.printed);
    let report = run.report();
    assert_eq!(report["verdict"], "conformant");
    for case in report["cases"].as_array().unwrap() {
        let is_judged = !case["checks"].as_array().unwrap().is_empty();
        assert!(is_judged || case["verdict"] == "not-applicable", "{} ran without a check", case["id"]);
    }
    assert!(run.checks("warn").is_empty(), "{}", run.messages("warn"));
    run
}

#[test]
fn the_python_merchant_is_conformant() {
    is_conformant("python/candidate.yaml");
}

#[test]
fn the_node_merchant_is_conformant() {
    let run = is_conformant("node/candidate.yaml");
    // Its back office wants a key, which is nobody else's business.
    let folder = run.folder.path().join("report");
    for file in ["trace.jsonl", "report.json", "report.html"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(!text.contains("desk-7731-norr"), "{file}");
        assert!(file != "trace.jsonl" || text.contains("x-desk-key"), "the header itself is told");
    }
}

#[test]
fn the_node_merchant_is_conformant_over_https_too() {
    is_conformant("node/https.yaml");
}

#[test]
fn the_python_merchant_pays_over_https_too() {
    let run = seqr_cert(&["run", "--candidate", &merchant("python/https.yaml"), "--exact", "sequence.paid"]);
    assert_eq!(run.exit, 0, "{}", run.printed);
}

#[test]
fn a_merchant_that_does_not_trust_the_backend_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("candidate.yaml");
    let trusting = std::fs::read_to_string(merchant("node/https.yaml")).unwrap();
    let trust = "NODE_EXTRA_CA_CERTS=$SEQR_CA_FILE exec";
    assert!(trusting.contains(trust), "{trusting}");
    let distrust = trusting.replace(trust, &format!("cd {} && exec", merchant("node"))).replace("4121", "4122");
    std::fs::write(&file, distrust.replace("8494", "8495")).unwrap();
    let cases = ["urls.order-page", "sequence.paid"];
    let run = seqr_cert(&[&["run", "--candidate", file.to_str().unwrap(), "--exact"], &cases[..]].concat());
    assert_eq!(run.exit, 1, "{}", run.printed);
    let why = "let it trust the authority in the file that SEQR_CA_FILE names";
    assert!(run.messages("fail").contains(why), "{}", run.messages("fail"));
    let blocked = run.told("sequence.paid", "session-info");
    assert!(blocked.contains("blocked by step 2") && blocked.contains(why), "{blocked}");
}

#[test]
fn the_python_merchant_that_sends_its_invoice_on_opening_is_told_so() {
    let run = seqr_cert(&["run", "--candidate", &merchant("python/broken.yaml"), "triggers.", "sequence.paid"]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    assert!(run.checks("fail").contains("triggers.only-after-choice/no-invoice"), "{}", run.printed);
    assert!(run.messages("fail").contains("sendInvoice is called before the customer has chosen"), "{}", run.printed);
}

#[test]
fn the_node_merchant_that_never_asks_for_the_status_is_told_so() {
    let run = seqr_cert(&["run", "--candidate", &merchant("node/broken.yaml"), "sequence."]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    assert!(run.checks("fail").contains("sequence.paid/acknowledged"), "{}", run.printed);
    assert!(run.messages("fail").contains("0 calls of getPaymentStatus for it after the payment"), "{}", run.printed);
}
