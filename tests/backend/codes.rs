//! Every result code that the backend can give, over a socket, with the shortest exchange that brings it about.
//!
//! One file per way to a code, named after it. A line is a step: something that happens to the customer, or who calls
//! which operation with what content. The last line is the answer to the last call. `$invoice`, `$payment`, `$token`,
//! `$terminal` and `$period` stand for what came up last.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use seqr_cert::spec::{Operation, ResultCode};
use seqr_cert::suite::{BackendRule, Choice, SessionFault};
use seqr_cert::trace::SoapCall;

use super::support::{PASSWORD, QR, Running, message, message_of};
use super::xmllint;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files
}

/// The code that a file is about.
fn code_of(file: &Path) -> i32 {
    file.file_stem().unwrap().to_str().unwrap().split('-').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn every_exchange_ends_with_the_answer_that_it_names() {
    let mut answers = Vec::new();
    for file in files("tests/backend/codes", "txt") {
        let began = Instant::now();
        let text = fs::read_to_string(&file).unwrap();
        let (expected, answered) = play(&text, &mut answers).await;
        let code: i32 = expected.split(' ').next().unwrap().parse().unwrap();
        assert_eq!(code, code_of(&file), "{} is named after another code", file.display());
        // A machine that stood still for three seconds has its report ready, and rightly so.
        if code == ResultCode::ReportNotReady.code() && began.elapsed().as_secs() >= 3 {
            continue;
        }
        assert_eq!(answered, expected, "{}", file.display());
    }
    xmllint::assert_valid(&answers);
}

/// Codes that nothing in the ledger leads to: SEQR itself is in trouble, or does not allow the shop what it asks for.
const ON_REQUEST_ONLY: [ResultCode; 8] = [
    ResultCode::PendingApproval,
    ResultCode::RejectedPayment,
    ResultCode::SystemError,
    ResultCode::UnsupportedOperation,
    ResultCode::SystemBusy,
    ResultCode::ServiceUnavailable,
    ResultCode::ResellerNotAllowedToDoRefund,
    ResultCode::ReceiverAccountDoesNotAllowRefunds,
];

#[test]
fn every_code_of_the_protocol_is_reached_by_the_ledger_or_only_by_a_case_that_asks_for_it() {
    let mut reached: Vec<i32> = files("tests/backend/codes", "txt").iter().map(|file| code_of(file)).collect();
    reached.extend(ON_REQUEST_ONLY.map(ResultCode::code));
    let all: Vec<i32> = ResultCode::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(reached.iter().collect::<BTreeSet<_>>(), all.iter().collect::<BTreeSet<_>>());
}

#[tokio::test]
async fn a_case_can_ask_for_every_code_of_every_operation() {
    let running = Running::start().await;
    running.backend.set_case(Some("any"));
    let mut answers = Vec::new();
    for operation in Operation::ALL {
        for code in ResultCode::ALL.iter().filter(|code| **code != ResultCode::Success) {
            let rule = BackendRule { times: Some(1), ..BackendRule::answering(operation, code.code()) };
            running.backend.set_rule("any", rule);
            let reply = running.post(&message(operation.name(), "")).await;
            assert_eq!(reply.status, 200, "{operation} {code}: a result is no fault");
            for part in [
                format!("<resultCode>{}</resultCode>", code.code()),
                format!("<resultDescription>{}</resultDescription>", code.name()),
                format!("{operation}Response"),
            ] {
                assert!(reply.body.contains(&part), "{operation} {code}: {}", reply.body);
            }
            answers.push(reply.body);
        }
    }
    let calls = running.calls();
    assert_eq!(calls.len(), Operation::ALL.len() * (ResultCode::ALL.len() - 1));
    xmllint::assert_valid(&answers);
}

#[test]
fn every_code_that_the_ledger_names_has_an_exchange() {
    // Sessions are denied with codes that the suite language names.
    let denials = ["expired", "cancelled", "in-progress"].map(|word| denial(word).code().code());
    let mut named = BTreeSet::from([ResultCode::Success.code()]);
    named.extend(denials);
    for file in files("src/backend/ledger", "rs") {
        let source = fs::read_to_string(&file).unwrap();
        let words: BTreeSet<&str> = source.split(|c: char| !c.is_alphanumeric() && c != ':').collect();
        let mentions = |code: &&ResultCode| words.contains(format!("ResultCode::{code:?}").as_str());
        named.extend(ResultCode::ALL.iter().filter(mentions).map(|code| code.code()));
    }
    let covered: BTreeSet<i32> = files("tests/backend/codes", "txt").iter().map(|file| code_of(file)).collect();
    assert!(named.len() > 20, "the ledger's sources were not understood: {named:?}");
    assert_eq!(named, covered);
}

/// Plays an exchange; answers what it expects and what came. Every answer is added to `answers`.
async fn play(text: &str, answers: &mut Vec<String>) -> (String, String) {
    let running = Running::start().await;
    let mut known = BTreeMap::from([("$period", "42"), ("$payment", "42")].map(|(name, id)| (name, id.to_owned())));
    let mut last = String::new();
    for line in text.lines() {
        let line = known.iter().fold(line.to_owned(), |line, (name, value)| line.replace(name, value));
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb {
            "=" => return (rest.to_owned(), last),
            "scan" => {
                let session = running.backend.scan(None, QR).unwrap();
                known.insert("$token", session.token);
            }
            "session" => running.backend.deny_session(&known["$token"], Some(denial(rest))).unwrap(),
            "shows-card" => drop(running.backend.present_token(&known["$invoice"]).unwrap()),
            "approves" => running.backend.decide(&known["$invoice"], Choice::Approve).unwrap(),
            "declines" => running.backend.decide(&known["$invoice"], Choice::Decline).unwrap(),
            caller => {
                let (operation, content) = rest.split_once(' ').unwrap_or((rest, ""));
                let terminal = known.get("$terminal").cloned().unwrap_or_default();
                let message = message_of(principal(caller, &terminal), operation, content);
                let call = running.call(&message).await;
                last = format!("{} {}", call.result_code.unwrap(), call.result_description.clone().unwrap());
                let answer = call.response_body.as_ref().unwrap().read(running.folder.path()).unwrap();
                answers.push(String::from_utf8(answer).unwrap());
                learn(&mut known, call);
            }
        }
    }
    panic!("an exchange ends with `= code name`:\n{text}");
}

fn denial(word: &str) -> SessionFault {
    match word {
        "expired" => SessionFault::Expired,
        "cancelled" => SessionFault::Cancelled,
        "in-progress" => SessionFault::InProgress,
        other => panic!("{other}"),
    }
}

/// Type, id, userId and password.
fn principal<'a>(caller: &str, terminal: &'a str) -> [&'a str; 4] {
    match caller {
        "terminal" => ["TERMINALID", "cinema-terminal", "", PASSWORD],
        "terminal-with-wrong-password" => ["TERMINALID", "cinema-terminal", "", "battery-staple"],
        "stranger" => ["TERMINALID", "somebody", "", PASSWORD],
        "reseller" => ["RESELLERUSER", "cinema", "9900", "1234"],
        "strange-reseller" => ["RESELLERUSER", "cinema", "1", "1234"],
        "till" => ["TERMINALID", terminal, "", "till-password"],
        other => panic!("who is `{other}`?"),
    }
}

fn learn(known: &mut BTreeMap<&'static str, String>, call: SoapCall) {
    let answered = |path: &str| call.response.value(path).map(str::to_owned);
    let news = [
        ("$terminal", answered("return/terminalId")),
        ("$period", answered("return/transactionPeriodId")),
        ("$invoice", answered("return/invoiceReference")),
        ("$payment", answered("return/ersReference")),
    ];
    known.extend(news.into_iter().filter_map(|(name, value)| Some((name, value?))));
}
