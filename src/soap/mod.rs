//! SOAP 1.1 envelopes of any stack, in and out, and the description (WSDL) from which clients are made.
//!
//! Bytes become text (`encoding`, `charset`), text becomes a bounded tree (`limits`, `envelope`), the tree becomes a typed
//! request (`message`). Reading is tolerant where clients differ (prefixes, order, qualified children, `xsi:nil`) and
//! speaks up where a message cannot be read: [`Unreadable`] says what is wrong and where. Nearly all messages are read by
//! `plain`, in one pass; the rest takes the long way to the same tree.
//!
//! One file of `message` per operation: its request and what its answer adds to `return`.

mod charset;
mod element;
mod encoding;
mod envelope;
mod field;
mod limits;
mod message;
mod plain;
mod redact;
mod schema;
mod unreadable;
mod wsdl;
mod xml;

pub use charset::decode;
pub use element::{Element, Space};
pub use encoding::decompress;
pub use envelope::{Envelope, fault, read_envelope};
pub use field::{Leaves, leaves};
pub use limits::{MAX_ATTRIBUTES, MAX_BODY_BYTES, MAX_DEPTH, MAX_NODES};
pub use message::{
    Amount, Answer, AssignSeqrId, CancelInvoice, ClientContext, CommitReservation, CustomerToken, Decoded,
    ExecuteReport, GetClientSessionInfo, GetPaymentStatus, Invoice, InvoiceRow, Issued, MarkTransactionPeriod, Payload,
    PaymentStatus, Period, PrincipalId, Problem, Receipt, ReceiptDocument, RefundPayment, RegisterTerminal, Registered,
    Report, Request, SendInvoice, SessionInfo, Statement, StatementRow, SubmitPaymentReceipt, TokenStatus,
    UnregisterTerminal, UpdateInvoice, decode_request,
};
pub use redact::{passwords, redact_envelope, redact_text};
pub use schema::{Violation, validate};
pub use unreadable::Unreadable;
pub use wsdl::{SCHEMA, description};
