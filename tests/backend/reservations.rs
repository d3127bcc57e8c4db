//! Reservations: RESERVED until commitReservation, or until their time is over.

use seqr_cert::backend::ledger::{Effect, Party};
use seqr_cert::soap::Invoice;
use seqr_cert::spec::InvoiceStatus as S;
use seqr_cert::suite::Choice;

use super::ledger::{Table, invoice, shown};

/// A reservation of 30 SEK that the customer has confirmed.
fn reserved(table: &mut Table, mode: &str, seconds: Option<i64>) -> String {
    let sent = Invoice {
        payment_mode: Some(mode.to_owned()),
        commit_reservation_timeout: seconds,
        notification_url: Some("http://127.0.0.1:4010/paid".to_owned()),
        ..invoice("30.00", "SEK")
    };
    let reference = table.send_invoice(sent);
    let effects = table.decide(&reference, Choice::Approve);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Notify { .. })), "only PAID is notified");
    reference
}

fn balances(table: &Table) -> [i64; 3] {
    [Party::Customers, Party::Reserved, Party::Merchant]
        .map(|party| i64::try_from(table.ledger.book().balance(party, "SEK")).unwrap())
}

#[test]
fn every_reservation_mode_holds_the_money_until_it_is_committed() {
    for mode in ["RESERVATION_DESIRED", "RESERVATION_REQUIRED", "RESERVATION_REQUIRED_PRELIMINARY_AMOUNT"] {
        let mut table = Table::new();
        let reference = reserved(&mut table, mode, None);
        let (answer, effects) = table.status(&reference);
        assert_eq!((shown(&answer), answer.ers_reference, effects), ((S::Reserved, 2), None, vec![]));
        assert_eq!(balances(&table), [-30, 30, 0]);
        let answer = table.commit(&reference, None);
        assert!(answer.code == 0 && answer.ers_reference.is_some(), "{answer:?}");
        assert_eq!(balances(&table), [-30, 0, 30]);
        let (status, _) = table.status(&reference);
        assert_eq!((shown(&status), status.ers_reference), ((S::Paid, 3), answer.ers_reference));
        assert_eq!(table.commit(&reference, None).code, 96, "once only");
    }
}

#[test]
fn less_may_be_committed_and_that_is_what_can_be_refunded() {
    let mut table = Table::new();
    let reference = reserved(&mut table, "RESERVATION_REQUIRED", None);
    for (amount, currency) in [("30.01", "SEK"), ("10", "EUR"), ("0", "SEK"), ("-1", "SEK"), ("1", "KRONOR")] {
        assert_eq!(table.commit(&reference, Some((amount, currency))).code, 11, "{amount} {currency}");
    }
    let payment = table.commit(&reference, Some(("20", "SEK"))).ers_reference.unwrap();
    assert_eq!(balances(&table), [-20, 0, 20]);
    table.status(&reference);
    assert_eq!(table.refund(&payment, "20.01", "SEK").code, 98);
    assert_eq!(table.refund(&payment, "20", "SEK").code, 0);
}

#[test]
fn what_is_only_reserved_can_be_taken_back_and_was_never_a_payment() {
    let mut table = Table::new();
    let reference = reserved(&mut table, "RESERVATION_REQUIRED", None);
    let effects = table.ledger.take_back(&reference, table.now_ms).expect("there is something to take back");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Reversed { .. })), "{effects:?}");
    assert_eq!(balances(&table), [0, 0, 0]);
    assert_eq!(shown(&table.status(&reference).0), (S::Canceled, 3));
    assert_eq!(table.ledger.take_back(&reference, table.now_ms), None, "once only");
}

#[test]
fn a_committed_reservation_is_a_payment_notified_and_reversed_like_any_other() {
    let mut table = Table::new();
    let reference = reserved(&mut table, "RESERVATION_REQUIRED", Some(60));
    table.commit(&reference, None);
    assert_eq!(table.ledger.next_deadline_ms(), Some(table.now_ms + 20_001));
    table.now_ms += 20_001;
    let effects = table.ledger.advance(table.now_ms);
    assert!(matches!(effects[0], Effect::Reversed { after_ms: 20_001, .. }));
    assert_eq!(balances(&table), [0, 0, 0]);
    assert_eq!(table.cancel(&reference), 55, "the payment was cancelled");
}

#[test]
fn a_reservation_lapses_after_its_seconds_and_not_before() {
    let mut table = Table::new();
    let reference = reserved(&mut table, "RESERVATION_REQUIRED", Some(60));
    table.now_ms += 60_000;
    assert_eq!(table.ledger.advance(table.now_ms), vec![]);
    table.now_ms += 1;
    assert_eq!(table.commit(&reference, None).code, 96);
    assert_eq!((shown(&table.status(&reference).0), balances(&table)), ((S::Canceled, 3), [0, 0, 0]));
    let patient = reserved(&mut table, "RESERVATION_REQUIRED", Some(0));
    assert_eq!(table.ledger.next_deadline_ms(), None, "0 is no limit: stacks send it for a number that is left out");
    assert_eq!(table.commit(&patient, None).code, 0);
}

#[test]
fn a_cancelled_reservation_gives_the_money_back() {
    let mut table = Table::new();
    let reference = reserved(&mut table, "RESERVATION_REQUIRED", Some(60));
    assert_eq!(table.cancel(&reference), 0);
    assert_eq!((balances(&table), table.ledger.next_deadline_ms()), ([0, 0, 0], None));
    assert_eq!([table.cancel(&reference), table.commit(&reference, None).code], [95, 96]);
}

#[test]
fn only_what_is_reserved_can_be_committed_and_it_cannot_be_updated() {
    let mut table = Table::new();
    let open = table.send("1");
    assert_eq!([table.commit(&open, None).code, table.commit("42", None).code], [96, 54]);
    let reference = reserved(&mut table, "RESERVATION_REQUIRED", None);
    assert_eq!(table.update(&reference, invoice("40", "SEK"), Vec::new()).code, 48);
}
