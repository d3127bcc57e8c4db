//! Going wrong on purpose, seen from a raw socket: exactly what was asked for, and nothing else.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use seqr_cert::backend::BackendError;
use seqr_cert::candidate::Span;
use seqr_cert::spec::{InvoiceStatus, Operation};
use seqr_cert::suite::{BackendRule, Choice, Fault, NotificationFault, PaymentFault, SessionFault};
use seqr_cert::trace::{Misbehaved, Misdeed, Notified, What};

use super::support::{PASSWORD, QR, Running, get_payment_status, message, request, send_invoice};
use super::variants::{variant, variants};

const CASE: &str = "wrong";
const SHORT: Span = Span::from_millis(60);

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

async fn start() -> Running {
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
fn misdeeds(running: &Running) -> Vec<Misbehaved> {
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

/// Answers every connection with this status, until dropped; tells what each one posted.
struct Listener {
    url: String,
    seen: std::sync::mpsc::Receiver<String>,
    _served: JoinHandle<()>,
}

fn listen(status: &'static str) -> Listener {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/paid", listener.local_addr().unwrap());
    let (tell, seen) = std::sync::mpsc::channel();
    let served = std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut posted = String::new();
            let mut buffer = [0; 4096];
            while !posted.contains("invoiceReference=") {
                let count = stream.read(&mut buffer).unwrap_or(0);
                if count == 0 {
                    break;
                }
                posted.push_str(&String::from_utf8_lossy(&buffer[..count]));
            }
            // Told before it is answered: whoever waits for the answer looks next.
            if tell.send(posted.rsplit('=').next().unwrap_or_default().to_owned()).is_err() {
                return;
            }
            let _gone = write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        }
    });
    Listener { url, seen, _served: served }
}

impl Listener {
    fn invoice(&self) -> String {
        format!("<notificationUrl>{}</notificationUrl>", self.url)
    }

    /// The references that were posted so far.
    fn posted(&self) -> Vec<String> {
        self.seen.try_iter().collect()
    }
}

fn notified(running: &Running) -> Vec<Notified> {
    let events = running.recorder.events();
    let told = events.iter().filter_map(|event| match &event.what {
        What::Notified(notified) => Some(notified.clone()),
        _ => None,
    });
    told.collect()
}

/// Waits until so many notifications were answered.
async fn until_notified(running: &Running, count: usize) {
    running.until(|_| (notified(running).len() >= count).then_some(())).await;
}

fn notification(fault: NotificationFault, reference: &str) -> Misdeed {
    Misdeed::Notification { fault, invoice_reference: reference.to_owned() }
}

#[tokio::test]
async fn a_url_that_answers_500_is_told_once_and_what_came_back_is_recorded() {
    let (running, merchant) = (start().await, listen("500 Oh No"));
    let reference = running.issue(&merchant.invoice()).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    until_notified(&running, 1).await;
    running.call(&get_payment_status(&reference, 0)).await;
    running.backend.stop().await;
    let told: Vec<_> = running.recorder.events();
    let told: Vec<_> = told.iter().filter(|event| matches!(event.what, What::Notified(_))).collect();
    assert_eq!(told.len(), 1);
    assert!(matches!(&told[0].what, What::Notified(notified) if notified.status == Some(500)), "{told:?}");
    assert_eq!(merchant.posted(), [reference]);
}

#[tokio::test]
async fn a_notification_can_be_withheld() {
    let (running, merchant) = (start().await, listen("204 No Content"));
    running.backend.spoil_notifications(CASE, NotificationFault::Never, None);
    let reference = running.issue(&merchant.invoice()).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let told = misdeeds(&running);
    assert_eq!(told, [Misbehaved { hit: None, deed: notification(NotificationFault::Never, &reference) }]);
    assert_eq!(running.call(&get_payment_status(&reference, 0)).await.status, Some(InvoiceStatus::Paid));
    running.backend.stop().await;
    assert!(merchant.posted().is_empty());
}

#[tokio::test]
async fn a_notification_can_come_twice_one_after_the_other() {
    let (running, merchant) = (start().await, listen("204 No Content"));
    running.backend.spoil_notifications(CASE, NotificationFault::Twice, None);
    let reference = running.issue(&merchant.invoice()).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    running.until(|event| matches!(event.what, What::Misbehaved(_)).then_some(())).await;
    assert_eq!(merchant.posted(), [reference.clone(), reference.clone()]);
    let seqs: Vec<u64> = running
        .recorder
        .events()
        .iter()
        .filter(|event| matches!(event.what, What::Notified(_)))
        .map(|event| event.seq)
        .collect();
    let deed = notification(NotificationFault::Twice, &reference);
    assert_eq!(misdeeds(&running), [Misbehaved { hit: seqs.last().copied(), deed }], "the second is the wrong one");
}

#[tokio::test]
async fn a_notification_can_come_late() {
    let (running, merchant) = (start().await, listen("204 No Content"));
    running.backend.spoil_notifications(CASE, NotificationFault::Late(SHORT), None);
    let reference = running.issue(&merchant.invoice()).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    until_notified(&running, 1).await;
    let events = running.recorder.events();
    let paid =
        events.iter().find(|event| matches!(&event.what, What::InvoiceChanged(c) if c.to == InvoiceStatus::Paid));
    let told = events.iter().find(|event| matches!(event.what, What::Notified(_)));
    assert!(told.unwrap().at_ms >= paid.unwrap().at_ms + SHORT.millis(), "{events:?}");
    assert_eq!(merchant.posted(), [reference]);
}

#[tokio::test]
async fn notifications_can_come_for_what_is_not_paid_and_change_nothing() {
    let (running, merchant) = (start().await, listen("204 No Content"));
    let reference = running.issue(&merchant.invoice()).await;
    for (count, fault) in [(1, NotificationFault::Early), (2, NotificationFault::Forged)] {
        assert!(running.backend.spoil_notifications(CASE, fault, Some(&reference)));
        running.until(|_| (misdeeds(&running).len() == count).then_some(())).await;
    }
    assert_eq!(running.backend.invoice(&reference).unwrap().status, InvoiceStatus::Issued);
    let forged = notified(&running)[1].invoice_reference.clone();
    assert_ne!(forged, reference);
    assert!(running.backend.invoice(&forged).is_none(), "the stranger made it up");
    running.backend.decide(&reference, Choice::Approve).unwrap();
    until_notified(&running, 3).await;
    assert_eq!(merchant.posted(), [reference.clone(), forged, reference], "the right one comes as ever");
    assert_eq!(misdeeds(&running).len(), 2);
}

#[tokio::test]
async fn without_a_notification_url_there_is_nobody_to_deceive() {
    let running = start().await;
    let reference = running.issue("").await;
    assert!(!running.backend.spoil_notifications(CASE, NotificationFault::Forged, Some(&reference)));
    assert!(misdeeds(&running).is_empty());
}

fn payment(fault: PaymentFault, reference: &str) -> Misbehaved {
    Misbehaved { hit: None, deed: Misdeed::Payment { fault, invoice_reference: reference.to_owned() } }
}

#[tokio::test]
async fn a_payment_can_come_late_with_all_that_follows_from_it() {
    let (running, merchant) = (start().await, listen("204 No Content"));
    let fault = PaymentFault::StatusAfter(SHORT);
    running.backend.spoil_payment(CASE, fault, None).unwrap();
    let reference = running.issue(&merchant.invoice()).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    until_notified(&running, 1).await;
    let call = running.call(&get_payment_status(&reference, 0)).await;
    assert_eq!((call.status, call.version), (Some(InvoiceStatus::Paid), Some(2)));
    assert_eq!(misdeeds(&running), [payment(fault, &reference)]);
    let at = |found: fn(&What) -> bool| {
        running.recorder.events().iter().find(|event| found(&event.what)).map(|event| event.at_ms).unwrap()
    };
    let paid = at(|what| matches!(what, What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid));
    assert!(paid >= at(|what| matches!(what, What::Decided { .. })) + SHORT.millis());
}

#[tokio::test]
async fn a_payment_can_change_nothing() {
    let running = start().await;
    running.backend.spoil_payment(CASE, PaymentFault::Stuck, None).unwrap();
    let reference = running.issue("").await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    assert_eq!(running.backend.invoice(&reference).unwrap().status, InvoiceStatus::Issued);
    assert_eq!(misdeeds(&running), [payment(PaymentFault::Stuck, &reference)]);
    running.backend.decide(&reference, Choice::Decline).unwrap();
    assert_eq!(running.backend.invoice(&reference).unwrap().status, InvoiceStatus::Failed, "only approvals go wrong");
}

#[tokio::test]
async fn a_payment_can_be_taken_back_once_it_was_made() {
    let running = start().await;
    let reference = running.issue("").await;
    let too_soon = running.backend.spoil_payment(CASE, PaymentFault::Reversed, Some(&reference)).unwrap_err();
    assert!(matches!(&too_soon, BackendError::NotPaid(named) if *named == reference), "{too_soon}");
    running.backend.decide(&reference, Choice::Approve).unwrap();
    running.call(&get_payment_status(&reference, 0)).await;
    running.backend.spoil_payment(CASE, PaymentFault::Reversed, Some(&reference)).unwrap();
    let view = running.backend.invoice(&reference).unwrap();
    assert!(view.reversed && view.status == InvoiceStatus::Canceled, "{view:?}");
    assert_eq!(running.call(&get_payment_status(&reference, 2)).await.status, Some(InvoiceStatus::Canceled));
    assert_eq!(misdeeds(&running), [payment(PaymentFault::Reversed, &reference)]);
}

/// What a merchant is told of an invoice that is paid in the end; `?` stands for a reference that nobody knows.
const NOTIFICATIONS: [(NotificationFault, &[&str]); 6] = [
    (NotificationFault::Never, &[]),
    (NotificationFault::Lost, &[]),
    (NotificationFault::Twice, &["ours", "ours"]),
    (NotificationFault::Late(SHORT), &["ours"]),
    (NotificationFault::Early, &["ours", "ours"]),
    (NotificationFault::Forged, &["?", "ours"]),
];

#[tokio::test]
async fn each_fault_of_notifications_reaches_the_merchant_as_its_name_says_and_leaves_the_status_alone() {
    let driven: BTreeSet<String> = NOTIFICATIONS.iter().map(|(fault, _)| variant(fault)).collect();
    assert_eq!(driven, variants("NotificationFault"));
    for (fault, expected) in NOTIFICATIONS {
        let (running, merchant) = (start().await, listen("204 No Content"));
        let reference = running.issue(&merchant.invoice()).await;
        if running.backend.spoil_notifications(CASE, fault, Some(&reference)) {
            until_notified(&running, 1).await;
        }
        let status = running.call(&get_payment_status(&reference, 0)).await.status;
        assert_eq!(status, Some(InvoiceStatus::Issued), "{fault:?}");
        running.backend.decide(&reference, Choice::Approve).unwrap();
        // Whatever comes to the merchant is recorded, and so is what does not.
        let (sent, last) = (expected.len(), usize::from(fault == NotificationFault::Lost));
        running
            .until(|_| (notified(&running).len() >= sent + last && !misdeeds(&running).is_empty()).then_some(()))
            .await;
        let status = running.call(&get_payment_status(&reference, 1)).await.status;
        assert_eq!(status, Some(InvoiceStatus::Paid), "{fault:?}");
        let recorder = running.recorder.clone();
        running.backend.stop().await;
        let told: Vec<&str> =
            merchant.posted().iter().map(|posted| if *posted == reference { "ours" } else { "?" }).collect();
        assert_eq!(told, expected, "{fault:?}");
        let statuses = recorder.events().into_iter().filter_map(|event| match event.what {
            What::Notified(notified) => Some(notified.status),
            _ => None,
        });
        let answered = if fault == NotificationFault::Lost { vec![Some(500)] } else { vec![Some(204); sent] };
        assert_eq!(statuses.collect::<Vec<_>>(), answered, "{fault:?}");
    }
}

#[tokio::test]
async fn a_notification_that_goes_astray_goes_to_an_address_of_ours_and_is_not_sent_again() {
    let (running, merchant) = (start().await, listen("204 No Content"));
    running.backend.spoil_notifications(CASE, NotificationFault::Lost, None);
    let reference = running.issue(&merchant.invoice()).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    running.until(|event| matches!(event.what, What::Misbehaved(_)).then_some(())).await;
    running.call(&get_payment_status(&reference, 0)).await;
    let told = notified(&running);
    assert_eq!((told.len(), told[0].status, &*told[0].invoice_reference), (1, Some(500), &*reference));
    assert_ne!(told[0].url, merchant.url);
    let deed = notification(NotificationFault::Lost, &reference);
    assert_eq!(misdeeds(&running).iter().map(|misbehaved| &misbehaved.deed).collect::<Vec<_>>(), [&deed]);
    running.backend.stop().await;
    assert!(merchant.posted().is_empty());
}

/// What a merchant that polls sees after the customer's yes, at first and in the end. What it sees at first of a payment
/// that takes its time depends on the time.
const PAYMENTS: [(PaymentFault, Option<InvoiceStatus>, InvoiceStatus); 3] = [
    (PaymentFault::StatusAfter(SHORT), None, InvoiceStatus::Paid),
    (PaymentFault::Stuck, Some(InvoiceStatus::Issued), InvoiceStatus::Issued),
    (PaymentFault::Reversed, Some(InvoiceStatus::Paid), InvoiceStatus::Canceled),
];

#[tokio::test]
async fn each_fault_of_payments_is_seen_by_a_merchant_that_polls() {
    let driven: BTreeSet<String> = PAYMENTS.iter().map(|(fault, ..)| variant(fault)).collect();
    assert_eq!(driven, variants("PaymentFault"));
    for (fault, at_first, in_the_end) in PAYMENTS {
        let running = start().await;
        if fault != PaymentFault::Reversed {
            running.backend.spoil_payment(CASE, fault, None).unwrap();
        }
        let reference = running.issue("").await;
        running.backend.decide(&reference, Choice::Approve).unwrap();
        let seen = running.call(&get_payment_status(&reference, 0)).await.status;
        assert!(at_first.is_none() || seen == at_first, "{fault:?}: {seen:?}");
        match fault {
            PaymentFault::Reversed => running.backend.spoil_payment(CASE, fault, Some(&reference)).unwrap(),
            PaymentFault::StatusAfter(_) => {
                let paid =
                    |what: &What| matches!(what, What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid);
                running.until(|event| paid(&event.what).then_some(())).await;
            }
            PaymentFault::Stuck => {}
        }
        let seen = running.call(&get_payment_status(&reference, 1)).await.status;
        assert_eq!(seen, Some(in_the_end), "{fault:?}");
    }
}
