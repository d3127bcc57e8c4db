//! What the harness sees of a backend: cases, rules, decisions, notifications, the order of the record.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use seqr_cert::backend::{Backend, BackendConfig, BackendError, describe};
use seqr_cert::candidate::Profile;
use seqr_cert::spec::{InvoiceStatus, Operation};
use seqr_cert::suite::{BackendRule, Choice};
use seqr_cert::trace::{Notified, What};
use tokio::task::JoinSet;

use super::support::{QR, Running, config, get_payment_status, invoice, message, raw, request, send_invoice};

#[tokio::test]
async fn a_journey_is_recorded_in_the_order_in_which_it_happened() {
    let running = Running::start().await;
    running.backend.set_case(Some("paid"));
    let session = running.backend.scan(Some("paid"), QR).unwrap();
    let key = format!("<key>{}</key>", session.token);
    assert_eq!(running.call(&message("getClientSessionInfo", &key)).await.token, Some(session.token.clone()));
    let reference = running.issue("").await;
    running.call(&get_payment_status(&reference, 0)).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let call = running.call(&get_payment_status(&reference, 1)).await;
    assert_eq!((call.status, call.version, call.asked_version), (Some(InvoiceStatus::Paid), Some(2), Some(1)));
    assert_eq!(call.client_invoice_id.as_deref(), Some("order-1"), "the receipt names the order");
    let payment = call.ers_reference.unwrap();
    let refund = message("refundPayment", &format!("<ersReference>{payment}</ersReference>{}", invoice("10.00", "")));
    assert_eq!(running.call(&refund).await.ers_reference, Some(payment), "the call is about the payment");
    insta::assert_snapshot!(running.story().join("\n"), @r"
    paid: getClientSessionInfo 0
    paid: sendInvoice 0
    paid: ISSUED version 1
    paid: getPaymentStatus 0
    paid: Approve
    paid: PAID version 2
    paid: getPaymentStatus 0
    paid: acknowledged
    paid: refundPayment 0
    ");
    let view = running.backend.invoice(&reference).unwrap();
    assert!(view.acknowledged && !view.reversed);
    assert_eq!((view.status, view.version, view.total.to_string()), (InvoiceStatus::Paid, 2, "30 SEK".to_owned()));
}

#[tokio::test]
async fn many_calls_at_once_are_on_disk_before_their_answers_are_there() {
    let running = Running::start().await;
    let mut calls = JoinSet::new();
    for _ in 0..32 {
        let (address, trace) = (running.backend.address(), running.folder.path().join("trace.jsonl"));
        calls.spawn(async move {
            let reply = raw(address, &request("Content-Type: text/xml\n", send_invoice("").as_bytes())).await;
            let (_, rest) = reply.body.split_once("<invoiceReference>").unwrap();
            let (reference, _) = rest.split_once('<').unwrap();
            let stored = fs::read_to_string(trace).unwrap();
            assert!(stored.contains(&format!("\"invoice_reference\":\"{reference}\"")), "{reference} is not there");
        });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap();
    }
    assert_eq!(running.calls().len(), 32);
}

#[tokio::test]
async fn a_session_answers_the_customer_and_every_parameter_of_the_qr_code() {
    let running = Running::start().await;
    let session = running.backend.scan(None, QR).unwrap();
    let key = format!("<key>{}</key>", session.token);
    let reply = running.post(&message("getClientSessionInfo", &key)).await;
    for (name, value) in
        [("msisdn", &*session.msisdn), ("subscriberKey", &*session.subscriber_key), ("show", "7"), ("seat", "A 1")]
    {
        let entry = format!("<entry><key>{name}</key><value>{value}</value></entry>");
        assert!(reply.body.contains(&entry), "{name}: {}", reply.body);
    }
    let stored = std::fs::read_to_string(running.folder.path().join("trace.jsonl")).unwrap();
    assert!(!stored.contains(&session.msisdn) && !stored.contains(&session.subscriber_key));
    assert!(stored.contains("A 1"), "other values are not secret");
}

#[tokio::test]
async fn calls_belong_to_the_case_of_their_session_or_invoice_and_others_to_the_current_one() {
    let running = Running::start().await;
    let early = running.backend.scan(Some("first"), QR).unwrap();
    running.backend.set_case(Some("first"));
    let reference = running.issue("").await;
    running.backend.set_case(Some("second"));
    running.call(&get_payment_status(&reference, 0)).await;
    running.call(&message("getClientSessionInfo", &format!("<key>{}</key>", early.token))).await;
    running.call(&get_payment_status("42", 0)).await;
    running.backend.set_case(None);
    running.post("garbage").await;
    running.backend.decide(&reference, Choice::Decline).unwrap();
    insta::assert_snapshot!(running.story().join("\n"), @r"
    first: sendInvoice 0
    first: ISSUED version 1
    first: getPaymentStatus 0
    first: getClientSessionInfo 0
    second: getPaymentStatus 54
    -: unreadable
    first: Decline
    first: FAILED version 2
    ");
}

#[tokio::test]
async fn a_rule_changes_answers_of_its_case_until_the_case_ends() {
    let running = Running::start().await;
    running.backend.set_case(Some("broken"));
    let before = running.issue("").await;
    running.backend.set_rule("broken", BackendRule::answering(Operation::SendInvoice, 94));
    let call = running.call(&send_invoice("")).await;
    assert_eq!((call.result_code, call.invoice_reference), (Some(94), None));
    assert_eq!(call.result_description.as_deref(), Some("SERVICE_UNAVAILABLE"));
    assert_eq!(
        running.call(&get_payment_status(&before, 0)).await.result_code,
        Some(0),
        "other operations are as ever"
    );
    running.backend.set_case(Some("broken"));
    assert_eq!(running.call(&send_invoice("")).await.result_code, Some(94), "the case still runs");
    running.backend.set_case(Some("next"));
    assert_eq!(running.call(&send_invoice("")).await.result_code, Some(0));
    running.backend.set_case(Some("broken"));
    assert_eq!(running.call(&send_invoice("")).await.result_code, Some(0), "the rule is gone");
}

#[tokio::test]
async fn a_rule_on_get_payment_status_is_no_acknowledgement() {
    let running = Running::start().await;
    running.backend.set_case(Some("busy"));
    let reference = running.issue("").await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    running.backend.set_rule("busy", BackendRule::answering(Operation::GetPaymentStatus, 93));
    assert_eq!(running.call(&get_payment_status(&reference, 1)).await.result_code, Some(93));
    assert!(!running.backend.invoice(&reference).unwrap().acknowledged);
    running.backend.set_rule("busy", BackendRule::answering(Operation::GetPaymentStatus, 0));
    running.call(&get_payment_status(&reference, 1)).await;
    assert!(running.backend.invoice(&reference).unwrap().acknowledged, "code 0 takes the rule back");
}

#[tokio::test]
async fn deciding_needs_an_invoice_that_waits() {
    let running = Running::start().await;
    let unknown = running.backend.decide("42", Choice::Approve).unwrap_err();
    assert_eq!(unknown.to_string(), "there is no invoice 42");
    let reference = running.issue("").await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let events = running.recorder.events().len();
    let twice = running.backend.decide(&reference, Choice::Approve).unwrap_err();
    assert!(twice.to_string().ends_with("is PAID; only an ISSUED one waits for the customer"), "{twice}");
    assert_eq!(running.recorder.events().len(), events, "nothing happened");
    assert!(running.backend.invoice("42").is_none());
}

#[tokio::test]
async fn only_the_services_own_qr_code_opens_a_session() {
    let running = Running::start().await;
    let refused = |text: &str| running.backend.scan(None, text).unwrap_err();
    assert!(matches!(refused("HTTP://SEQR.SE/000/OTHER"), BackendError::Service { .. }));
    assert!(matches!(refused("HTTP://SEQR.SE/R123"), BackendError::Qr(_)));
}

/// Answers one connection with `answer` and hands back what came.
fn answer_once(answer: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        while !String::from_utf8_lossy(&seen).contains("invoiceReference=") {
            let count = stream.read(&mut buffer).unwrap();
            assert_ne!(count, 0, "the request broke off");
            seen.extend_from_slice(&buffer[..count]);
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(seen).unwrap()
    });
    (port, served)
}

async fn notified(running: &Running) -> Notified {
    running
        .until(|event| match &event.what {
            What::Notified(notified) => Some(notified.clone()),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_paid_invoice_is_notified_once_form_encoded_without_following_redirects() {
    let running = Running::start().await;
    running.backend.set_case(Some("told"));
    let (port, served) =
        answer_once("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    let url = format!("<notificationUrl>http://localhost:{port}/paid?x=1</notificationUrl>");
    let reference = running.issue(&url).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let notified = notified(&running).await;
    assert_eq!((notified.status, notified.error), (Some(302), None));
    let request = served.join().unwrap().to_ascii_lowercase();
    assert!(request.starts_with("post /paid?x=1 http/1.1"), "{request}");
    assert!(request.contains("content-type: application/x-www-form-urlencoded"), "{request}");
    assert!(request.ends_with(&format!("\r\n\r\ninvoicereference={reference}")), "{request}");
    assert_eq!(running.story().iter().filter(|line| *line == "told: notified").count(), 1);
}

#[tokio::test]
async fn a_notification_goes_to_hosts_of_the_profile_only() {
    let running = Running::start().await;
    let reference = running.issue("<notificationUrl>http://seqr.example/paid</notificationUrl>").await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let notified = notified(&running).await;
    assert_eq!(notified.status, None);
    let error = notified.error.unwrap();
    assert!(error.starts_with("not called: the profile does not name the host `seqr.example`"), "{error}");
}

#[tokio::test]
async fn a_notification_that_finds_nobody_says_so() {
    let running = Running::start().await;
    // Bound, so that nobody else gets the port, and not listening.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("<notificationUrl>http://{}/</notificationUrl>", held.local_addr().unwrap());
    let reference = running.issue(&url).await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let error = notified(&running).await.error.unwrap();
    assert!(error.to_lowercase().contains("refused"), "{error}");
}

#[tokio::test]
async fn two_backends_side_by_side_do_not_see_each_other() {
    let (one, other) = (Running::start().await, Running::start().await);
    assert_ne!(one.backend.address(), other.backend.address());
    let reference = one.issue("").await;
    let session = one.backend.scan(None, QR).unwrap();
    assert!(other.backend.invoice(&reference).is_none());
    assert_eq!(other.call(&get_payment_status(&reference, 0)).await.result_code, Some(54));
    let key = message("getClientSessionInfo", &format!("<key>{}</key>", session.token));
    assert_eq!(other.call(&key).await.result_code, Some(63));
    assert!(other.backend.decide(&reference, Choice::Approve).is_err());
}

#[tokio::test]
async fn a_busy_port_is_named_together_with_who_can_change_it() {
    let running = Running::start().await;
    let listen = running.backend.address().to_string();
    let error = Backend::start(BackendConfig { listen: listen.clone(), ..config() }, running.recorder.clone())
        .await
        .expect_err("the port is taken");
    assert!(matches!(error, BackendError::Busy { .. }), "{error}");
    assert!(error.to_string().contains(&listen) && error.to_string().contains("`backend.listen`"), "{error}");
    let nonsense = BackendConfig { listen: "nowhere".to_owned(), ..config() };
    let error = Backend::start(nonsense, running.recorder.clone()).await.expect_err("no port");
    assert!(error.to_string().contains("`nowhere`") && error.to_string().contains("`backend.listen`"), "{error}");
}

#[tokio::test]
async fn a_backend_that_is_stopped_or_dropped_frees_its_port() {
    // An address of this test's own: the others must not take the port while it is free.
    let running = Running::with(BackendConfig { listen: "127.0.0.2:0".to_owned(), ..config() }).await;
    let listen = running.backend.address().to_string();
    running.issue("").await;
    running.backend.stop().await;
    let folder = tempfile::TempDir::new().unwrap();
    let recorder = seqr_cert::trace::Recorder::create(folder.path(), seqr_cert::trace::Redactor::new()).unwrap();
    let again = Backend::start(BackendConfig { listen, ..config() }, recorder).await.unwrap();
    let address = again.address();
    drop(again);
    // The tasks end as soon as the runtime comes to them.
    let gone = async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), gone).await.expect("it still listens");
}

#[tokio::test]
async fn changes_between_taking_the_future_and_awaiting_it_are_not_missed() {
    let running = Running::start().await;
    let changed = running.backend.changed();
    running.call(&send_invoice("")).await;
    tokio::time::timeout(std::time::Duration::from_secs(30), changed).await.expect("it was told");
}

#[tokio::test]
async fn a_password_that_is_a_word_of_the_record_does_not_make_it_unreadable() {
    let running = Running::start().await;
    running.backend.set_case(Some("sly"));
    for word in ["approve", "sendInvoice", "ISSUED"] {
        let message = send_invoice("").replace(super::support::PASSWORD, word);
        assert_eq!(running.call(&message).await.result_code, Some(20));
    }
    let reference = running.issue("").await;
    running.backend.decide(&reference, Choice::Approve).unwrap();
    insta::assert_snapshot!(running.story().join("\n"), @r"
    sly: sendInvoice 20
    sly: sendInvoice 20
    sly: sendInvoice 20
    sly: sendInvoice 0
    sly: ISSUED version 1
    sly: Approve
    sly: PAID version 2
    ");
}

#[tokio::test]
async fn a_call_is_described_in_one_line() {
    let running = Running::start().await;
    let reference = running.issue("").await;
    running.post("oh\u{1b}[31m no").await;
    let lines: Vec<_> = running.calls().iter().map(|call| cut_time(&describe(call))).collect();
    assert_eq!(lines[0], format!("sendInvoice invoice={reference} order=order-1 -> 0 SUCCESS"));
    assert!(
        lines[1]
            .starts_with("unreadable message -> HTTP 500: the message is no XML: line 1, column 1: it begins with `oh"),
        "{lines:?}"
    );
    assert!(!lines[1].contains('\u{1b}'));
}

fn cut_time(line: &str) -> String {
    line.rsplit_once(", ").unwrap().0.to_owned()
}

#[test]
fn the_hosts_of_a_profile_may_be_notified() {
    let yaml = r##"{
        "name": "Cinema", "service_id": "CINEMA",
        "urls": {"order": "http://shop.test:4010/order", "success": "http://shop.test/s",
                 "failure": "http://shop.test/f", "cancel": "https://other.test/c"},
        "backend": {"listen": "127.0.0.1:0", "terminal": {"id": "t", "password": "12345678"}},
        "start": {"command": ["true"], "ready": "http://127.0.0.1:4010/"},
        "buy": [{"tap": "#buy"}],
        "actions": {"refund": {"http": {"url": "http://back.office.test/refund/$ers_reference"}}}
    }"##;
    let profile: Profile = serde_json::from_str(yaml).unwrap();
    let config = BackendConfig::of(&profile);
    assert_eq!(config.allowed_hosts, ["127.0.0.1", "back.office.test", "other.test", "shop.test"]);
    assert_eq!((config.service_id.as_str(), config.terminal.id.as_str()), ("CINEMA", "t"));
}
