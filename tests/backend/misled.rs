//! Notifications and payments that go wrong on purpose, as a merchant meets them.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use seqr_cert::backend::BackendError;
use seqr_cert::spec::InvoiceStatus;
use seqr_cert::suite::{Choice, NotificationFault, PaymentFault};
use seqr_cert::trace::{Misbehaved, Misdeed, Notified, What};

use super::faults::{CASE, SHORT, misdeeds, start};
use super::support::{Running, get_payment_status};
use super::variants::{variant, variants};

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
