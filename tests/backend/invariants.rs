//! What holds whatever candidates, customers and time do, in any order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rust_decimal::Decimal;
use seqr_cert::backend::ledger::{Invoice, Party};
use seqr_cert::soap::{
    Amount, Answer, AssignSeqrId, CancelInvoice, CommitReservation, CustomerToken, ExecuteReport, GetPaymentStatus,
    Invoice as Sent, MarkTransactionPeriod, Payload, ReceiptDocument, RefundPayment, RegisterTerminal, Request,
    SendInvoice, SubmitPaymentReceipt, UnregisterTerminal, UpdateInvoice, read_envelope, validate,
};
use seqr_cert::spec::InvoiceStatus as S;
use seqr_cert::suite::Choice;

use super::ledger::{Table, invoice};
use super::support::PASSWORD;

/// One thing that somebody does. Numbers choose among what there is; those beyond it choose what there is not.
#[derive(Clone, Debug)]
enum Move {
    Send { till: usize, cents: u32, mode: usize, acknowledgment: usize, seconds: i64 },
    Update(usize, u32),
    Decide(usize, Choice),
    ShowCard(usize),
    Ask(usize),
    Cancel(usize),
    Commit(usize, Option<u32>),
    Receipt(usize),
    Refund(usize, u32),
    Mark(bool),
    Report(usize, usize),
    Register(u8),
    Unregister(usize),
    Assign(usize, u8),
    Expire(usize),
    Wait(u64),
}

const MODES: [Option<&str>; 4] =
    [None, Some("IMMEDIATE_DEBIT"), Some("RESERVATION_DESIRED"), Some("RESERVATION_REQUIRED")];
const ACKNOWLEDGMENTS: [Option<&str>; 4] =
    [None, Some("NO_ACKNOWLEDGMENT"), Some("OPTIONAL_ACKNOWLEDGMENT"), Some("REQUIRE_ACKNOWLEDGMENT")];
const REPORTS: [&str; 3] = ["Reconciliation/Shop.xml", "STD_RECON_006", "nonsense"];

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let choice = prop_oneof![3 => Just(Choice::Approve), 1 => Just(Choice::Decline), 1 => Just(Choice::Cancel)];
    let which = || 0..8_usize;
    let cents = || 0..10_000_u32;
    let send = (0..4_usize, cents(), 0..4_usize, 0..4_usize, 0..60_i64);
    let send = send.prop_map(|(till, cents, mode, acknowledgment, seconds)| Move::Send {
        till,
        cents,
        mode,
        acknowledgment,
        seconds,
    });
    let one = prop_oneof![
        6 => send,
        3 => (which(), cents()).prop_map(|(which, cents)| Move::Update(which, cents)),
        6 => (which(), choice).prop_map(|(which, choice)| Move::Decide(which, choice)),
        1 => which().prop_map(Move::ShowCard),
        5 => which().prop_map(Move::Ask),
        1 => which().prop_map(Move::Cancel),
        3 => (which(), proptest::option::of(cents())).prop_map(|(which, cents)| Move::Commit(which, cents)),
        1 => which().prop_map(Move::Receipt),
        4 => (which(), cents()).prop_map(|(which, cents)| Move::Refund(which, cents)),
        1 => any::<bool>().prop_map(Move::Mark),
        1 => (0..3_usize, 0..3_usize).prop_map(|(which, period)| Move::Report(which, period)),
        1 => (0..3_u8).prop_map(Move::Register),
        1 => (0..4_usize).prop_map(Move::Unregister),
        1 => (0..4_usize, 0..3_u8).prop_map(|(till, id)| Move::Assign(till, id)),
        1 => which().prop_map(Move::Expire),
        3 => prop_oneof![0..30_000_u64, 19_999..20_003_u64].prop_map(Move::Wait),
    ];
    proptest::collection::vec(one, 1..80)
}

fn cents(cents: u32) -> Decimal {
    Decimal::new(i64::from(cents), 2)
}

/// A table with what was made up so far.
struct Play {
    table: Table,
    /// invoiceReference and the till that sent it.
    sent: Vec<(String, String)>,
    tills: Vec<String>,
    periods: Vec<String>,
    /// References of what was let expire before its time.
    expired: BTreeSet<String>,
}

impl Play {
    fn new() -> Self {
        let tills = vec!["cinema-terminal".to_owned()];
        Self { table: Table::new(), sent: Vec::new(), tills, periods: Vec::new(), expired: BTreeSet::new() }
    }

    fn named(&self, which: usize) -> (String, String) {
        let nobody = || ("42".to_owned(), "cinema-terminal".to_owned());
        self.sent.get(which).cloned().unwrap_or_else(nobody)
    }

    fn as_till(&mut self, till: &str, request: Request) -> Answer {
        let password = if till == "cinema-terminal" { PASSWORD } else { "till-password" };
        self.table.ask_as(("TERMINALID", till, password), request).0
    }

    /// The payment of an invoice, by its ersReference.
    fn payment(&self, which: usize) -> (Option<String>, String) {
        let (reference, till) = self.named(which);
        let payment = self.table.ledger.invoice(&reference).and_then(|invoice| invoice.payment.clone());
        (Some(payment.map_or("42".to_owned(), |payment| payment.ers_reference)), till)
    }

    /// Does a move; the answer, where it is a call.
    fn make(&mut self, next: &Move) -> Option<Answer> {
        let answer = match next {
            Move::Send { till, cents: amount, mode, acknowledgment, seconds } => {
                let till = self.tills.get(*till).cloned().unwrap_or_else(|| "nobody".to_owned());
                let sent = Sent {
                    payment_mode: MODES[*mode].map(str::to_owned),
                    acknowledgment_mode: ACKNOWLEDGMENTS[*acknowledgment].map(str::to_owned),
                    commit_reservation_timeout: Some(*seconds),
                    notification_url: Some("http://127.0.0.1:4010/".to_owned()),
                    ..invoice(&cents(*amount).to_string(), "SEK")
                };
                let request = SendInvoice { invoice: Some(sent), ..SendInvoice::default() };
                let answer = self.as_till(&till, Request::SendInvoice(Box::new(request)));
                if let Payload::Issued(issued) = &answer.payload {
                    self.sent.push((issued.invoice_reference.clone(), till));
                }
                answer
            }
            Move::Update(which, amount) => {
                let (reference, till) = self.named(*which);
                let known = self.table.ledger.invoice(&reference);
                let mut tokens = known.map(|invoice| invoice.tokens.clone()).unwrap_or_default();
                tokens.iter_mut().for_each(|token: &mut CustomerToken| token.status = Some(1));
                let sum = invoice(&cents(*amount).to_string(), "SEK");
                let invoice = Some(Sent { acknowledgment_mode: None, ..sum });
                let request = UpdateInvoice { invoice_reference: Some(reference), invoice, tokens };
                self.as_till(&till, Request::UpdateInvoice(Box::new(request)))
            }
            Move::Decide(which, choice) => {
                let Table { ledger, ids, now_ms } = &mut self.table;
                // Deciding about an invoice that is settled is refused, which is a move as well.
                let named = self.sent.get(*which).map_or("42", |(reference, _)| reference);
                let _refused = ledger.decide(named, *choice, *now_ms, ids);
                return None;
            }
            Move::ShowCard(which) => {
                let Table { ledger, ids, now_ms } = &mut self.table;
                let named = self.sent.get(*which).map_or("42", |(reference, _)| reference);
                let _refused = ledger.present_token(named, *now_ms, ids);
                return None;
            }
            Move::Ask(which) => {
                let (reference, till) = self.named(*which);
                let request = GetPaymentStatus { invoice_reference: Some(reference), invoice_version: Some(0) };
                self.as_till(&till, Request::GetPaymentStatus(request))
            }
            Move::Cancel(which) => {
                let (reference, till) = self.named(*which);
                self.as_till(&till, Request::CancelInvoice(CancelInvoice { invoice_reference: Some(reference) }))
            }
            Move::Commit(which, amount) => {
                let (reference, till) = self.named(*which);
                let amount =
                    amount.map(|amount| Amount { currency: Some("SEK".to_owned()), value: Some(cents(amount)) });
                let request = CommitReservation { invoice_reference: Some(reference), amount };
                self.as_till(&till, Request::CommitReservation(request))
            }
            Move::Receipt(which) => {
                let (ers_reference, till) = self.payment(*which);
                let receipt_document = Some(ReceiptDocument::default());
                let request = SubmitPaymentReceipt { ers_reference, receipt_document };
                self.as_till(&till, Request::SubmitPaymentReceipt(request))
            }
            Move::Refund(which, amount) => {
                let (ers_reference, till) = self.payment(*which);
                let invoice = Some(invoice(&cents(*amount).to_string(), "SEK"));
                self.as_till(&till, Request::RefundPayment(Box::new(RefundPayment { ers_reference, invoice })))
            }
            Move::Mark(of_terminal) => {
                let terminal_id = of_terminal.then(|| "cinema-terminal".to_owned());
                let request = Request::MarkTransactionPeriod(MarkTransactionPeriod { terminal_id });
                let (answer, _) = self.table.ask(request);
                if let Payload::Period(period) = &answer.payload {
                    self.periods.push(period.transaction_period_id.clone());
                }
                answer
            }
            Move::Report(which, period) => {
                let request = ExecuteReport {
                    report_id: Some(REPORTS[*which].to_owned()),
                    language: None,
                    transaction_period_id: self.periods.get(*period).cloned(),
                };
                self.table.ask(Request::ExecuteReport(request)).0
            }
            Move::Register(number) => {
                let request = RegisterTerminal {
                    external_terminal_id: Some(format!("till-{number}")),
                    password: Some("till-password".to_owned()),
                    name: None,
                };
                let (answer, _) = self.table.ask(Request::RegisterTerminal(request));
                if let Payload::Registered(registered) = &answer.payload
                    && !self.tills.contains(&registered.terminal_id)
                {
                    self.tills.push(registered.terminal_id.clone());
                }
                answer
            }
            Move::Unregister(till) => {
                let till = self.tills.get(*till).cloned().unwrap_or_else(|| "nobody".to_owned());
                self.as_till(&till, Request::UnregisterTerminal(UnregisterTerminal))
            }
            Move::Assign(till, id) => {
                let till = self.tills.get(*till).cloned().unwrap_or_else(|| "nobody".to_owned());
                let seqr_id = Some(if *id == 0 { "no good".to_owned() } else { format!("POS{id}") });
                self.as_till(&till, Request::AssignSeqrId(AssignSeqrId { seqr_id }))
            }
            Move::Expire(which) => {
                let (reference, _) = self.named(*which);
                // What cannot expire is refused, which is a move as well.
                if self.table.ledger.expire(&reference, self.table.now_ms).is_ok() {
                    self.expired.insert(reference);
                }
                return None;
            }
            Move::Wait(span) => {
                self.table.now_ms += span;
                self.table.ledger.advance(self.table.now_ms);
                return None;
            }
        };
        Some(answer)
    }

    /// What the merchant should have and what should be reserved, by the invoices alone.
    fn owed(&self) -> (Decimal, Decimal) {
        let kept = |invoice: &Invoice| {
            let payment = invoice.payment.as_ref().filter(|payment| !payment.reversed)?;
            Some(payment.amount.value - payment.refunded)
        };
        let reserved = |invoice: &Invoice| (invoice.status() == S::Reserved).then_some(invoice.total.value);
        let invoices = || self.table.ledger.invoices();
        (invoices().filter_map(kept).sum(), invoices().filter_map(reserved).sum())
    }
}

/// Whether an invoice may go from one status to another.
fn may_follow(from: S, to: S, reversed: bool) -> bool {
    match (from, to) {
        (S::Issued | S::PendingIssuerAcknowledge, _) => true,
        (S::Reserved, S::Paid | S::Canceled) => true,
        (S::Paid, S::Canceled) => reversed,
        _ => false,
    }
}

fn money_is_conserved(play: &Play) -> Result<(), TestCaseError> {
    let balance = |party| play.table.ledger.book().balance(party, "SEK");
    let (merchant, reserved) = (balance(Party::Merchant), balance(Party::Reserved));
    prop_assert_eq!(merchant + reserved + balance(Party::Customers), Decimal::ZERO);
    prop_assert_eq!((merchant, reserved), play.owed());
    for payment in play.table.ledger.invoices().filter_map(|invoice| invoice.payment.as_ref()) {
        prop_assert!(payment.refunded <= payment.amount.value, "more came back than was paid");
        prop_assert!(!payment.reversed || payment.refunded.is_zero(), "given back twice");
    }
    Ok(())
}

fn invoices_keep_their_way(play: &Play, before: &mut BTreeMap<String, (S, i64)>) -> Result<(), TestCaseError> {
    for invoice in play.table.ledger.invoices() {
        let reversed = invoice.payment.as_ref().is_some_and(|payment| payment.reversed);
        let now = (invoice.status(), invoice.version());
        prop_assert!(!invoice.confirmed || now.0 == S::PendingIssuerAcknowledge, "only who waits has confirmed");
        let Some(then) = before.insert(invoice.reference.clone(), now) else { continue };
        prop_assert!(then.0 == now.0 || may_follow(then.0, now.0, reversed), "{:?} -> {:?}", then.0, now.0);
        prop_assert!(now.1 >= then.1, "the version shrinks");
        prop_assert!(now.1 > then.1 || now.0 == then.0, "a change without a new version");
    }
    Ok(())
}

/// `brought_up` says whether the move let time come to now.
fn payments_are_reversed_in_time_and_not_before(play: &Play, brought_up: bool) -> Result<(), TestCaseError> {
    let left_alone = |invoice: &&Invoice| !play.expired.contains(&invoice.reference);
    for payment in play.table.ledger.invoices().filter(left_alone).filter_map(|invoice| invoice.payment.as_ref()) {
        let overdue = play.table.now_ms > payment.paid_at_ms + 20_000;
        match payment.acknowledged_at_ms {
            Some(at_ms) => prop_assert!(!payment.reversed && at_ms <= payment.paid_at_ms + 20_000),
            None => prop_assert!(payment.reversed == overdue || (!brought_up && !payment.reversed)),
        }
    }
    Ok(())
}

fn is_valid(answer: &Answer) -> Result<(), TestCaseError> {
    let text = answer.envelope();
    let envelope = read_envelope(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
    validate(&envelope.body).map_err(|violation| TestCaseError::fail(format!("{violation}: {answer:?}")))
}

proptest! {
    #[test]
    fn money_is_conserved_final_states_stay_and_versions_grow(moves in moves()) {
        let mut play = Play::new();
        let mut before = BTreeMap::new();
        for next in &moves {
            let answer = play.make(next);
            if let Some(answer) = &answer {
                is_valid(answer)?;
            }
            money_is_conserved(&play)?;
            invoices_keep_their_way(&play, &mut before)?;
            payments_are_reversed_in_time_and_not_before(&play, answer.is_some() || matches!(next, Move::Wait(_)))?;
            let next_due = play.table.ledger.next_deadline_ms();
            let waits = play.table.ledger.invoices().any(|invoice| {
                invoice.payment.as_ref().is_some_and(|payment| !payment.reversed && payment.acknowledged_at_ms.is_none())
            });
            prop_assert!(next_due.is_some() || !waits, "a payment that nobody will reverse");
        }
    }

    #[test]
    fn the_periods_of_the_shop_add_up_to_what_the_merchant_has(moves in moves()) {
        let mut play = Play::new();
        for next in &moves {
            play.make(next);
        }
        play.make(&Move::Mark(false));
        play.make(&Move::Wait(30_000));
        play.make(&Move::Mark(false));
        play.make(&Move::Wait(3000));
        let mut sum = Decimal::ZERO;
        for period in play.periods.clone() {
            let answer = super::periods::execute(&mut play.table, "Reconciliation/Shop.xml", Some(&period));
            let Payload::Report(report) = answer.payload else { continue };
            let document = roxmltree::Document::parse(&report.content).expect("XML");
            let balances = document.descendants().filter(|node| node.has_tag_name("balance"));
            sum += balances.map(|node| node.text().unwrap().parse::<Decimal>().unwrap()).sum::<Decimal>();
        }
        prop_assert_eq!(sum, play.table.ledger.book().balance(Party::Merchant, "SEK"));
    }
}
