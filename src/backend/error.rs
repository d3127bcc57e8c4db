//! What can go wrong with the backend itself, or with what the harness asks of it.

use crate::spec::QrFault;

use super::ledger::Undecidable;

/// An error of the simulated backend.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    #[error(
        "the simulated backend cannot listen on {listen}: another program uses that port; stop it, or change \
         `backend.listen` in candidate.yaml (port 0 takes any free one)"
    )]
    Busy { listen: String },
    #[error(
        "the simulated backend cannot listen on `{listen}`: {source}; change `backend.listen` in candidate.yaml, which \
         is host:port"
    )]
    Listen { listen: String, source: std::io::Error },
    #[error("the HTTP client for notifications cannot be made: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the text is no service QR code: {0}")]
    Qr(#[from] QrFault),
    #[error("the QR code is of service `{found}`; this backend knows `{known}`")]
    Service { found: String, known: String },
    #[error("there is no session with the TOKEN {0}")]
    Token(String),
    #[error(transparent)]
    Undecidable(#[from] Undecidable),
}
