//! markTransactionPeriod: ends a period of the shop, or of one terminal.

use crate::soap::{Answer, MarkTransactionPeriod, Payload, Period};
use crate::spec::{Operation, ResultCode};

use super::Ledger;
use super::access::shown;
use super::journal::Scope;
use super::state::{Outcome, Turn};

impl Ledger {
    pub(super) fn mark_transaction_period(&mut self, request: &MarkTransactionPeriod, turn: &mut Turn<'_>) -> Outcome {
        let scope = match request.terminal_id.as_deref() {
            None => Scope::Shop,
            Some(id) if self.terminal(id).is_some() => Scope::Terminal(id.to_owned()),
            unknown => {
                let why = format!("there is no TERMINALID {}", shown(unknown));
                return Err((ResultCode::InvalidInitiatorPrincipalId, why));
            }
        };
        let id = turn.ids.period_id();
        self.journal.mark(id.clone(), scope, turn.call.case.map(str::to_owned), turn.call.now_ms);
        let period = Period { transaction_period_id: id };
        Ok(Answer::success(Operation::MarkTransactionPeriod, Payload::Period(period)))
    }
}
