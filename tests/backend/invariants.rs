//! What holds whatever candidates and customers do, in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use seqr_cert::backend::ledger::Party;
use seqr_cert::spec::InvoiceStatus;
use seqr_cert::suite::Choice;

use super::ledger::Table;

#[derive(Clone, Debug)]
enum Move {
    Send(u32),
    Decide(usize, Choice),
    Ask(usize),
    Cancel(usize),
    Refund(usize, u32),
    Wait(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let choice = prop_oneof![3 => Just(Choice::Approve), 1 => Just(Choice::Decline), 1 => Just(Choice::Cancel)];
    let one = prop_oneof![
        3 => (0..10_000_u32).prop_map(Move::Send),
        3 => (0..6_usize, choice).prop_map(|(which, choice)| Move::Decide(which, choice)),
        3 => (0..6_usize).prop_map(Move::Ask),
        1 => (0..6_usize).prop_map(Move::Cancel),
        3 => (0..6_usize, 0..8_000_u32).prop_map(|(which, cents)| Move::Refund(which, cents)),
        1 => (0..30_000_u64).prop_map(Move::Wait),
    ];
    proptest::collection::vec(one, 1..60)
}

fn cents(cents: u32) -> String {
    Decimal::new(i64::from(cents), 2).to_string()
}

fn play(table: &mut Table, sent: &mut Vec<String>, next: &Move) {
    let name = |which: usize| sent.get(which).cloned().unwrap_or_else(|| "42".to_owned());
    match next {
        Move::Send(amount) => {
            let reference = table.send(&cents(*amount));
            sent.push(reference);
        }
        Move::Decide(which, choice) => {
            // Deciding about an invoice that is settled is refused, which is a move as well.
            let _refused = table.ledger.decide(&name(*which), *choice, table.now_ms, &mut table.ids);
        }
        Move::Ask(which) => {
            table.status(&name(*which));
        }
        Move::Cancel(which) => {
            table.cancel(&name(*which));
        }
        Move::Refund(which, amount) => {
            let payment = table.ledger.invoice(&name(*which)).and_then(|invoice| invoice.payment.clone());
            let ers_reference = payment.map_or("42".to_owned(), |payment| payment.ers_reference);
            table.refund(&ers_reference, &cents(*amount), "SEK");
        }
        Move::Wait(span) => {
            table.now_ms += span;
            table.ledger.advance(table.now_ms);
        }
    }
}

/// What the merchant should have, by the invoices alone.
fn owed(table: &Table) -> Decimal {
    let kept = |invoice: &seqr_cert::backend::ledger::Invoice| {
        let payment = invoice.payment.as_ref().filter(|payment| !payment.reversed)?;
        Some(invoice.total.value - payment.refunded)
    };
    table.ledger.invoices().filter_map(kept).sum()
}

proptest! {
    #[test]
    fn money_is_conserved_final_states_stay_and_versions_grow(moves in moves()) {
        let mut table = Table::new();
        let mut sent = Vec::new();
        let mut before: BTreeMap<String, (InvoiceStatus, i64)> = BTreeMap::new();
        for next in &moves {
            play(&mut table, &mut sent, next);

            let book = table.ledger.book();
            let merchant = book.balance(Party::Merchant, "SEK");
            prop_assert_eq!(merchant + book.balance(Party::Customers, "SEK"), Decimal::ZERO);
            prop_assert_eq!(merchant, owed(&table));
            prop_assert!(merchant >= Decimal::ZERO, "nobody gets back more than was paid");

            for invoice in table.ledger.invoices() {
                let now = (invoice.status(), invoice.version());
                if let Some(then) = before.insert(invoice.reference.clone(), now) {
                    let reversal = then.0 == InvoiceStatus::Paid
                        && now.0 == InvoiceStatus::Canceled
                        && invoice.payment.as_ref().is_some_and(|payment| payment.reversed);
                    let was_open = then.0 == InvoiceStatus::Issued;
                    prop_assert!(now.0 == then.0 || was_open || reversal, "{:?} -> {:?}", then.0, now.0);
                    prop_assert_eq!(now.1 > then.1, now.0 != then.0, "the version grows with the status only");
                    prop_assert!(now.1 >= then.1);
                }
                if let Some(payment) = &invoice.payment {
                    prop_assert!(!(payment.reversed && payment.acknowledged_at_ms.is_some()));
                    let overdue = table.now_ms > payment.paid_at_ms + 20_000;
                    let settled = payment.reversed || payment.acknowledged_at_ms.is_some();
                    let looked = matches!(next, Move::Wait(_) | Move::Ask(_) | Move::Cancel(_) | Move::Send(_));
                    prop_assert!(settled || !overdue || !looked, "time was not brought up to now");
                }
            }
        }
    }
}
