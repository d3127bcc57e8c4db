//! `customerToken`: what a customer brings to a purchase beside money, a loyalty card say.

use super::super::Element;
use super::super::xml::Xml;
use super::decode::{Reader, text};

/// `customerToken` (protocol facts, section 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerToken {
    pub description: Option<String>,
    pub id: Option<String>,
    pub status: Option<i32>,
    pub value: Option<String>,
}

/// What has become of a token (protocol facts, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStatus {
    Pending = 0,
    Used = 1,
    Blocked = 90,
    Invalid = 99,
}

impl TokenStatus {
    /// The number on the wire.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The status with this number.
    #[must_use]
    pub fn from_code(code: i32) -> Option<Self> {
        [Self::Pending, Self::Used, Self::Blocked, Self::Invalid].into_iter().find(|known| known.code() == code)
    }
}

impl CustomerToken {
    /// The `tokens` of an operation.
    pub(super) fn read_all(operation: &Element<'_>, reader: &mut Reader) -> Vec<Self> {
        operation.all("tokens").filter(|token| !token.nil).map(|token| Self::read(token, reader)).collect()
    }

    fn read(token: &Element<'_>, reader: &mut Reader) -> Self {
        Self {
            description: text(token, "description"),
            id: text(token, "id"),
            status: reader.parse(token, "tokens", "status", "an int", |text| text.parse().ok()),
            value: text(token, "value"),
        }
    }

    pub(super) fn write(&self, xml: &mut Xml) {
        xml.with("customerToken", &[], |xml| {
            xml.optional("description", self.description.as_deref());
            xml.optional("id", self.id.as_deref());
            xml.leaf("status", &self.status.unwrap_or(TokenStatus::Pending.code()).to_string());
            xml.optional("value", self.value.as_deref());
        });
    }
}
