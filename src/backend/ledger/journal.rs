//! What happened to the merchant's money, in the order in which it happened, and the periods that it is divided into.

use std::ops::Range;

use super::{Invoice, Money};

/// A movement of the merchant's money.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    pub(super) at_ms: u64,
    pub(super) kind: TransactionKind,
    pub(super) terminal: String,
    /// Never negative; the kind says in which direction it went.
    pub(super) money: Money,
    pub(super) ers_reference: String,
    pub(super) client_invoice_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TransactionKind {
    Payment,
    Refund,
    /// Of a payment that nobody acknowledged.
    Reversal,
}

impl TransactionKind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::Reversal => "reversal",
        }
    }
}

/// Whose period it is. Periods of the shop and of each terminal are marked independently of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Shop,
    Terminal(String),
}

/// A transaction period that has been marked.
#[derive(Clone, Debug)]
pub(super) struct Period {
    pub(super) id: String,
    pub(super) scope: Scope,
    /// The case in which it was marked.
    pub(super) case: Option<String>,
    /// When the former period of the same scope was marked.
    pub(super) began_ms: u64,
    pub(super) marked_ms: u64,
    transactions: Range<usize>,
}

/// Grows only.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    transactions: Vec<Transaction>,
    periods: Vec<Period>,
}

impl Journal {
    pub(super) fn enter(
        &mut self,
        kind: TransactionKind,
        invoice: &Invoice,
        money: &Money,
        ers_reference: String,
        at_ms: u64,
    ) {
        let (terminal, client_invoice_id) = (invoice.terminal.clone(), invoice.client_invoice_id.clone());
        let money = money.clone();
        self.transactions.push(Transaction { at_ms, kind, terminal, money, ers_reference, client_invoice_id });
    }

    /// Ends the period of `scope` that is open, and begins the next.
    pub(super) fn mark(&mut self, id: String, scope: Scope, case: Option<String>, marked_ms: u64) {
        let former = self.periods.iter().rev().find(|period| period.scope == scope);
        let (began_ms, start) = former.map_or((0, 0), |former| (former.marked_ms, former.transactions.end));
        let transactions = start..self.transactions.len();
        self.periods.push(Period { id, scope, case, began_ms, marked_ms, transactions });
    }

    pub(super) fn period(&self, id: &str) -> Option<&Period> {
        self.periods.iter().find(|period| period.id == id)
    }

    /// The period that was marked last among those that `wanted` wants.
    pub(super) fn last_period(&self, wanted: impl Fn(&Period) -> bool) -> Option<&Period> {
        self.periods.iter().rev().find(|period| wanted(period))
    }

    /// What happened in a period.
    pub(super) fn of<'a>(&'a self, period: &'a Period) -> impl Iterator<Item = &'a Transaction> {
        let transactions = self.transactions.get(period.transactions.clone()).unwrap_or_default();
        transactions.iter().filter(|transaction| match &period.scope {
            Scope::Shop => true,
            Scope::Terminal(terminal) => transaction.terminal == *terminal,
        })
    }
}
