//! What the SEQR backend knows and how it changes: a state machine without I/O and without a clock.
//!
//! A request and the time go in; the answer and the [`Effect`]s come out. Whoever holds the ledger records the effects and
//! carries out what they ask for. One file per operation; a new one is a file and a line in `state`.
//!
//! Life of an invoice: ISSUED → PAID, FAILED or CANCELED. These are final, but for the reversal that turns a PAID invoice
//! into a CANCELED one when the merchant does not acknowledge it in time (protocol facts, section 5).

mod access;
mod book;
mod cancel_invoice;
mod customer;
mod get_client_session_info;
mod get_payment_status;
mod invoice;
mod mark_transaction_period;
mod money;
mod refund_payment;
mod reversal;
mod send_invoice;
mod session;
mod state;

pub use access::Accounts;
pub use book::{Book, Party};
pub use customer::Undecidable;
pub use invoice::{Invoice, Payment};
pub use money::Money;
pub use session::Session;
pub use state::{Call, Effect, Ledger};
