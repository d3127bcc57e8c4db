//! A payment that nobody acknowledges, in real time.

use seqr_cert::spec::InvoiceStatus;
use seqr_cert::suite::Choice;
use seqr_cert::trace::{Event, What};

use crate::support::{Running, get_payment_status, invoice, message};
use crate::world::in_time;

fn paid(event: &Event) -> Option<u64> {
    let paid = |what: &What| matches!(what, What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid);
    paid(&event.what).then_some(event.at_ms)
}

fn reversed(event: &Event) -> Option<u64> {
    matches!(event.what, What::Reversed { .. }).then_some(event.at_ms)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_question_it_is_reversed_after_twenty_seconds_and_not_before() {
    let running = Running::start().await;
    let (forgotten, known) = (running.issue("").await, running.issue("").await);
    for reference in [&forgotten, &known] {
        running.backend.decide(reference, Choice::Approve).unwrap();
    }
    let payment = running.call(&get_payment_status(&known, 1)).await.ers_reference.unwrap();
    let reversal = async {
        loop {
            let changed = running.backend.changed();
            if let Some(at_ms) = running.recorder.events().iter().find_map(reversed) {
                break at_ms;
            }
            changed.await;
        }
    };
    let at_ms = in_time("the reversal", reversal).await;
    let paid_at_ms = running.recorder.events().iter().find_map(paid).unwrap();
    assert!(at_ms > paid_at_ms + 20_000, "{paid_at_ms} {at_ms}");
    let call = running.call(&get_payment_status(&forgotten, 2)).await;
    assert_eq!((call.status, call.version), (Some(InvoiceStatus::Canceled), Some(3)));
    let call = running.call(&get_payment_status(&known, 2)).await;
    assert_eq!(call.status, Some(InvoiceStatus::Paid), "what is known stays paid");
    let refund = message("refundPayment", &format!("<ersReference>{payment}</ersReference>{}", invoice("1.00", "")));
    assert_eq!(running.call(&refund).await.result_code, Some(0));
    let reversals = running.recorder.events().iter().filter_map(reversed).count();
    assert_eq!(reversals, 1);
}
