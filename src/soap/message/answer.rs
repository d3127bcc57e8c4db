//! What the backend answers.

use crate::spec::{Operation, ResultCode, SEQR_NAMESPACE, SOAP_ENVELOPE};

use super::super::xml::Xml;
use super::{Issued, PaymentStatus, Period, Registered, Report, SessionInfo};

/// An answer: what every `return` carries, and what the operation adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub operation: Operation,
    /// `resultCode`; a number, because a case may ask for one that the reference does not know.
    pub code: i32,
    pub description: String,
    pub ers_reference: Option<String>,
    pub payload: Payload,
}

/// What an operation adds to `return` when it succeeds.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    Nothing,
    SessionInfo(SessionInfo),
    Issued(Issued),
    PaymentStatus(Box<PaymentStatus>),
    Period(Period),
    Report(Report),
    Registered(Registered),
}

impl Answer {
    /// SUCCESS with what the operation adds.
    #[must_use]
    pub fn success(operation: Operation, payload: Payload) -> Self {
        let code = ResultCode::Success;
        Self { operation, code: code.code(), description: code.name().to_owned(), ers_reference: None, payload }
    }

    /// A business failure; `why` is for the developer who reads `resultDescription`.
    #[must_use]
    pub fn failure(operation: Operation, code: ResultCode, why: &str) -> Self {
        let description = if why.is_empty() { code.name().to_owned() } else { format!("{}: {why}", code.name()) };
        Self { operation, code: code.code(), description, ers_reference: None, payload: Payload::Nothing }
    }

    /// A bare result code, whatever it means.
    #[must_use]
    pub fn of_code(operation: Operation, code: i32) -> Self {
        let description =
            ResultCode::from_code(code).map_or_else(|| format!("RESULT_{code}"), |known| known.name().to_owned());
        Self { operation, code, description, ers_reference: None, payload: Payload::Nothing }
    }

    /// The envelope that goes over the wire.
    #[must_use]
    pub fn envelope(&self) -> String {
        Xml::document(|xml| {
            xml.with("soap:Envelope", &[("xmlns:soap", SOAP_ENVELOPE)], |xml| {
                xml.with("soap:Body", &[], |xml| {
                    let name = format!("ns2:{}Response", self.operation);
                    xml.with(&name, &[("xmlns:ns2", SEQR_NAMESPACE)], |xml| {
                        xml.with("return", &[], |xml| self.write_return(xml));
                    });
                });
            });
        })
    }

    fn write_return(&self, xml: &mut Xml) {
        xml.optional("ersReference", self.ers_reference.as_deref());
        xml.leaf("resultCode", &self.code.to_string());
        xml.leaf("resultDescription", &self.description);
        match &self.payload {
            Payload::Nothing => {}
            Payload::SessionInfo(info) => info.write(xml),
            Payload::Issued(issued) => issued.write(xml),
            Payload::PaymentStatus(status) => status.write(xml),
            Payload::Period(period) => period.write(xml),
            Payload::Report(report) => report.write(xml),
            Payload::Registered(registered) => registered.write(xml),
        }
    }
}
