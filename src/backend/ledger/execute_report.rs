//! executeReport: what happened in a period, for the shop's books.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::soap::{Answer, ExecuteReport, Payload, Report, Statement, StatementRow};
use crate::spec::{Operation, ResultCode};

use super::Ledger;
use super::access::{Refusal, shown};
use super::journal::{Period, Scope, Transaction, TransactionKind};
use super::state::{Outcome, Turn};

/// How long a report takes after its period was marked (protocol facts, section 3).
const READY_AFTER_MS: u64 = 3000;
/// A report that lists transactions stops here and says so.
const MOST_ROWS: usize = 1000;

/// What a report is about, told by the last part of its id (protocol facts, section 3).
struct ReportKind {
    name: &'static str,
    title: &'static str,
    per_terminal: bool,
    detail: Detail,
}

#[derive(Clone, Copy)]
enum Detail {
    /// Sums by terminal and currency.
    Sums,
    /// Every transaction.
    Transactions,
}

const KINDS: [ReportKind; 4] = [
    ReportKind { name: "Shop", title: "Reconciliation of the shop", per_terminal: false, detail: Detail::Sums },
    ReportKind {
        name: "STD_RECON_003",
        title: "Transactions of the shop",
        per_terminal: false,
        detail: Detail::Transactions,
    },
    ReportKind {
        name: "STD_RECON_006",
        title: "Reconciliation of a terminal",
        per_terminal: true,
        detail: Detail::Sums,
    },
    ReportKind {
        name: "STD_RECON_007",
        title: "Transactions of a terminal",
        per_terminal: true,
        detail: Detail::Transactions,
    },
];

impl Ledger {
    /// The report's language is not simulated: it is in English whatever the request says.
    pub(super) fn execute_report(&self, request: &ExecuteReport, turn: &Turn<'_>) -> Outcome {
        let rejected = |why: String| (ResultCode::RejectedBusinessLogic, why);
        let id = request.report_id.as_deref();
        let kind = id.and_then(kind_of).ok_or_else(|| rejected(format!("there is no report {}", shown(id))))?;
        let period = self.reported_period(request.transaction_period_id.as_deref(), kind)?;
        if turn.call.now_ms < period.marked_ms.saturating_add(READY_AFTER_MS) {
            let why = "ask again in three seconds".to_owned();
            return Err((ResultCode::ReportNotReady, why));
        }
        let statement = self.statement(kind, period);
        let as_xml = id.is_some_and(|id| id.ends_with(".xml"));
        let (mime_type, content) = if as_xml { ("text/xml", statement.xml()) } else { ("text/html", statement.html()) };
        let report = Report { title: statement.title, mime_type, content };
        Ok(Answer::success(Operation::ExecuteReport, Payload::Report(report)))
    }

    /// The period that is asked for; the latest of the report's kind where none is named.
    fn reported_period(&self, id: Option<&str>, kind: &ReportKind) -> Result<&Period, Refusal> {
        let rejected = |why: String| (ResultCode::RejectedBusinessLogic, why);
        let fits = |period: &Period| matches!(period.scope, Scope::Terminal(_)) == kind.per_terminal;
        let mark = if kind.per_terminal { "a period of a terminal (entry TERMINALID)" } else { "a period of the shop" };
        let Some(id) = id else {
            let last = self.journal.last_period(fits);
            return last.ok_or_else(|| rejected(format!("markTransactionPeriod has not marked {mark} yet")));
        };
        let period = self.journal.period(id);
        let period = period.ok_or_else(|| rejected(format!("there is no transactionPeriodId {}", shown(Some(id)))))?;
        if fits(period) { Ok(period) } else { Err(rejected(format!("this report needs {mark}"))) }
    }

    fn statement(&self, kind: &ReportKind, period: &Period) -> Statement {
        let scope = match &period.scope {
            Scope::Shop => ("shop", self.accounts.reseller.as_ref().map_or_else(String::new, |shop| shop.id.clone())),
            Scope::Terminal(terminal) => ("terminal", terminal.clone()),
        };
        let mut facts = vec![
            ("transactionPeriodId", period.id.clone()),
            scope,
            ("from", self.wall_clock(period.began_ms)),
            ("to", self.wall_clock(period.marked_ms)),
        ];
        let transactions: Vec<&Transaction> = self.journal.of(period).collect();
        let rows = match kind.detail {
            Detail::Sums => sums(&transactions),
            Detail::Transactions => {
                if transactions.len() > MOST_ROWS {
                    facts.push(("omitted", (transactions.len() - MOST_ROWS).to_string()));
                }
                transactions.iter().take(MOST_ROWS).map(|transaction| self.row(transaction)).collect()
            }
        };
        Statement { title: kind.title.to_owned(), facts, rows }
    }

    fn row(&self, transaction: &Transaction) -> StatementRow {
        vec![
            ("time", self.wall_clock(transaction.at_ms)),
            ("terminal", transaction.terminal.clone()),
            ("kind", transaction.kind.name().to_owned()),
            ("ersReference", transaction.ers_reference.clone()),
            ("clientInvoiceId", transaction.client_invoice_id.clone().unwrap_or_default()),
            ("amount", transaction.money.value.to_string()),
            ("currency", transaction.money.currency.clone()),
        ]
    }
}

/// By the name alone: ids come with and without the folder `Reconciliation/` and the ending `.xml`.
fn kind_of(id: &str) -> Option<&'static ReportKind> {
    let name = id.rsplit('/').next().unwrap_or(id);
    let name = name.strip_suffix(".xml").unwrap_or(name);
    KINDS.iter().find(|kind| kind.name == name)
}

fn sums(transactions: &[&Transaction]) -> Vec<StatementRow> {
    let mut sums: BTreeMap<(&str, &str), [Decimal; 3]> = BTreeMap::new();
    for transaction in transactions {
        let sum = sums.entry((&transaction.terminal, &transaction.money.currency)).or_default();
        let column = match transaction.kind {
            TransactionKind::Payment => 0,
            TransactionKind::Refund => 1,
            TransactionKind::Reversal => 2,
        };
        sum[column] += transaction.money.value;
    }
    let row = |((terminal, currency), [paid, refunded, reversed]): ((&str, &str), [Decimal; 3])| {
        vec![
            ("terminal", terminal.to_owned()),
            ("currency", currency.to_owned()),
            ("paid", paid.to_string()),
            ("refunded", refunded.to_string()),
            ("reversed", reversed.to_string()),
            ("balance", (paid - refunded - reversed).to_string()),
        ]
    };
    sums.into_iter().map(row).collect()
}
