//! assignSeqrId: a sticker leads to a terminal.

use crate::soap::{Answer, AssignSeqrId, Payload};
use crate::spec::{Operation, ResultCode};

use super::Ledger;
use super::access::{Caller, shown};
use super::state::{Outcome, Turn};

/// Longer ones would not fit onto a sticker's code.
const LONGEST: usize = 40;

impl Ledger {
    /// A terminal has one sticker: the former one leads nowhere any more.
    pub(super) fn assign_seqr_id(&mut self, request: &AssignSeqrId, turn: &Turn<'_>) -> Outcome {
        let invalid = |why: String| Err((ResultCode::InvalidSeqrId, why));
        let Some(seqr_id) = request.seqr_id.as_deref() else { return invalid("seqrId is missing".to_owned()) };
        if seqr_id.len() > LONGEST || !seqr_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return invalid(format!("seqrId {} is not alphanumeric", shown(Some(seqr_id))));
        }
        let Caller::Terminal(terminal) = &turn.caller else {
            return Err((ResultCode::AccessDenied, "only a terminal has a seqrId".to_owned()));
        };
        let assigned = &mut self.terminals.seqr_ids;
        if assigned.get(seqr_id).is_some_and(|other| other != terminal) {
            return invalid(format!("seqrId {} leads to another terminal", shown(Some(seqr_id))));
        }
        assigned.retain(|_, other| other != terminal);
        assigned.insert(seqr_id.to_owned(), terminal.clone());
        Ok(Answer::success(Operation::AssignSeqrId, Payload::Nothing))
    }
}
