//! What the SEQR backend knows and how it changes: a state machine without I/O and without a clock.
//!
//! A request and the time go in; the answer and the [`Effect`]s come out. Whoever holds the ledger records the effects and
//! carries out what they ask for. One file per operation; a new one is a file and a line in `state`.
//!
//! Life of an invoice (protocol facts, section 5):
//!
//! - ISSUED → PAID, FAILED or CANCELED, by the customer's decision; CANCELED also by the merchant's.
//! - ISSUED ⇄ PENDING_ISSUER_ACKNOWLEDGE while the merchant has to answer a loyalty token with updateInvoice.
//! - With a reservation, RESERVED stands before PAID; what is not committed in time is CANCELED.
//! - PAID, FAILED and CANCELED are final, but for the reversal that turns a PAID invoice into a CANCELED one when the
//!   merchant does not acknowledge it in time.

mod access;
mod assign_seqr_id;
mod book;
mod cancel_invoice;
mod commit_reservation;
mod customer;
mod deadline;
mod execute_report;
mod get_client_session_info;
mod get_payment_status;
mod invoice;
mod journal;
mod mark_transaction_period;
mod money;
mod refund_payment;
mod register_terminal;
mod reversal;
mod send_invoice;
mod session;
mod state;
mod submit_payment_receipt;
mod terminals;
mod terms;
mod unregister_terminal;
mod update_invoice;

pub use access::Accounts;
pub use book::{Book, Party};
pub use customer::Undecidable;
pub use invoice::{Invoice, Payment};
pub use money::Money;
pub use session::Session;
pub use state::{Call, Effect, Ledger};
pub use terminals::NothingThere;
pub use terms::{AcknowledgmentMode, PaymentMode};
