//! The shop's own SOAP client: SOAP 1.1, document/literal wrapped.

mod answer;
mod client;
mod envelope;
mod error;
mod invoice;
mod slip;

pub use client::{ReceiptDocument, SeqrClient, SessionInfo};
pub use error::SoapError;
pub use invoice::Invoice;
