//! unregisterTerminal: a point of sale goes out of use, and what it has not finished is cancelled.

use crate::soap::{Answer, Payload};
use crate::spec::{InvoiceStatus, Operation, ResultCode};

use super::Ledger;
use super::access::{Caller, Refusal};
use super::state::{Effect, Outcome, Turn};

impl Ledger {
    pub(super) fn unregister_terminal(&mut self, turn: &mut Turn<'_>) -> Outcome {
        let terminal = self.leaving(&turn.caller)?;
        let unfinished: Vec<String> = self
            .invoices()
            .filter(|invoice| invoice.terminal == terminal)
            .filter(|invoice| invoice.is_open() || invoice.status() == InvoiceStatus::Reserved)
            .map(|invoice| invoice.reference.clone())
            .collect();
        for reference in unfinished {
            self.abandon(&reference, turn.effects);
        }
        self.terminals.registered.remove(&terminal);
        self.terminals.seqr_ids.retain(|_, assigned| *assigned != terminal);
        Ok(Answer::success(Operation::UnregisterTerminal, Payload::Nothing))
    }

    /// Which terminal the caller means. A reseller names none, so that there must be one only.
    fn leaving(&self, caller: &Caller) -> Result<String, Refusal> {
        let rejected = |why: &str| Err((ResultCode::RejectedBusinessLogic, why.to_owned()));
        let registered = &self.terminals.registered;
        match caller {
            Caller::Terminal(id) if registered.contains_key(id) => Ok(id.clone()),
            Caller::Terminal(_) => rejected("this terminal was set up by SEQR, not by registerTerminal"),
            Caller::Reseller => match (registered.len(), registered.keys().next()) {
                (1, Some(id)) => Ok(id.clone()),
                (0, _) => rejected("no terminal is registered"),
                _ => rejected("several terminals are registered; call it as the one that goes"),
            },
        }
    }

    fn abandon(&mut self, reference: &str, effects: &mut Vec<Effect>) {
        let Some(invoice) = self.invoices.get_mut(reference) else { return };
        if invoice.status() == InvoiceStatus::Reserved {
            return self.release(reference, effects);
        }
        invoice.confirmed = false;
        effects.push(invoice.change(InvoiceStatus::Canceled));
    }
}
