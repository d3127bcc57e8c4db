//! acknowledgmentMode, loyalty tokens and updateInvoice: when the app waits for the merchant's amount.

use seqr_cert::backend::ledger::{Effect, Undecidable};
use seqr_cert::soap::{Answer, CustomerToken, Invoice, Payload};
use seqr_cert::spec::InvoiceStatus as S;
use seqr_cert::suite::Choice;

use super::ledger::{Table, shown};

/// An invoice that says nothing about acknowledgment.
fn invoice(total: &str, currency: &str) -> Invoice {
    Invoice { acknowledgment_mode: None, ..super::ledger::invoice(total, currency) }
}

fn with_mode(mode: &str) -> Invoice {
    Invoice { acknowledgment_mode: Some(mode.to_owned()), ..invoice("30.00", "SEK") }
}

fn tokens(answer: &Answer) -> Vec<CustomerToken> {
    match &answer.payload {
        Payload::PaymentStatus(status) => status.customer_tokens.clone(),
        other => panic!("{other:?}"),
    }
}

fn used(token: &CustomerToken) -> Vec<CustomerToken> {
    vec![CustomerToken { id: token.id.clone(), status: Some(1), ..CustomerToken::default() }]
}

#[test]
fn a_merchant_that_says_no_acknowledgment_is_paid_at_once() {
    let mut table = Table::new();
    let reference = table.send_invoice(with_mode("NO_ACKNOWLEDGMENT"));
    table.decide(&reference, Choice::Approve);
    let (answer, _) = table.status(&reference);
    assert_eq!((shown(&answer), tokens(&answer)), ((S::Paid, 2), vec![]));
}

#[test]
fn with_any_other_mode_or_none_the_yes_waits_with_a_token_until_update_invoice_and_pays_the_new_amount() {
    let modes = ["OPTIONAL_ACKNOWLEDGMENT", "REQUIRE_ACKNOWLEDGMENT"].map(with_mode);
    for sent in modes.into_iter().chain([invoice("30.00", "SEK")]) {
        let mut table = Table::new();
        let reference = table.send_invoice(sent);
        table.decide(&reference, Choice::Approve);
        let (answer, _) = table.status(&reference);
        let brought = tokens(&answer);
        assert_eq!((shown(&answer), brought.len(), brought[0].status), ((S::PendingIssuerAcknowledge, 2), 1, Some(0)));
        table.now_ms += 3_600_000;
        assert_eq!(table.ledger.advance(table.now_ms), vec![], "the app waits for ever");
        assert_eq!(table.update(&reference, invoice("25.00", "SEK"), used(&brought[0])).code, 0);
        let (answer, _) = table.status(&reference);
        assert_eq!(shown(&answer), (S::Paid, 3));
        assert_eq!(tokens(&answer)[0].status, Some(1));
        let paid = table.ledger.invoice(&reference).unwrap().payment.clone().unwrap();
        assert_eq!(paid.amount.to_string(), "25 SEK");
    }
}

#[test]
fn a_token_that_is_shown_before_the_yes_blocks_it_even_where_no_mode_was_given() {
    let mut table = Table::new();
    let reference = table.send_invoice(invoice("30.00", "SEK"));
    let (token, effects) = table.ledger.present_token(&reference, 1000, &mut table.ids).unwrap();
    assert!(matches!(effects[..], [Effect::Changed { to: S::PendingIssuerAcknowledge, version: 2, .. }]));
    table.ledger.present_token(&reference, 1000, &mut table.ids).unwrap();
    assert_eq!(shown(&table.status(&reference).0), (S::PendingIssuerAcknowledge, 3), "a second token, a new version");
    assert_eq!(table.update(&reference, invoice("30.00", "SEK"), used(&token)).code, 0);
    assert_eq!(shown(&table.status(&reference).0), (S::Issued, 4), "the customer may decide now");
    table.decide(&reference, Choice::Approve);
    assert_eq!(shown(&table.status(&reference).0), (S::Paid, 5));
}

#[test]
fn a_yes_given_while_the_app_waits_is_kept_and_can_only_be_given_up() {
    let mut table = Table::new();
    let reference = table.send_invoice(invoice("30.00", "SEK"));
    table.ledger.present_token(&reference, 1000, &mut table.ids).unwrap();
    assert_eq!(table.decide(&reference, Choice::Approve), vec![], "nothing to see yet");
    for choice in [Choice::Approve, Choice::Decline] {
        let refused = table.ledger.decide(&reference, choice, 1000, &mut table.ids);
        assert!(matches!(refused, Err(Undecidable::Settled { .. })), "{choice:?}");
    }
    assert_eq!(table.cancel(&reference), 51);
    table.decide(&reference, Choice::Cancel);
    assert_eq!(shown(&table.status(&reference).0), (S::Canceled, 3));
    assert_eq!(table.cancel(&reference), 95);
}

#[test]
fn who_wants_no_tokens_gets_none_and_a_settled_invoice_takes_none() {
    let mut table = Table::new();
    let without = table.send_invoice(with_mode("NO_ACKNOWLEDGMENT"));
    let refused = table.ledger.present_token(&without, 1000, &mut table.ids).unwrap_err();
    assert_eq!(refused, Undecidable::NoLoyalty(without));
    let (paid, _) = table.paid("1");
    assert!(matches!(
        table.ledger.present_token(&paid, 1000, &mut table.ids),
        Err(Undecidable::Settled { status: S::Paid, .. })
    ));
}

#[test]
fn an_issued_invoice_is_updated_without_a_new_version_and_keeps_what_is_not_said() {
    let mut table = Table::new();
    let url = "http://127.0.0.1:4010/paid".to_owned();
    let first = Invoice {
        notification_url: Some(url.clone()),
        client_invoice_id: Some("order-1".to_owned()),
        ..invoice("30.00", "SEK")
    };
    let reference = table.send_invoice(first);
    assert_eq!(table.update(&reference, invoice("12.50", "SEK"), Vec::new()).code, 0);
    let now = table.ledger.invoice(&reference).unwrap().clone();
    assert_eq!((now.version(), now.total.to_string()), (1, "12.5 SEK".to_owned()));
    assert_eq!((now.notification_url, now.client_invoice_id.as_deref()), (Some(url), Some("order-1")));
    let attributes_only = Invoice { client_invoice_id: Some("order-2".to_owned()), ..Invoice::default() };
    assert_eq!(table.update(&reference, attributes_only, Vec::new()).code, 0);
    let now = table.ledger.invoice(&reference).unwrap();
    assert_eq!((now.total.to_string(), now.client_invoice_id.as_deref()), ("12.5 SEK".to_owned(), Some("order-2")));
}

#[test]
fn an_update_that_is_refused_changes_nothing() {
    let mut table = Table::new();
    let reference = table.send_invoice(invoice("30.00", "SEK"));
    let odd = |status| vec![CustomerToken { status, id: Some("1".to_owned()), ..CustomerToken::default() }];
    assert_eq!(table.update(&reference, invoice("1", "EUR"), Vec::new()).code, 49, "another currency");
    assert_eq!(table.update(&reference, invoice("1", "SEK"), odd(Some(7))).code, 49, "no such status");
    assert_eq!(table.update(&reference, invoice("1", "SEK"), odd(None)).code, 49);
    let many: Vec<_> =
        (0..51).map(|id| CustomerToken { id: Some(id.to_string()), ..odd(Some(0))[0].clone() }).collect();
    assert_eq!(table.update(&reference, invoice("1", "SEK"), many).code, 49);
    let now = table.ledger.invoice(&reference).unwrap();
    assert_eq!((now.total.to_string(), now.tokens.len()), ("30 SEK".to_owned(), 0));
    let (paid, _) = table.paid("1");
    assert_eq!(table.update(&paid, invoice("1", "SEK"), Vec::new()).code, 10);
}
