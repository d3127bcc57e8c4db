//! Writes messages to SEQR.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::spec::{Operation, SEQR_NAMESPACE, SOAP_ENVELOPE};

/// Where a message is written to.
pub type Xml = Writer<Vec<u8>>;

/// Who is calling.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// `TERMINALID` or `RESELLERUSER`.
    pub kind: &'static str,
    pub id: &'a str,
    pub user_id: Option<&'a str>,
    pub password: &'a str,
    /// The service's id, for the people who read SEQR's logs.
    pub comment: &'a str,
}

/// The company, as the certification procedure wants it in every message.
const CLIENT_ID: &str = "Grand Cinema";

/// The system and its version, likewise.
const CLIENT_REFERENCE: &str = concat!("grand-cinema ", env!("CARGO_PKG_VERSION"));

/// A whole message. Only the operation's element is in the namespace, its children are in none.
pub fn envelope(
    operation: Operation,
    caller: Caller<'_>,
    parameters: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<String> {
    let mut xml = Writer::new(br#"<?xml version="1.0" encoding="UTF-8"?>"#.to_vec());
    xml.create_element("soapenv:Envelope")
        .with_attribute(("xmlns:soapenv", SOAP_ENVELOPE))
        .with_attribute(("xmlns:seqr", SEQR_NAMESPACE))
        .write_inner_content(|xml| {
            group(xml, "soapenv:Body", |xml| {
                group(xml, &format!("seqr:{operation}"), |xml| {
                    context(xml, caller)?;
                    parameters(xml)
                })
            })
        })?;
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

/// The clientContext that every message begins with.
fn context(xml: &mut Xml, caller: Caller<'_>) -> io::Result<()> {
    group(xml, "context", |xml| {
        leaf(xml, "channel", "ClientWS")?;
        leaf(xml, "clientComment", caller.comment)?;
        leaf(xml, "clientId", CLIENT_ID)?;
        leaf(xml, "clientReference", CLIENT_REFERENCE)?;
        leaf(xml, "clientRequestTimeout", "0")?;
        group(xml, "initiatorPrincipalId", |xml| {
            leaf(xml, "id", caller.id)?;
            leaf(xml, "type", caller.kind)?;
            caller.user_id.map_or(Ok(()), |user_id| leaf(xml, "userId", user_id))
        })?;
        leaf(xml, "password", caller.password)
    })
}

/// An element that holds other elements.
pub fn group(xml: &mut Xml, name: &str, inner: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(inner).map(|_| ())
}

/// An element that holds text.
pub fn leaf(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(|_| ())
}
