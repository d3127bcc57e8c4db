//! `amount`: a currency and a value.

use std::fmt;
use std::str::FromStr as _;

use rust_decimal::Decimal;

use super::super::Element;
use super::decode::{Reader, text};

/// `amount` (protocol facts, section 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// ISO 4217, as written.
    pub currency: Option<String>,
    pub value: Option<Decimal>,
}

impl Amount {
    pub(super) fn read(amount: &Element<'_>, path: &str, reader: &mut Reader) -> Self {
        Self { currency: text(amount, "currency"), value: decimal(reader, amount, path, "value") }
    }

    /// The child `name` of `parent` as an amount.
    pub(super) fn child(parent: &Element<'_>, path: &str, name: &str, reader: &mut Reader) -> Option<Self> {
        parent.child(name).map(|amount| Self::read(amount, &format!("{path}/{name}"), reader))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.map_or_else(|| "?".to_owned(), |value| value.to_string());
        write!(f, "{value} {}", self.currency.as_deref().unwrap_or("?"))
    }
}

/// A decimal leaf.
pub(super) fn decimal(reader: &mut Reader, parent: &Element<'_>, path: &str, name: &str) -> Option<Decimal> {
    reader.parse(parent, path, name, "a decimal number", |text| Decimal::from_str(text).ok())
}
