//! The protocol's vocabulary: names and shapes that the source document and the API reference give.
//!
//! Everything here is plain data and pure functions. The simulator, the reference merchant and the checks share these
//! facts, so that a name is spelled in one place only.

mod currency;
mod engine;
mod hostile;
mod language;
mod operation;
mod page;
mod qr;
mod result_code;
mod screen;
mod status;
mod trigger;

pub use currency::currency_decimals;
pub use engine::{Ability, Engine};
pub use hostile::{HOSTILE_MARKUP, PROBE, hostile_parameter};
pub use language::Language;
pub use operation::Operation;
pub use page::{Page, is_html};
pub use qr::{QrCode, QrFault, ServiceQr};
pub use result_code::ResultCode;
pub use screen::{
    AUDITED_SCREEN, LANDSCAPE_SCREENS, NARROWEST_SCREEN, Platform, REQUIRED_SCREENS, REQUIRED_WIDTHS, Screen,
    screen_named, screens_to_judge,
};
pub use status::InvoiceStatus;
pub use trigger::{Trigger, TriggerFault, is_trigger_scheme};

/// Namespace of the wrapper elements; their children are in no namespace (protocol facts, section 1).
pub const SEQR_NAMESPACE: &str = "http://external.interfaces.ers.seamless.com/";

/// Namespace of a SOAP 1.1 envelope.
pub const SOAP_ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// The two paths at which real clients look for the service (protocol facts, section 1).
pub const SERVICE_PATHS: [&str; 2] = ["/soap/merchant/cashregister-2", "/extclientproxy/service/v2"];

/// How long the backend waits for getPaymentStatus after a payment before it reverses it, in seconds
/// (protocol facts, section 5).
pub const ACKNOWLEDGE_WITHIN_SECONDS: u64 = 20;
