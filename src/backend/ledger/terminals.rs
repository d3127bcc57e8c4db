//! The terminals that may call: the shop's own, which SEQR has set up, and points of sale that were registered.

use std::collections::BTreeMap;

use crate::candidate::Terminal;

use super::Ledger;

/// A point of sale.
#[derive(Clone, Debug)]
pub(super) struct PointOfSale {
    pub(super) account: Terminal,
    /// The shop's own name for it.
    pub(super) external_id: String,
    /// The case in which it was registered.
    pub(super) case: Option<String>,
    /// The invoice that the customer before it sees.
    invoice: Option<String>,
}

impl PointOfSale {
    pub(super) const fn new(account: Terminal, external_id: String, case: Option<String>) -> Self {
        Self { account, external_id, case, invoice: None }
    }
}

/// What was registered and assigned.
#[derive(Clone, Debug, Default)]
pub(super) struct Terminals {
    /// By TERMINALID.
    pub(super) registered: BTreeMap<String, PointOfSale>,
    /// seqrId → TERMINALID.
    pub(super) seqr_ids: BTreeMap<String, String>,
}

impl Terminals {
    /// The invoice that a point of sale holds. A webshop's terminal holds none, because it holds many.
    pub(super) fn held_by(&self, terminal: &str) -> Option<&str> {
        self.registered.get(terminal).and_then(|sale| sale.invoice.as_deref())
    }

    pub(super) fn hold(&mut self, terminal: &str, reference: &str) {
        if let Some(sale) = self.registered.get_mut(terminal) {
            sale.invoice = Some(reference.to_owned());
        }
    }
}

impl Ledger {
    /// The credentials of a TERMINALID.
    pub(super) fn terminal(&self, id: &str) -> Option<&Terminal> {
        let own = Some(&self.accounts.terminal).filter(|terminal| terminal.id == id);
        own.or_else(|| self.terminals.registered.get(id).map(|sale| &sale.account))
    }
}
