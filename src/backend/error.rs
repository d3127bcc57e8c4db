//! What can go wrong with the backend itself, or with what the harness asks of it.

use std::path::PathBuf;

use crate::spec::{InvoiceStatus, QrFault};

use super::ledger::{NothingThere, Undecidable};

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
    #[error("the certificate for HTTPS cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("HTTPS cannot be set up: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
    #[error("the certificate that clients have to trust cannot be written to {path}: {source}")]
    CaFile { path: PathBuf, source: std::io::Error },
    #[error("invoice {reference} is {status}; merchants are only told of PAID ones")]
    NothingToTell { reference: String, status: InvoiceStatus },
    #[error("invoice {0} came without a notificationUrl, so there is nobody to tell")]
    NoNotificationUrl(String),
    #[error("invoice {0} is not PAID, so that there is nothing to take back")]
    NotPaid(String),
    #[error("there is no session with the TOKEN {0}")]
    Token(String),
    #[error(transparent)]
    NothingThere(#[from] NothingThere),
    #[error(transparent)]
    Undecidable(#[from] Undecidable),
}
