//! The field rules of the suite language: what a message may be asked about.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Level;

/// A rule about the fields of a message (protocol facts, sections 2, 6 and 8). Each has its requirement in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldRule {
    /// Every value has the type that the WSDL gives it: numbers, dates, base64, the words of an enumeration.
    Types,
    /// What stands below an operation is in no namespace.
    Namespaces,
    /// The operation's own parameters are there.
    Parameters,
    /// clientId and clientReference are there.
    Identity,
    /// channel, clientRequestTimeout and password are as documented, and no text is too long.
    Context,
    /// An invoice has rows, each with itemQuantity and itemTotalAmount.
    Rows,
    /// The rows add up to totalAmount, discounts counted or not.
    Sum,
    /// One currency of ISO 4217 throughout.
    Currency,
    /// notificationUrl begins with http:// or https://.
    NotificationUrl,
    /// acknowledgmentMode is there.
    AcknowledgmentMode,
    /// The other fields of an invoice that are documented as required.
    Invoice,
    /// Amounts, quantities, tax rates and units are in the documented range.
    Values,
    /// A receipt document has mimeType, receiptType, and receiptData that is coded once.
    Receipt,
    /// What people read of an invoice has no broken letters and names no value that is not there.
    Texts,
    /// Order and names of the elements are those of the schema; SEQR itself reads any order.
    Schema,
}

impl FieldRule {
    /// Every rule, in the order of the catalogue.
    pub const ALL: [Self; 15] = [
        Self::Types,
        Self::Namespaces,
        Self::Parameters,
        Self::Identity,
        Self::Context,
        Self::Rows,
        Self::Sum,
        Self::Currency,
        Self::NotificationUrl,
        Self::AcknowledgmentMode,
        Self::Invoice,
        Self::Values,
        Self::Receipt,
        Self::Texts,
        Self::Schema,
    ];

    /// Its requirement in the catalogue.
    #[must_use]
    pub const fn requirement(self) -> &'static str {
        match self {
            Self::Types => "fields.types",
            Self::Namespaces => "fields.namespaces",
            Self::Parameters => "fields.parameters",
            Self::Identity => "fields.identity",
            Self::Context => "fields.context",
            Self::Rows => "fields.rows",
            Self::Sum => "fields.sum",
            Self::Currency => "fields.currency",
            Self::NotificationUrl => "fields.notification-url",
            Self::AcknowledgmentMode => "fields.acknowledgment-mode",
            Self::Invoice => "fields.invoice",
            Self::Values => "fields.values",
            Self::Receipt => "fields.receipt",
            Self::Texts => "fields.texts",
            Self::Schema => "fields.schema",
        }
    }

    /// How binding it is. A must is what the source document or the certification procedure demands or what SEQR
    /// refuses otherwise; a should is what only the reference calls required, since its own examples leave it out.
    /// The catalogue says the same.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Types
            | Self::Parameters
            | Self::Identity
            | Self::Rows
            | Self::Sum
            | Self::Currency
            | Self::NotificationUrl => Level::Must,
            Self::Namespaces
            | Self::Context
            | Self::AcknowledgmentMode
            | Self::Invoice
            | Self::Values
            | Self::Receipt
            | Self::Texts => Level::Should,
            Self::Schema => Level::May,
        }
    }

    /// As it is written in suites.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.requirement().trim_start_matches("fields.")
    }
}

impl fmt::Display for FieldRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
