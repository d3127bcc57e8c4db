//! What a scan of the service's QR code opens.

use std::collections::BTreeMap;

use crate::suite::SessionFault;

/// A customer's session with the service.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Shape `123456-789013`.
    pub token: String,
    /// The case whose customer scanned.
    pub case: Option<String>,
    /// Of the QR code, unmodified.
    pub parameters: BTreeMap<String, String>,
    /// The customer's telephone number.
    pub msisdn: String,
    pub subscriber_key: String,
    /// Why getClientSessionInfo does not know the customer; `None` while it does.
    pub denied: Option<SessionFault>,
}

impl std::fmt::Debug for Session {
    // Without what identifies the customer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("token", &self.token)
            .field("case", &self.case)
            .field("parameters", &self.parameters)
            .field("denied", &self.denied)
            .finish_non_exhaustive()
    }
}
