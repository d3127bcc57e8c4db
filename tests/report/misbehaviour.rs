//! What SEQR did wrong on purpose stands in the timeline of its case.

use seqr_cert::candidate::Span;
use seqr_cert::report;
use seqr_cert::spec::Operation;
use seqr_cert::suite::{BackendRule, Fault, NotificationFault, PaymentFault, SessionFault};
use seqr_cert::trace::{Event, Misbehaved, Misdeed, What};

use super::fixture;

fn answer(rule: BackendRule) -> Misdeed {
    Misdeed::Answer(rule)
}

fn fault(fault: Fault) -> Misdeed {
    answer(BackendRule::failing(Operation::SendInvoice, fault))
}

fn notification(fault: NotificationFault) -> Misdeed {
    Misdeed::Notification { fault, invoice_reference: "1001".to_owned() }
}

fn payment(fault: PaymentFault) -> Misdeed {
    Misdeed::Payment { fault, invoice_reference: "1001".to_owned() }
}

#[test]
fn every_misbehaviour_is_told_as_one() {
    let (span, on) = (Span::from_secs(3), Operation::SendInvoice);
    let told = [
        (answer(BackendRule::answering(on, 94)), "SEQR answered 94 SERVICE_UNAVAILABLE on purpose"),
        (
            answer(BackendRule { delay: Some(span), ..BackendRule::failing(on, Fault::Cut) }),
            "SEQR held the answer back for 3s and cut the connection on purpose",
        ),
        (fault(Fault::Http(503)), "SEQR answered HTTP 503 on purpose"),
        (fault(Fault::SoapFault), "SEQR answered a SOAP fault on purpose"),
        (fault(Fault::EmptyBody), "SEQR sent an empty answer on purpose"),
        (fault(Fault::Cut), "SEQR cut the connection on purpose"),
        (fault(Fault::CutMidway), "SEQR cut the connection in the middle of the answer on purpose"),
        (fault(Fault::Trickle(span)), "SEQR trickled the answer over 3s on purpose"),
        (fault(Fault::WrongType), "SEQR sent the answer with a wrong content type on purpose"),
        (fault(Fault::Malformed), "SEQR sent malformed XML on purpose"),
        (fault(Fault::WrongReference), "SEQR named a wrong invoiceReference on purpose"),
        (Misdeed::Session(SessionFault::Expired), "SEQR answered 60 AUTHORIZATION_EXPIRED on purpose"),
        (notification(NotificationFault::Never), "SEQR sent no notification on purpose"),
        (notification(NotificationFault::Lost), "SEQR sent the notification to a URL that answers 500 on purpose"),
        (notification(NotificationFault::Twice), "SEQR sent the notification a second time on purpose"),
        (notification(NotificationFault::Late(span)), "SEQR sent the notification 3s late on purpose"),
        (notification(NotificationFault::Early), "SEQR notified of an unpaid invoice on purpose"),
        (notification(NotificationFault::Forged), "A stranger sent a notification for an invoice that does not exist"),
        (payment(PaymentFault::StatusAfter(span)), "SEQR lets the payment take 3s on purpose"),
        (payment(PaymentFault::Stuck), "SEQR lets the payment change nothing on purpose"),
        (payment(PaymentFault::Reversed), "SEQR takes the payment back on purpose"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let (mut trace, judgement) = fixture::run(folder.path());
    let case = trace.events.iter().find_map(|event| event.case.clone());
    for (deed, _) in &told {
        let seq = trace.events.len() as u64 + 1;
        let what = What::Misbehaved(Misbehaved { hit: None, deed: deed.clone() });
        trace.events.push(Event { seq, at_ms: 60_000, case: case.clone(), what });
    }
    let html = report::html::render(folder.path(), &judgement, &trace).expect("a page");
    for (deed, words) in told {
        assert!(html.contains(words), "{deed:?}: {words}");
    }
}
