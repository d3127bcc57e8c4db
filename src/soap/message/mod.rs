//! The typed messages, one file per operation. What has no file yet is recognised by name and answered
//! UNSUPPORTED_OPERATION.

mod amount;
mod answer;
mod cancel_invoice;
mod context;
mod decode;
mod get_client_session_info;
mod get_payment_status;
mod invoice;
mod mark_transaction_period;
mod refund_payment;
mod send_invoice;

pub use amount::Amount;
pub use answer::{Answer, Payload};
pub use cancel_invoice::CancelInvoice;
pub use context::{ClientContext, PrincipalId};
pub use decode::{Decoded, Problem, Request, decode_request};
pub use get_client_session_info::{GetClientSessionInfo, SessionInfo};
pub use get_payment_status::{GetPaymentStatus, PaymentStatus, Receipt};
pub use invoice::{Invoice, InvoiceRow};
pub use mark_transaction_period::{MarkTransactionPeriod, Period};
pub use refund_payment::RefundPayment;
pub use send_invoice::{Issued, SendInvoice};
