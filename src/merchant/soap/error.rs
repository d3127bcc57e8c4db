//! Why a call to SEQR did not bring what was asked for.

use crate::spec::{Operation, ResultCode};

/// A call that failed.
#[derive(Debug, thiserror::Error)]
pub enum SoapError {
    #[error("the message could not be written: {0}")]
    Write(#[from] std::io::Error),
    #[error("SEQR cannot be reached: {0}")]
    Transport(#[from] reqwest::Error),
    #[error("SEQR answered with HTTP status {status}: {fault}")]
    Fault { status: u16, fault: String },
    #[error("SEQR's answer cannot be understood: {0}")]
    Unreadable(String),
    #[error("{operation} was refused: {code} {description}")]
    Refused { operation: Operation, code: i32, description: String },
    #[error("the shop has no reseller user, which {0} needs")]
    NoReseller(Operation),
}

impl SoapError {
    /// The result code, where SEQR gave one that the API reference knows.
    pub fn result_code(&self) -> Option<ResultCode> {
        match self {
            Self::Refused { code, .. } => ResultCode::from_code(*code),
            _ => None,
        }
    }
}
