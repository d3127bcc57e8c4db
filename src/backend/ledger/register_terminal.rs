//! registerTerminal: a point of sale gets a TERMINALID.

use crate::candidate::Terminal;
use crate::soap::{Answer, Payload, RegisterTerminal, Registered};
use crate::spec::{Operation, ResultCode};

use super::Ledger;
use super::access::SHORTEST_PASSWORD;
use super::state::{Outcome, Turn};
use super::terminals::PointOfSale;

impl Ledger {
    /// Whoever registers the same external id again gets the same TERMINALID with the new password: a till that is set up
    /// anew is still the same till.
    pub(super) fn register_terminal(&mut self, request: &RegisterTerminal, turn: &mut Turn<'_>) -> Outcome {
        let Some(external_id) = request.external_terminal_id.clone() else {
            return Err((ResultCode::RejectedBusinessLogic, "externalTerminalId is missing".to_owned()));
        };
        let password = request.password.clone().unwrap_or_default();
        if password.chars().count() < SHORTEST_PASSWORD {
            let why = format!("the terminal's password is shorter than {SHORTEST_PASSWORD} characters");
            return Err((ResultCode::AccessDenied, why));
        }
        let registered = &mut self.terminals.registered;
        let known = registered.iter_mut().find(|(_, sale)| sale.external_id == external_id);
        let terminal_id = match known {
            Some((id, sale)) => {
                sale.account.password = password;
                id.clone()
            }
            None => {
                let id = turn.ids.terminal_id();
                let account = Terminal { id: id.clone(), password };
                let sale = PointOfSale::new(account, external_id, turn.call.case.map(str::to_owned));
                registered.insert(id.clone(), sale);
                id
            }
        };
        Ok(Answer::success(Operation::RegisterTerminal, Payload::Registered(Registered { terminal_id })))
    }
}
