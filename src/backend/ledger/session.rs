//! What a scan of the service's QR code opens.

use std::collections::BTreeMap;

/// How far a session is. All but an open one are answered with a result code of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionState {
    #[default]
    Open,
    /// AUTHORIZATION_EXPIRED (60).
    Expired,
    /// AUTHORIZATION_CANCELLED (61).
    Cancelled,
    /// AUTHORIZATION_IN_PROGRESS (62).
    InProgress,
}

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
    pub state: SessionState,
}

impl std::fmt::Debug for Session {
    // Without what identifies the customer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("token", &self.token)
            .field("case", &self.case)
            .field("parameters", &self.parameters)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
