//! `clientContext`: who calls.

use super::super::Element;
use super::decode::text;

/// `clientContext` (protocol facts, section 2), as far as the backend acts on it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ClientContext {
    pub channel: Option<String>,
    pub client_id: Option<String>,
    pub client_reference: Option<String>,
    pub initiator: Option<PrincipalId>,
    pub password: Option<String>,
}

/// `principalId`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrincipalId {
    pub id: Option<String>,
    /// `TERMINALID` or `RESELLERUSER`.
    pub kind: Option<String>,
    pub user_id: Option<String>,
}

impl ClientContext {
    pub(super) fn read(context: &Element<'_>) -> Self {
        let initiator = context.child("initiatorPrincipalId").map(|principal| PrincipalId {
            id: text(principal, "id"),
            kind: text(principal, "type"),
            user_id: text(principal, "userId"),
        });
        Self {
            channel: text(context, "channel"),
            client_id: text(context, "clientId"),
            client_reference: text(context, "clientReference"),
            initiator,
            password: text(context, "password"),
        }
    }
}

impl std::fmt::Debug for ClientContext {
    // Without the password, so that no log can hold it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientContext")
            .field("channel", &self.channel)
            .field("client_id", &self.client_id)
            .field("client_reference", &self.client_reference)
            .field("initiator", &self.initiator)
            .finish_non_exhaustive()
    }
}
