//! The rules of the ledger, one sentence each, with a clock of our own.

use jiff::Timestamp;
use seqr_cert::backend::Ids;
use seqr_cert::backend::ledger::{Accounts, Call, Effect, Ledger, Party};
use seqr_cert::soap::{
    Amount, Answer, CancelInvoice, ClientContext, CommitReservation, CustomerToken, Decoded, GetPaymentStatus, Invoice,
    MarkTransactionPeriod, Payload, PrincipalId, RefundPayment, Request, SendInvoice, UpdateInvoice,
};
use seqr_cert::spec::{InvoiceStatus, ResultCode};
use seqr_cert::suite::Choice;
use seqr_cert::trace::Redactor;

use super::support::config;

/// A ledger, its ids, and the time.
pub struct Table {
    pub ledger: Ledger,
    pub ids: Ids,
    pub now_ms: u64,
}

impl Table {
    pub fn new() -> Self {
        let config = config();
        let accounts = Accounts { terminal: config.terminal, reseller: config.reseller };
        let ledger = Ledger::new(accounts, Timestamp::UNIX_EPOCH);
        Self { ledger, ids: Ids::seeded(7, Redactor::new()), now_ms: 1000 }
    }

    /// Asks as who may ask: the reseller, or the shop's own terminal.
    pub fn ask(&mut self, request: Request) -> (Answer, Vec<Effect>) {
        match request {
            Request::MarkTransactionPeriod(_) | Request::ExecuteReport(_) | Request::RegisterTerminal(_) => {
                self.ask_as(("RESELLERUSER", "cinema", "1234"), request)
            }
            _ => self.ask_as(("TERMINALID", "cinema-terminal", super::support::PASSWORD), request),
        }
    }

    pub fn ask_as(&mut self, (kind, id, password): (&str, &str, &str), request: Request) -> (Answer, Vec<Effect>) {
        let user = (kind == "RESELLERUSER").then_some("9900");
        let initiator =
            PrincipalId { id: Some(id.to_owned()), kind: Some(kind.to_owned()), user_id: user.map(str::to_owned) };
        let context = ClientContext {
            initiator: Some(initiator),
            password: Some(password.to_owned()),
            ..ClientContext::default()
        };
        let message = Decoded { context, request, problems: Vec::new() };
        let call = Call { message: &message, case: Some("case"), now_ms: self.now_ms };
        self.ledger.handle(&call, &mut self.ids)
    }

    pub fn send(&mut self, total: &str) -> String {
        self.send_invoice(invoice(total, "SEK"))
    }

    pub fn send_invoice(&mut self, invoice: Invoice) -> String {
        let request = SendInvoice { invoice: Some(invoice), ..SendInvoice::default() };
        match self.ask(Request::SendInvoice(Box::new(request))).0.payload {
            Payload::Issued(issued) => issued.invoice_reference,
            other => panic!("{other:?}"),
        }
    }

    pub fn update(&mut self, reference: &str, invoice: Invoice, tokens: Vec<CustomerToken>) -> Answer {
        let (invoice_reference, invoice) = (Some(reference.to_owned()), Some(invoice));
        self.ask(Request::UpdateInvoice(Box::new(UpdateInvoice { invoice_reference, invoice, tokens }))).0
    }

    pub fn commit(&mut self, reference: &str, amount: Option<(&str, &str)>) -> Answer {
        let amount = amount.map(|(value, currency)| Amount {
            currency: Some(currency.to_owned()),
            value: Some(value.parse().unwrap()),
        });
        let invoice_reference = Some(reference.to_owned());
        self.ask(Request::CommitReservation(CommitReservation { invoice_reference, amount })).0
    }

    pub fn status(&mut self, reference: &str) -> (Answer, Vec<Effect>) {
        let invoice_reference = Some(reference.to_owned());
        self.ask(Request::GetPaymentStatus(GetPaymentStatus { invoice_reference, invoice_version: Some(0) }))
    }

    pub fn cancel(&mut self, reference: &str) -> i32 {
        let invoice_reference = Some(reference.to_owned());
        self.ask(Request::CancelInvoice(CancelInvoice { invoice_reference })).0.code
    }

    pub fn refund(&mut self, ers_reference: &str, total: &str, currency: &str) -> Answer {
        let (ers_reference, invoice) = (Some(ers_reference.to_owned()), Some(invoice(total, currency)));
        self.ask(Request::RefundPayment(Box::new(RefundPayment { ers_reference, invoice }))).0
    }

    pub fn decide(&mut self, reference: &str, choice: Choice) -> Vec<Effect> {
        self.ledger.decide(reference, choice, self.now_ms, &mut self.ids).unwrap()
    }

    /// An invoice that is paid and, by asking for it, acknowledged; its ersReference.
    pub fn paid(&mut self, total: &str) -> (String, String) {
        let reference = self.send(total);
        self.decide(&reference, Choice::Approve);
        let ers_reference = self.status(&reference).0.ers_reference.expect("once PAID");
        (reference, ers_reference)
    }
}

/// An invoice for which the app does not wait.
pub fn invoice(total: &str, currency: &str) -> Invoice {
    let total_amount = Some(Amount { currency: Some(currency.to_owned()), value: Some(total.parse().unwrap()) });
    Invoice { total_amount, acknowledgment_mode: Some("NO_ACKNOWLEDGMENT".to_owned()), ..Invoice::default() }
}

pub fn shown(answer: &Answer) -> (InvoiceStatus, i64) {
    match &answer.payload {
        Payload::PaymentStatus(status) => (status.status, status.version),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_invoice_is_issued_in_version_1_and_paid_in_version_2() {
    let mut table = Table::new();
    let reference = table.send("30.00");
    let (answer, effects) = table.status(&reference);
    assert_eq!(shown(&answer), (InvoiceStatus::Issued, 1));
    assert_eq!((answer.ers_reference, effects), (None, vec![]), "nothing is acknowledged before it is paid");
    table.decide(&reference, Choice::Approve);
    let (answer, _) = table.status(&reference);
    assert_eq!(shown(&answer), (InvoiceStatus::Paid, 2));
    assert!(answer.ers_reference.is_some());
}

#[test]
fn declining_fails_the_invoice_and_cancelling_cancels_it() {
    let mut table = Table::new();
    for (choice, expected) in [(Choice::Decline, InvoiceStatus::Failed), (Choice::Cancel, InvoiceStatus::Canceled)] {
        let reference = table.send("30.00");
        table.decide(&reference, choice);
        let (answer, _) = table.status(&reference);
        assert_eq!(shown(&answer), (expected, 2));
        assert!(table.ledger.decide(&reference, Choice::Approve, 1000, &mut table.ids).is_err(), "it is final");
    }
}

#[test]
fn the_first_answer_paid_is_the_acknowledgement_and_only_the_first() {
    let mut table = Table::new();
    let reference = table.send("30.00");
    table.decide(&reference, Choice::Approve);
    table.now_ms += 1500;
    let (_, effects) = table.status(&reference);
    assert_eq!(effects, vec![Effect::Acknowledged { reference: reference.clone(), after_ms: 1500 }]);
    let (_, effects) = table.status(&reference);
    assert_eq!(effects, vec![]);
    table.now_ms += 60_000;
    assert_eq!(shown(&table.status(&reference).0), (InvoiceStatus::Paid, 2), "it stays paid");
}

#[test]
fn an_acknowledgement_in_the_twentieth_second_is_in_time() {
    let mut table = Table::new();
    let reference = table.send("30.00");
    table.decide(&reference, Choice::Approve);
    table.now_ms += 20_000;
    assert_eq!(table.ledger.advance(table.now_ms), vec![]);
    assert_eq!(shown(&table.status(&reference).0), (InvoiceStatus::Paid, 2));
}

#[test]
fn a_payment_without_acknowledgement_is_reversed_after_twenty_seconds() {
    let mut table = Table::new();
    let reference = table.send("30.00");
    table.decide(&reference, Choice::Approve);
    assert_eq!(table.ledger.next_deadline_ms(), Some(table.now_ms + 20_001));
    table.now_ms += 20_001;
    let effects = table.ledger.advance(table.now_ms);
    let reversed = Effect::Reversed { reference: reference.clone(), after_ms: 20_001 };
    let changed = Effect::Changed {
        reference: reference.clone(),
        from: Some(InvoiceStatus::Paid),
        to: InvoiceStatus::Canceled,
        version: 3,
    };
    assert_eq!(effects, vec![reversed, changed]);
    let (answer, effects) = table.status(&reference);
    assert_eq!((shown(&answer), answer.ers_reference, effects), ((InvoiceStatus::Canceled, 3), None, vec![]));
    assert_eq!(table.ledger.book().balance(Party::Merchant, "SEK"), 0.into());
    assert_eq!(table.ledger.next_deadline_ms(), None);
}

#[test]
fn a_late_question_finds_the_payment_reversed_even_if_nobody_advanced_the_time() {
    let mut table = Table::new();
    let reference = table.send("30.00");
    table.decide(&reference, Choice::Approve);
    table.now_ms += 20_001;
    let (answer, effects) = table.status(&reference);
    assert_eq!(shown(&answer), (InvoiceStatus::Canceled, 3));
    assert!(matches!(effects[0], Effect::Reversed { .. }));
}

#[test]
fn cancel_rules_are_50_for_paid_95_for_cancelled_55_for_failed_54_for_unknown() {
    let mut table = Table::new();
    let open = table.send("1");
    assert_eq!(table.cancel(&open), 0);
    assert_eq!(table.cancel(&open), 95);
    let (paid, _) = table.paid("1");
    assert_eq!(table.cancel(&paid), 50);
    let failed = table.send("1");
    table.decide(&failed, Choice::Decline);
    assert_eq!(table.cancel(&failed), 55);
    assert_eq!(table.cancel("42"), 54);
}

#[test]
fn refunds_come_in_parts_until_98() {
    let mut table = Table::new();
    let (_, payment) = table.paid("30.00");
    let first = table.refund(&payment, "10.00", "SEK");
    assert_eq!(first.code, 0);
    assert_ne!(first.ers_reference, Some(payment.clone()), "a refund has a reference of its own");
    assert_eq!(table.refund(&payment, "20.01", "SEK").code, 98);
    assert_eq!(table.refund(&payment, "20", "SEK").code, 0);
    assert_eq!(table.refund(&payment, "0.01", "SEK").code, 98);
    assert_eq!(table.ledger.book().balance(Party::Merchant, "SEK"), 0.into());
}

#[test]
fn a_refund_needs_a_payment_its_currency_and_an_amount() {
    let mut table = Table::new();
    let (_, payment) = table.paid("30.00");
    let cases = [("42", "1", "SEK", 23), (&*payment, "1", "EUR", 49), (&*payment, "0", "SEK", 11)];
    for (ers_reference, total, currency, expected) in cases {
        assert_eq!(table.refund(ers_reference, total, currency).code, expected, "{total} {currency}");
    }
    let reference = table.send("30.00");
    table.decide(&reference, Choice::Approve);
    let unacknowledged = table.ledger.invoice(&reference).unwrap().payment.as_ref().unwrap().ers_reference.clone();
    assert_eq!(table.refund(&unacknowledged, "1", "SEK").code, 48);
    table.now_ms += 20_001;
    assert_eq!(table.refund(&unacknowledged, "1", "SEK").code, 55, "it was reversed");
}

#[test]
fn only_paid_invoices_with_a_notification_url_are_notified() {
    let mut table = Table::new();
    let url = "http://shop.test/notify".to_owned();
    let with_url = Invoice { notification_url: Some(url.clone()), ..invoice("30.00", "SEK") };
    for (choice, told) in [(Choice::Approve, true), (Choice::Decline, false), (Choice::Cancel, false)] {
        let request = SendInvoice { invoice: Some(with_url.clone()), ..SendInvoice::default() };
        let (answer, _) = table.ask(Request::SendInvoice(Box::new(request)));
        let Payload::Issued(issued) = answer.payload else { panic!("{answer:?}") };
        let reference = issued.invoice_reference;
        let notify = Effect::Notify { reference: reference.clone(), url: url.clone() };
        assert_eq!(table.decide(&reference, choice).contains(&notify), told, "{choice:?}");
    }
}

#[test]
fn a_period_is_marked_by_the_reseller_for_the_shop_or_a_known_terminal() {
    let mut table = Table::new();
    let mut mark = |terminal: Option<&str>| {
        let request = MarkTransactionPeriod { terminal_id: terminal.map(str::to_owned) };
        table.ask(Request::MarkTransactionPeriod(request)).0
    };
    let (shop, terminal) = (mark(None), mark(Some("cinema-terminal")));
    assert_ne!(shop.payload, terminal.payload, "every period has an id of its own");
    assert_eq!([shop.code, terminal.code, mark(Some("another")).code], [0, 0, 29]);
    let mut alone = Table::new();
    let mut config = config();
    config.reseller = None;
    let accounts = Accounts { terminal: config.terminal, reseller: None };
    alone.ledger = Ledger::new(accounts, Timestamp::UNIX_EPOCH);
    let request = Request::MarkTransactionPeriod(MarkTransactionPeriod::default());
    assert_eq!(alone.ask(request).0.code, ResultCode::InitiatorPrincipalNotFound.code());
}

#[test]
fn made_up_references_never_hold_a_secret_and_differ_between_runs() {
    let redactor = Redactor::new();
    for secret in ["12", "34", "77"] {
        redactor.add("secret", secret);
    }
    let mut ids = Ids::seeded(7, redactor.clone());
    for _ in 0..200 {
        for drawn in [ids.token(), ids.invoice_reference(), ids.period_id()] {
            assert!(!redactor.touches(&drawn), "{drawn}");
        }
    }
    let token = ids.token();
    let (left, right) = token.split_once('-').unwrap();
    assert!([left, right].iter().all(|half| half.len() == 6 && half.bytes().all(|byte| byte.is_ascii_digit())));
    let (mut one, mut other) = (Ids::random(Redactor::new()), Ids::random(Redactor::new()));
    assert_ne!(one.invoice_reference(), other.invoice_reference());
}

#[test]
fn what_waits_can_be_let_expire_and_what_is_settled_cannot() {
    let mut table = Table::new();
    let waiting = |mode: &str| Invoice { acknowledgment_mode: Some(mode.to_owned()), ..invoice("30.00", "SEK") };
    let reserved = Invoice { payment_mode: Some("RESERVATION_REQUIRED".to_owned()), ..waiting("NO_ACKNOWLEDGMENT") };
    let open = table.send("30.00");
    let pending = table.send_invoice(waiting("REQUIRE_ACKNOWLEDGMENT"));
    let reserved = table.send_invoice(reserved);
    let paid = table.send("30.00");
    for reference in [&pending, &reserved, &paid] {
        table.decide(reference, Choice::Approve);
    }
    for reference in [&open, &pending, &reserved, &paid] {
        table.ledger.expire(reference, table.now_ms).unwrap();
        let invoice = table.ledger.invoice(reference).unwrap();
        assert_eq!(invoice.status(), InvoiceStatus::Canceled);
        assert_eq!(invoice.payment.as_ref().map(|payment| payment.reversed), (*reference == paid).then_some(true));
    }
    assert_eq!(table.ledger.book().balance(Party::Customers, "SEK"), rust_decimal::Decimal::ZERO);
    assert_eq!(table.ledger.next_deadline_ms(), None);
    let (known, _) = table.paid("30.00");
    for settled in [&open, &known] {
        let refused = table.ledger.expire(settled, table.now_ms).unwrap_err();
        assert!(refused.to_string().contains("nothing about it expires"), "{refused}");
    }
    assert!(table.ledger.expire("42", table.now_ms).is_err());
}
