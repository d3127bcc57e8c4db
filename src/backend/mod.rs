//! The simulated SEQR backend: the SOAP service that the candidate calls.
//!
//! `server` takes bytes off the wire, `exchange` makes an answer of them, `ledger` decides what it is, `conformity` makes sure
//! that it is what our own schema promises, `worker` lets time pass and tells merchants about payments, `handle` is what the
//! rest of the harness holds, `playground` is a page for developers. Everything that the candidate can see happens under one
//! lock together with its record, so that the trace is in the order of what happened.

mod attribution;
mod certificate;
mod config;
mod conformity;
mod customer;
mod describe;
mod error;
mod exchange;
mod fault;
mod trouble;
mod handle;
mod ids;
pub mod ledger;
mod notify;
mod offer;
mod playground;
mod server;
mod shared;
mod worker;

pub use config::BackendConfig;
pub use customer::Shown;
pub use describe::{describe, describe_event, harmless};
pub use error::BackendError;
pub use handle::{Backend, InvoiceView};
pub use ids::Ids;
pub use ledger::{Money, Session};
pub use offer::{Offer, Transport};
pub use playground::{Desk, Remark};
