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

/// Why the code of a point of sale shows no invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NothingThere {
    #[error("no terminal has the seqrId `{0}`; assignSeqrId gives it one")]
    Unassigned(String),
    #[error("the seqrId `{seqr_id}` leads to terminal {terminal}, which has sent no invoice as a point of sale")]
    NoInvoice { seqr_id: String, terminal: String },
}

impl Ledger {
    /// The invoice that the point of sale with this seqrId holds.
    ///
    /// # Errors
    /// When the seqrId leads to no terminal, or to one that holds no invoice.
    pub fn invoice_at(&self, seqr_id: &str) -> Result<String, NothingThere> {
        let terminal = self.terminals.seqr_ids.get(seqr_id);
        let terminal = terminal.ok_or_else(|| NothingThere::Unassigned(seqr_id.to_owned()))?;
        self.terminals
            .held_by(terminal)
            .map(str::to_owned)
            .ok_or_else(|| NothingThere::NoInvoice { seqr_id: seqr_id.to_owned(), terminal: terminal.clone() })
    }

    /// The credentials of a TERMINALID.
    pub(super) fn terminal(&self, id: &str) -> Option<&Terminal> {
        let own = Some(&self.accounts.terminal).filter(|terminal| terminal.id == id);
        own.or_else(|| self.terminals.registered.get(id).map(|sale| &sale.account))
    }
}
