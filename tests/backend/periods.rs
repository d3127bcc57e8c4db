//! Transaction periods and their reports.

use seqr_cert::soap::{Answer, ExecuteReport, MarkTransactionPeriod, Payload, Report, Request};
use seqr_cert::suite::Choice;

use super::ledger::Table;

pub fn mark(table: &mut Table, terminal: Option<&str>) -> String {
    let request = MarkTransactionPeriod { terminal_id: terminal.map(str::to_owned) };
    match table.ask(Request::MarkTransactionPeriod(request)).0.payload {
        Payload::Period(period) => period.transaction_period_id,
        other => panic!("{other:?}"),
    }
}

pub fn execute(table: &mut Table, report: &str, period: Option<&str>) -> Answer {
    let request = ExecuteReport {
        report_id: Some(report.to_owned()),
        language: Some("sv".to_owned()),
        transaction_period_id: period.map(str::to_owned),
    };
    table.ask(Request::ExecuteReport(request)).0
}

fn report(answer: Answer) -> Report {
    match answer.payload {
        Payload::Report(report) => report,
        _ => panic!("{answer:?}"),
    }
}

/// A payment of 30 with a refund of 10, and one of 5 that was taken back.
fn busy_day(table: &mut Table) {
    let (_, payment) = table.paid("30.00");
    table.refund(&payment, "10", "SEK");
    let unheard = table.send("5");
    table.decide(&unheard, Choice::Approve);
    table.now_ms += 20_001;
}

#[test]
fn a_report_is_ready_three_seconds_after_the_mark() {
    let mut table = Table::new();
    let period = mark(&mut table, None);
    table.now_ms += 2999;
    assert_eq!(execute(&mut table, "Reconciliation/Shop.xml", Some(&period)).code, 2);
    table.now_ms += 1;
    assert_eq!(execute(&mut table, "Reconciliation/Shop.xml", Some(&period)).code, 0);
}

#[test]
fn the_shops_report_is_xml_with_the_sums_of_the_period() {
    let mut table = Table::new();
    busy_day(&mut table);
    let period = mark(&mut table, None);
    table.paid("99");
    table.now_ms += 3000;
    let report = report(execute(&mut table, "Reconciliation/Shop.xml", Some(&period)));
    assert_eq!((report.mime_type, report.title.as_str()), ("text/xml", "Reconciliation of the shop"));
    insta::assert_snapshot!(report.content.replace(&period, "PERIOD").replace('>', ">\n"));
}

#[test]
fn a_terminals_report_is_html_where_its_id_does_not_say_xml() {
    let mut table = Table::new();
    busy_day(&mut table);
    mark(&mut table, Some("cinema-terminal"));
    table.now_ms += 3000;
    let page = report(execute(&mut table, "STD_RECON_007", None));
    assert_eq!(page.mime_type, "text/html");
    assert!(page.content.starts_with("<!DOCTYPE html><html><head><title>Transactions of a terminal"), "{page:?}");
    for cell in ["<td>payment</td>", "<td>refund</td>", "<td>reversal</td>", "<td>1970-01-01T00:00:21.001Z</td>"] {
        assert!(page.content.contains(cell), "{cell}: {}", page.content);
    }
    let as_xml = report(execute(&mut table, "Reconciliation/STD_RECON_006.xml", None));
    assert!(as_xml.content.contains("<balance>20</balance>"), "{}", as_xml.content);
}

#[test]
fn periods_of_the_shop_and_of_a_terminal_are_independent_and_each_begins_where_the_last_ended() {
    let mut table = Table::new();
    table.paid("1");
    let first = mark(&mut table, None);
    table.paid("2");
    let of_terminal = mark(&mut table, Some("cinema-terminal"));
    let second = mark(&mut table, None);
    let empty = mark(&mut table, None);
    table.now_ms += 3000;
    let mut balance = |id: &str, period: &str| {
        let content = report(execute(&mut table, id, Some(period))).content;
        content.split_once("<balance>").map(|(_, rest)| rest.split_once('<').unwrap().0.to_owned())
    };
    assert_eq!(balance("Reconciliation/Shop.xml", &first).as_deref(), Some("1"));
    assert_eq!(balance("Reconciliation/Shop.xml", &second).as_deref(), Some("2"));
    assert_eq!(balance("Reconciliation/Shop.xml", &empty), None);
    assert_eq!(balance("STD_RECON_006.xml", &of_terminal).as_deref(), Some("3"));
}

#[test]
fn a_report_needs_a_period_of_its_own_kind() {
    let mut table = Table::new();
    assert_eq!(execute(&mut table, "Reconciliation/Shop.xml", None).code, 10, "nothing was marked");
    let (shop, terminal) = (mark(&mut table, None), mark(&mut table, Some("cinema-terminal")));
    table.now_ms += 3000;
    let mut code = |report: &str, period: &str| execute(&mut table, report, Some(period)).code;
    assert_eq!([code("STD_RECON_003", &shop), code("STD_RECON_006", &terminal)], [0, 0]);
    assert_eq!([code("STD_RECON_003", &terminal), code("STD_RECON_006", &shop)], [10, 10]);
    assert_eq!([code("STD_RECON_003", "42"), code("Nonsense.xml", &shop), code("", &shop)], [10, 10, 10]);
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let mut table = Table::new();
    for _ in 0..1001 {
        table.paid("1");
    }
    mark(&mut table, None);
    table.now_ms += 3000;
    let report = report(execute(&mut table, "Reconciliation/STD_RECON_003.xml", None));
    assert_eq!(report.content.matches("<row>").count(), 1000);
    assert!(report.content.contains("<omitted>1</omitted>"));
}
