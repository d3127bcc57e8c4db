//! Terminals of both kinds: the webshop's own, and points of sale that are registered.

use seqr_cert::backend::ledger::{Effect, NothingThere};
use seqr_cert::soap::{
    Answer, AssignSeqrId, CancelInvoice, GetPaymentStatus, Invoice, Payload, RegisterTerminal, Request, SendInvoice,
    UnregisterTerminal,
};
use seqr_cert::spec::InvoiceStatus as S;
use seqr_cert::suite::Choice;

use super::ledger::{Table, invoice};

const PASSWORD: &str = "till-password";
const RESELLER: (&str, &str, &str) = ("RESELLERUSER", "cinema", "1234");

fn register(table: &mut Table, external_id: &str, password: &str) -> Answer {
    let request = RegisterTerminal {
        external_terminal_id: Some(external_id.to_owned()),
        password: Some(password.to_owned()),
        name: Some("Foyer".to_owned()),
    };
    table.ask(Request::RegisterTerminal(request)).0
}

fn till(table: &mut Table, external_id: &str) -> String {
    match register(table, external_id, PASSWORD).payload {
        Payload::Registered(registered) => registered.terminal_id,
        other => panic!("{other:?}"),
    }
}

fn as_till(table: &mut Table, id: &str, request: Request) -> (Answer, Vec<Effect>) {
    table.ask_as(("TERMINALID", id, PASSWORD), request)
}

fn send(table: &mut Table, id: &str) -> (i32, String) {
    send_invoice(table, id, invoice("5", "SEK"))
}

fn send_invoice(table: &mut Table, id: &str, invoice: Invoice) -> (i32, String) {
    let request = SendInvoice { invoice: Some(invoice), ..SendInvoice::default() };
    let (answer, _) = as_till(table, id, Request::SendInvoice(Box::new(request)));
    match answer.payload {
        Payload::Issued(issued) => (answer.code, issued.invoice_reference),
        _ => (answer.code, String::new()),
    }
}

fn ask(table: &mut Table, id: &str, reference: &str) -> i32 {
    let request = GetPaymentStatus { invoice_reference: Some(reference.to_owned()), invoice_version: Some(0) };
    as_till(table, id, Request::GetPaymentStatus(request)).0.code
}

#[test]
fn a_registered_terminal_calls_with_its_own_password_and_registering_again_keeps_its_id() {
    let mut table = Table::new();
    let id = till(&mut table, "till-1");
    assert_ne!(till(&mut table, "till-2"), id);
    assert_eq!(send(&mut table, &id).0, 0);
    let again = register(&mut table, "till-1", "another-one").payload;
    assert!(matches!(again, Payload::Registered(registered) if registered.terminal_id == id));
    assert_eq!(send(&mut table, &id).0, 20, "the former password is no good any more");
}

#[test]
fn registering_needs_an_external_id_and_a_password_of_four_characters() {
    let mut table = Table::new();
    assert_eq!(register(&mut table, "till-1", "abc").code, 21);
    assert_eq!(table.ask(Request::RegisterTerminal(RegisterTerminal::default())).0.code, 10);
    let by_a_terminal = Request::RegisterTerminal(RegisterTerminal::default());
    let terminal = ("TERMINALID", "cinema-terminal", super::support::PASSWORD);
    assert_eq!(table.ask_as(terminal, by_a_terminal).0.code, 21);
}

#[test]
fn an_invoice_is_known_to_its_own_terminal_only() {
    let mut table = Table::new();
    let (one, other) = (till(&mut table, "till-1"), till(&mut table, "till-2"));
    let (_, reference) = send(&mut table, &one);
    assert_eq!([ask(&mut table, &one, &reference), ask(&mut table, &other, &reference)], [0, 54]);
    assert_eq!([table.status(&reference).0.code, table.cancel(&reference)], [54, 54], "not to the webshop either");
    let of_the_shop = table.send("1");
    let cancel = Request::CancelInvoice(CancelInvoice { invoice_reference: Some(of_the_shop) });
    assert_eq!(as_till(&mut table, &one, cancel).0.code, 54);
}

#[test]
fn a_point_of_sale_holds_one_invoice_and_a_webshop_many() {
    let mut table = Table::new();
    let id = till(&mut table, "till-1");
    let (_, first) = send(&mut table, &id);
    let (_, second) = send(&mut table, &id);
    let status = |table: &Table, reference: &str| table.ledger.invoice(reference).unwrap().status();
    assert_eq!([status(&table, &first), status(&table, &second)], [S::Canceled, S::Issued]);
    table.decide(&second, Choice::Approve);
    let (_, third) = send(&mut table, &id);
    assert_eq!([status(&table, &second), status(&table, &third)], [S::Paid, S::Issued], "what is paid stays paid");
    let (one, other) = (table.send("1"), table.send("1"));
    assert_eq!([status(&table, &one), status(&table, &other)], [S::Issued, S::Issued]);
}

#[test]
fn a_payment_under_way_at_a_point_of_sale_is_not_pushed_aside() {
    let mut table = Table::new();
    let id = till(&mut table, "till-1");
    let waits = Invoice { acknowledgment_mode: None, ..invoice("5", "SEK") };
    let (_, reference) = send_invoice(&mut table, &id, waits);
    table.decide(&reference, Choice::Approve);
    assert_eq!(send(&mut table, &id).0, 48);
    table.decide(&reference, Choice::Cancel);
    assert_eq!(send(&mut table, &id).0, 0);
}

#[test]
fn an_unregistered_terminal_is_unknown_and_its_unfinished_invoice_cancelled() {
    let mut table = Table::new();
    let id = till(&mut table, "till-1");
    let (_, reference) = send(&mut table, &id);
    let gone = |table: &mut Table, id: &str| as_till(table, id, Request::UnregisterTerminal(UnregisterTerminal)).0.code;
    assert_eq!(gone(&mut table, &id), 0);
    assert_eq!(table.ledger.invoice(&reference).unwrap().status(), S::Canceled);
    assert_eq!([send(&mut table, &id).0, gone(&mut table, &id)], [29, 29]);
}

#[test]
fn a_reseller_unregisters_the_only_terminal_and_has_to_say_which_of_several() {
    let mut table = Table::new();
    let gone = |table: &mut Table| table.ask_as(RESELLER, Request::UnregisterTerminal(UnregisterTerminal)).0.code;
    assert_eq!(gone(&mut table), 10, "there is none");
    let id = till(&mut table, "till-1");
    till(&mut table, "till-2");
    assert_eq!(gone(&mut table), 10, "there are two");
    as_till(&mut table, &id, Request::UnregisterTerminal(UnregisterTerminal));
    assert_eq!([gone(&mut table), gone(&mut table)], [0, 10]);
    assert_eq!(table.ask(Request::UnregisterTerminal(UnregisterTerminal)).0.code, 10, "the shop's own stays");
    assert_eq!(table.status("42").0.code, 54);
}

#[test]
fn a_seqr_id_is_alphanumeric_and_leads_to_one_terminal() {
    let mut table = Table::new();
    let (one, other) = (till(&mut table, "till-1"), till(&mut table, "till-2"));
    let mut assign = |id: &str, seqr_id: Option<&str>| {
        let request = AssignSeqrId { seqr_id: seqr_id.map(str::to_owned) };
        as_till(&mut table, id, Request::AssignSeqrId(request)).0.code
    };
    assert_eq!(
        [assign(&one, Some("FOYER1")), assign(&one, Some("FOYER1")), assign(&other, Some("FOYER1"))],
        [0, 0, 53]
    );
    assert_eq!(assign(&one, Some("FOYER2")), 0, "another sticker for the same till");
    assert_eq!(assign(&other, Some("FOYER1")), 0, "the former one is free");
    for wrong in [None, Some("FOYER 3"), Some("FÖYER"), Some("A-1"), Some(&*"A".repeat(41))] {
        assert_eq!(assign(&one, wrong), 53, "{wrong:?}");
    }
}

#[test]
fn the_code_of_a_point_of_sale_shows_the_invoice_that_it_holds() {
    let mut table = Table::new();
    let id = till(&mut table, "till-1");
    let assign = |table: &mut Table, id: &str, seqr_id: &str| {
        let request = AssignSeqrId { seqr_id: Some(seqr_id.to_owned()) };
        assert_eq!(as_till(table, id, Request::AssignSeqrId(request)).0.code, 0);
    };
    assign(&mut table, &id, "FOYER1");
    let nothing = |table: &Table, seqr_id: &str| table.ledger.invoice_at(seqr_id).unwrap_err();
    assert_eq!(nothing(&table, "FOYER2"), NothingThere::Unassigned("FOYER2".to_owned()));
    assert!(matches!(nothing(&table, "FOYER1"), NothingThere::NoInvoice { .. }));
    let (_, first) = send(&mut table, &id);
    assert_eq!(table.ledger.invoice_at("FOYER1"), Ok(first));
    let (_, second) = send(&mut table, &id);
    assert_eq!(table.ledger.invoice_at("FOYER1"), Ok(second));
    // A webshop's terminal holds many invoices, so that its sticker shows none.
    let request = Request::AssignSeqrId(AssignSeqrId { seqr_id: Some("SHOP".to_owned()) });
    assert_eq!(table.ask(request).0.code, 0);
    table.send("5");
    assert!(matches!(nothing(&table, "SHOP"), NothingThere::NoInvoice { .. }));
}
