//! What a message says about an element beside its name and its text.

use serde::{Deserialize, Serialize};

/// Something about an element of a message that the schema does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oddity {
    /// The element, as in [`Field::path`](super::Field::path).
    pub path: String,
    pub oddly: Oddly,
}

/// What is odd about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddly {
    /// It is in the namespace of the operation, as nothing below an operation is.
    InSeqrNamespace,
    InOtherNamespace,
    /// Its `xsi:type` is this one, so that the text is bytes in code.
    Coded(String),
}
