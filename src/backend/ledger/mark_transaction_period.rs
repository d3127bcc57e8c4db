//! markTransactionPeriod: ends a period of the shop, or of one terminal.

use crate::soap::{Answer, MarkTransactionPeriod, Payload, Period};
use crate::spec::{Operation, ResultCode};

use super::super::ids::Ids;
use super::Ledger;
use super::state::Outcome;

impl Ledger {
    pub(super) fn mark_transaction_period(&self, request: &MarkTransactionPeriod, ids: &mut Ids) -> Outcome {
        if let Some(terminal) = request.terminal_id.as_deref().filter(|id| *id != self.accounts.terminal.id) {
            let shown: String = terminal.chars().take(60).collect();
            return Err((ResultCode::InvalidInitiatorPrincipalId, format!("there is no TERMINALID `{shown}`")));
        }
        let period = Period { transaction_period_id: ids.period_id() };
        Ok(Answer::success(Operation::MarkTransactionPeriod, Payload::Period(period)))
    }
}
