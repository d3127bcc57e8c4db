//! Going wrong on purpose, seen from a raw socket: exactly what was asked for, and nothing else.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use seqr_cert::candidate::Span;
use seqr_cert::spec::Operation;
use seqr_cert::suite::{BackendRule, Fault, SessionFault};
use seqr_cert::trace::{Misbehaved, Misdeed, What};

use super::support::{PASSWORD, QR, Running, get_payment_status, message, request, send_invoice};
use super::variants::{variant, variants};

pub const CASE: &str = "wrong";
pub const SHORT: Span = Span::from_millis(60);

/// What came back: head and body, both empty when the connection was closed at once.
#[derive(Debug)]
struct Answer {
    head: String,
    body: String,
    took: Duration,
}

impl Answer {
    fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Whether all of the body came that the head promises.
    fn is_whole(&self) -> bool {
        self.header("content-length").and_then(|length| length.parse().ok()) == Some(self.body.len())
    }

    fn is_xml(&self) -> bool {
        roxmltree::Document::parse(&self.body).is_ok()
    }

    fn reference(&self) -> Option<&str> {
        self.body.split("<invoiceReference>").nth(1)?.split('<').next()
    }
}

async fn ask(running: &Running, message: &str) -> Answer {
    let address = running.backend.address();
    let bytes = request("Content-Type: text/xml\n", message.as_bytes());
    tokio::task::spawn_blocking(move || converse(address, &bytes)).await.unwrap()
}

fn converse(address: SocketAddr, bytes: &[u8]) -> Answer {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has ended as well.
    let _ended = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    Answer { head: head.to_ascii_lowercase(), body: body.to_owned(), took: began.elapsed() }
}

pub async fn start() -> Running {
    let running = Running::start().await;
    running.backend.set_case(Some(CASE));
    running
}

/// References of all invoices that were issued.
fn issued(running: &Running) -> Vec<String> {
    let issued = |what: &What| match what {
        What::InvoiceChanged(change) if change.from.is_none() => Some(change.invoice_reference.clone()),
        _ => None,
    };
    running.recorder.events().iter().filter_map(|event| issued(&event.what)).collect()
}

/// Every misbehaviour, which must be recorded for the case.
pub fn misdeeds(running: &Running) -> Vec<Misbehaved> {
    let events = running.recorder.events();
    let told = events.iter().filter_map(|event| match &event.what {
        What::Misbehaved(misbehaved) => {
            assert_eq!(event.case.as_deref(), Some(CASE));
            Some(misbehaved.clone())
        }
        _ => None,
    });
    told.collect()
}

/// What is peculiar about the answer to a sendInvoice that is hit by each fault.
struct Expected {
    fault: Fault,
    carried_out: bool,
    /// As it is recorded; 0 stands for none.
    status: u16,
    result_code: Option<i32>,
    looks_right: fn(&Answer) -> bool,
}

fn table() -> Vec<Expected> {
    let row = |fault, carried_out, status, result_code, looks_right| Expected {
        fault,
        carried_out,
        status,
        result_code,
        looks_right,
    };
    vec![
        row(Fault::Http(503), false, 503, None, |a| a.is_whole() && a.body == "503 Service Unavailable\n"),
        row(Fault::Http(500), false, 500, None, |a| a.is_whole() && !a.body.contains("Fault")),
        row(Fault::Http(404), false, 404, None, |a| {
            a.is_whole() && a.header("content-type") == Some("text/plain; charset=utf-8")
        }),
        row(Fault::SoapFault, false, 500, None, |a| a.is_whole() && a.is_xml() && a.body.contains("soap:Server")),
        row(Fault::EmptyBody, true, 200, None, |a| a.is_whole() && a.body.is_empty()),
        row(Fault::Cut, true, 0, None, |a| a.head.is_empty() && a.body.is_empty()),
        row(Fault::CutMidway, true, 200, None, |a| !a.is_whole() && a.body.len() > 100 && !a.is_xml()),
        row(Fault::Trickle(SHORT), true, 200, Some(0), |a| {
            a.is_whole() && a.is_xml() && a.took >= SHORT.duration() && a.reference().is_some()
        }),
        row(Fault::WrongType, true, 200, Some(0), |a| {
            a.is_whole() && a.is_xml() && a.header("content-type") == Some("text/html; charset=utf-8")
        }),
        row(Fault::Malformed, true, 200, None, |a| a.is_whole() && !a.is_xml() && a.reference().is_some()),
        row(Fault::WrongReference, true, 200, Some(0), |a| a.is_whole() && a.is_xml()),
    ]
}

#[test]
fn the_table_has_every_fault_that_a_case_can_ask_for() {
    let driven: BTreeSet<String> = table().iter().map(|row| variant(&row.fault)).collect();
    assert_eq!(driven, variants("Fault"));
}

#[tokio::test]
async fn each_fault_is_the_one_asked_for_and_the_next_request_is_served() {
    for expected in table() {
        let Expected { fault, carried_out, status, result_code, looks_right } = expected;
        let running = start().await;
        let rule = BackendRule { times: Some(1), ..BackendRule::failing(Operation::SendInvoice, fault) };
        running.backend.set_rule(CASE, rule);

        let answer = ask(&running, &send_invoice("")).await;
        assert!(looks_right(&answer), "{fault:?}: {answer:?}");
        assert_eq!(answer.status().unwrap_or(0), status, "{fault:?}: {answer:?}");
        let damaged_type = !carried_out || fault == Fault::WrongType || fault == Fault::Cut;
        assert!(
            damaged_type || answer.header("content-type") == Some("text/xml; charset=utf-8"),
            "{fault:?}: {answer:?}"
        );
        assert_eq!(issued(&running).len(), usize::from(carried_out), "{fault:?}");
        let named = issued(&running).first().is_some_and(|issued| answer.reference() == Some(issued));
        let names = !matches!(fault, Fault::EmptyBody | Fault::Cut | Fault::CutMidway | Fault::WrongReference);
        assert!(named == (carried_out && names) || fault == Fault::CutMidway, "{fault:?}: {answer:?}");

        let call = running.calls().remove(0);
        assert_eq!((call.operation, call.http_status), (Some(Operation::SendInvoice), status), "{fault:?}");
        assert_eq!(call.result_code, result_code, "{fault:?}");
        assert_eq!(call.client_invoice_id.as_deref(), Some("order-1"), "{fault:?}: the request is told");
        let stored = call.response_body.map(|artifact| artifact.read(running.folder.path()).unwrap());
        let stored = String::from_utf8(stored.unwrap_or_default()).unwrap();
        assert_eq!(stored, answer.body, "{fault:?}: what was sent is kept");

        let hit = running.recorder.events().iter().find(|event| matches!(event.what, What::Soap(_))).unwrap().seq;
        assert_eq!(misdeeds(&running), [Misbehaved { hit: Some(hit), deed: Misdeed::Answer(rule) }], "{fault:?}");

        let next = ask(&running, &send_invoice("")).await;
        assert!(next.is_whole() && next.is_xml() && next.status() == Some(200), "{fault:?}: {next:?}");
        assert_eq!(issued(&running).last().map(String::as_str), next.reference(), "{fault:?}");
        assert_eq!(misdeeds(&running).len(), 1, "{fault:?}: one call was to be hit");
    }
}

#[tokio::test]
async fn a_connection_that_was_cut_leaves_others_open() {
    let running = start().await;
    let address = running.backend.address();
    let kept = std::thread::spawn(move || {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    })
    .join()
    .unwrap();
    running.backend.set_rule(CASE, BackendRule::failing(Operation::SendInvoice, Fault::Cut));
    assert!(ask(&running, &send_invoice("")).await.head.is_empty());
    let bytes = request("Content-Type: text/xml\n", get_payment_status("42", 0).as_bytes());
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = kept;
        stream.write_all(&bytes).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_delay_holds_back_the_answer_of_a_call_that_is_carried_out_at_once() {
    let running = start().await;
    let delay = BackendRule { on: Operation::SendInvoice, answer: None, fault: None, delay: Some(SHORT), times: None };
    running.backend.set_rule(CASE, delay);
    let answer = ask(&running, &send_invoice("")).await;
    assert!(answer.took >= SHORT.duration() && answer.is_whole() && answer.is_xml(), "{answer:?}");
    assert_eq!(issued(&running), [answer.reference().unwrap()]);
    let late = BackendRule { delay: Some(SHORT), ..BackendRule::answering(Operation::SendInvoice, 93) };
    running.backend.set_rule(CASE, late);
    let answer = ask(&running, &send_invoice("")).await;
    assert!(answer.took >= SHORT.duration() && answer.body.contains("<resultCode>93</resultCode>"), "{answer:?}");
    assert_eq!(issued(&running).len(), 1, "a refusal carries nothing out");
}

#[tokio::test]
async fn a_client_that_does_not_wait_for_a_delayed_answer_is_recorded_all_the_same() {
    let running = start().await;
    let rule = BackendRule {
        delay: Some(Span::from_secs(600)),
        ..BackendRule::failing(Operation::SendInvoice, Fault::EmptyBody)
    };
    running.backend.set_rule(CASE, rule);
    let address = running.backend.address();
    let bytes = request("Content-Type: text/xml\n", send_invoice("").as_bytes());
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&bytes).unwrap();
    running.until(|event| matches!(event.what, What::Misbehaved(_)).then_some(())).await;
    drop(stream);
    assert_eq!((running.calls().len(), issued(&running).len()), (1, 1));
    let status = ask(&running, &get_payment_status(&issued(&running)[0], 0)).await;
    assert!(status.body.contains("<status>ISSUED</status>"), "{status:?}");
}

#[tokio::test]
async fn a_rule_with_a_number_hits_so_many_calls_of_its_operation() {
    let running = start().await;
    let rule = BackendRule { times: Some(2), ..BackendRule::answering(Operation::GetPaymentStatus, 94) };
    running.backend.set_rule(CASE, rule);
    let reference = running.issue("").await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(running.call(&get_payment_status(&reference, 0)).await.result_code);
    }
    assert_eq!(codes, [Some(94), Some(94), Some(0)]);
    assert_eq!(misdeeds(&running).len(), 2);
}

#[tokio::test]
async fn rules_of_one_case_leave_others_alone_and_end_with_it() {
    let running = Running::start().await;
    let (ours, theirs) =
        (running.backend.scan(Some(CASE), QR).unwrap(), running.backend.scan(Some("other"), QR).unwrap());
    running.backend.set_case(Some(CASE));
    running.backend.set_rule(CASE, BackendRule::failing(Operation::GetClientSessionInfo, Fault::Http(503)));
    let ask_for = |token: &str| message("getClientSessionInfo", &format!("<key>{token}</key>"));
    assert_eq!(ask(&running, &ask_for(&theirs.token)).await.status(), Some(200));
    assert_eq!(ask(&running, &ask_for(&ours.token)).await.status(), Some(503));
    running.backend.set_case(None);
    assert_eq!(ask(&running, &ask_for(&ours.token)).await.status(), Some(200));
}

#[tokio::test]
async fn a_session_goes_wrong_for_its_own_token_only() {
    let running = start().await;
    let faults = [
        (SessionFault::Expired, 60),
        (SessionFault::Cancelled, 61),
        (SessionFault::InProgress, 62),
        (SessionFault::Unknown, 63),
    ];
    let driven: BTreeSet<String> = faults.iter().map(|(fault, _)| variant(fault)).collect();
    assert_eq!(driven, variants("SessionFault"));
    for (fault, code) in faults {
        let session = running.backend.scan(Some(CASE), QR).unwrap();
        let sane = running.backend.scan(Some(CASE), QR).unwrap();
        running.backend.deny_session(&session.token, Some(fault)).unwrap();
        let before = misdeeds(&running).len();
        let ask_for = |token: &str| message("getClientSessionInfo", &format!("<key>{token}</key>"));
        let call = running.call(&ask_for(&session.token)).await;
        assert_eq!((call.result_code, call.http_status), (Some(code), 200));
        assert_eq!(misdeeds(&running).pop().map(|last| last.deed), Some(Misdeed::Session(fault)));
        assert_eq!(running.call(&ask_for(&sane.token)).await.result_code, Some(0));
        let stranger = ask_for(&session.token).replace(PASSWORD, "battery-staple");
        let refused = running.call(&stranger).await;
        assert_eq!(refused.result_code, Some(20), "a stranger learns nothing of sessions");
        assert_eq!(misdeeds(&running).len(), before + 1, "and nothing went wrong on purpose");
        running.backend.deny_session(&session.token, None).unwrap();
        assert_eq!(running.call(&ask_for(&session.token)).await.result_code, Some(0), "it can be opened again");
    }
}
