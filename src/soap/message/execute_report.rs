//! executeReport: what happened in a transaction period.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::Element;
use super::super::xml::Xml;
use super::decode::text;
use super::parameters::parameter;

/// The request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecuteReport {
    pub report_id: Option<String>,
    pub language: Option<String>,
    /// The entry transactionPeriodId.
    pub transaction_period_id: Option<String>,
}

impl ExecuteReport {
    pub(super) fn read(operation: &Element<'_>) -> Self {
        Self {
            report_id: text(operation, "reportId"),
            language: text(operation, "language"),
            transaction_period_id: parameter(operation, "transactionPeriodId"),
        }
    }
}

/// `report`: a document, once as bytes and once as text, since clients differ in which of the two they read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    /// `text/xml` or `text/html`.
    pub mime_type: &'static str,
    pub content: String,
}

impl Report {
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.with("report", &[], |xml| {
            xml.leaf("title", &self.title);
            xml.leaf("mimeType", self.mime_type);
            xml.leaf("content", &STANDARD.encode(&self.content));
            xml.leaf("contentString", &self.content);
        });
    }
}
