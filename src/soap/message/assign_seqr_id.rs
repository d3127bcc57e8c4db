//! assignSeqrId: the sticker at a point of sale, `HTTP://SEQR.SE/Q<seqrId>`, leads to this terminal.

use super::super::Element;
use super::decode::text;

/// The request; the answer adds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssignSeqrId {
    pub seqr_id: Option<String>,
}

impl AssignSeqrId {
    pub(super) fn read(operation: &Element<'_>) -> Self {
        Self { seqr_id: text(operation, "seqrId") }
    }
}
