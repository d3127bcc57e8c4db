//! getClientSessionInfo: who is the customer behind a TOKEN.

use super::super::Element;
use super::super::xml::Xml;
use super::decode::text;

/// The request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetClientSessionInfo {
    /// The TOKEN.
    pub key: Option<String>,
}

impl GetClientSessionInfo {
    pub(super) fn read(operation: &Element<'_>) -> Self {
        Self { key: text(operation, "key") }
    }
}

/// Name/value pairs of the session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionInfo {
    pub entries: Vec<(String, String)>,
}

impl SessionInfo {
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.with("parameters", &[], |xml| {
            for (key, value) in &self.entries {
                xml.with("entry", &[], |xml| {
                    xml.leaf("key", key);
                    xml.leaf("value", value);
                });
            }
        });
    }
}

impl std::fmt::Debug for SessionInfo {
    // Keys only: the values identify a customer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|(key, _)| key)).finish()
    }
}
