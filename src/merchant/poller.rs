//! Asks SEQR how an invoice stands.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus};

use super::order::{Order, State};
use super::shop::Shop;
use super::{Defect, Variant};

/// The polling interval that the API reference documents.
const EVERY: Duration = Duration::from_secs(1);

/// After this long an invoice that nobody decided about is not asked for any more; a notification still is.
const AT_MOST: Duration = Duration::from_secs(600);

/// Asks once a second until the order is settled or given up.
pub async fn watch(shop: Arc<Shop>, order: Arc<Order>) {
    if shop.defect == Some(Defect::AsksOnlyForPages) {
        // Defect: "the success page asks, which is early enough".
        order.set_watched(false);
        return;
    }
    if shop.variant == Some(Variant::NotificationOnly) {
        // Variant: SEQR will tell us, and then we ask.
        return;
    }
    let forgets = shop.defect == Some(Defect::ForgetsSlowCustomers);
    let end = Instant::now() + if forgets { AT_MOST / 60 } else { AT_MOST };
    let mut ticks = interval(if shop.defect == Some(Defect::PollsHard) { EVERY / 25 } else { EVERY });
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while order.state() == State::Open && Instant::now() < end {
        ticks.tick().await;
        if order.state() == State::Open {
            ask(&shop, &order).await;
        }
    }
    // Defect: whoever has not paid by now never will.
    if forgets && order.state() == State::Open {
        order.note_unanswered();
    }
    order.set_watched(false);
}

/// Asks until SEQR answers, for as long as it waits for the question.
pub async fn insist(shop: &Shop, order: &Order) {
    let mut ticks = interval(EVERY);
    for _ in 0..ACKNOWLEDGE_WITHIN_SECONDS {
        ticks.tick().await;
        if ask(shop, order).await {
            return;
        }
    }
}

/// Asks once, unless SEQR has already said PAID, and tells whether that is answered. What cannot be learnt now, a later
/// question will tell.
pub async fn ask(shop: &Shop, order: &Order) -> bool {
    if never_asks(shop.defect) {
        return true;
    }
    let races = shop.defect == Some(Defect::IssuesInARace);
    // Defect: questions are not kept apart.
    let _turn = if races { None } else { Some(order.asking.lock().await) };
    if matches!(order.state(), State::Paid { .. }) {
        return true;
    }
    // Defect: one question without an answer ends all questions.
    if matches!(shop.defect, Some(Defect::GivesUpAsking | Defect::ForgetsSlowCustomers)) && order.was_unanswered() {
        return true;
    }
    let version = match shop.defect {
        // Defect: what SEQR answered last, about whatever invoice.
        Some(Defect::VersionShared) => shop.book().orders().map(|order| order.version()).max().unwrap_or(0),
        _ => order.version(),
    };
    let answer = shop.seqr.payment_status(&order.invoice_reference, version).await;
    let is_answered = answer.is_ok();
    if !is_answered && shop.defect == Some(Defect::GivesUpAsking) {
        order.note_unanswered();
    }
    if let Ok(mut answer) = answer {
        // Variant: the customer has agreed, and now the money is taken.
        let takes_it = shop.variant == Some(Variant::Reservations) && answer.status == InvoiceStatus::Reserved;
        if takes_it && shop.seqr.commit_reservation(&order.invoice_reference).await.is_ok() {
            match shop.seqr.payment_status(&order.invoice_reference, answer.version).await {
                Ok(later) => answer = later,
                Err(_) => return false,
            }
        }
        // Defect: "the question was answered without an error, so it is paid".
        let careless = match shop.defect {
            Some(Defect::AnyStatusIsPaid) => true,
            // Defect: "what is not open any more has been paid".
            Some(Defect::EndedIsPaid) => answer.status != InvoiceStatus::Issued,
            _ => false,
        };
        let status = if careless { InvoiceStatus::Paid } else { answer.status };
        let issued = order.issued();
        order.learn(status, answer.version, answer.ers_reference);
        if races && status == InvoiceStatus::Paid && order.issued() == issued {
            // Defect: the order was not paid when the question was asked, so the tickets are issued.
            order.issue(1);
        }
        let is_former =
            |other: &Arc<Order>| other.token == order.token && other.issued() > 0 && other.number != order.number;
        if shop.defect == Some(Defect::IssuesFirstOnly)
            && order.issued() > issued
            && shop.book().orders().any(is_former)
        {
            // Defect: "this customer has their tickets already".
            order.issue(-1);
        }
        if shop.defect == Some(Defect::IssuesOnThePage) && order.issued() > 0 {
            // Defect: they are not issued here, where it is learnt that they are paid.
            order.issue(-1);
        }
    }
    is_answered
}

/// Defects: getPaymentStatus was forgotten, or thought needless because the app opens the success page.
fn never_asks(defect: Option<Defect>) -> bool {
    matches!(defect, Some(Defect::NoStatusCall | Defect::SuccessUnverified))
}
