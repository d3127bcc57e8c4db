//! Why a message could not be read, in words for the developer who sent it.

use super::limits::{MAX_ATTRIBUTES, MAX_BODY_BYTES, MAX_DEPTH};

/// A message that cannot be understood. It is answered with a SOAP fault, never with a result code
/// (protocol facts, section 1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the message is larger than {MAX_BODY_BYTES} bytes")]
    TooLarge,
    #[error("the gzip-compressed message is broken: {0}")]
    Gzip(String),
    #[error("the message has Content-Encoding `{0}`; gzip, deflate and none are understood")]
    ContentEncoding(String),
    #[error("the charset `{0}` is not known; use UTF-8")]
    UnknownCharset(String),
    #[error("the message is not valid {charset}, as {declared} says: {place}")]
    Charset { charset: String, declared: String, place: String },
    #[error("the message is empty; POST a SOAP 1.1 envelope")]
    Empty,
    #[error(
        "the message is multipart (MTOM or attachments); POST the SOAP 1.1 envelope itself, with Content-Type text/xml"
    )]
    Multipart,
    #[error("line {line}, column {column}: the message has a DTD (`<!`); DTDs and their entities are refused")]
    Dtd { line: u32, column: u32 },
    #[error("line {line}, column {column}: elements are nested deeper than {MAX_DEPTH}")]
    TooDeep { line: u32, column: u32 },
    #[error("line {line}, column {column}: an element has more than {MAX_ATTRIBUTES} attributes")]
    TooManyAttributes { line: u32, column: u32 },
    #[error("the message is no XML: {message}")]
    NotXml { message: String },
    #[error("line {line}, column {column}: `{found}` stands where a SOAP 1.1 Envelope is required")]
    NoEnvelope { line: u32, column: u32, found: String },
    #[error(
        "the Envelope is in namespace `{namespace}`; SEQR speaks SOAP 1.1 (http://schemas.xmlsoap.org/soap/envelope/)"
    )]
    EnvelopeVersion { namespace: String },
    #[error("line {line}, column {column}: the Envelope has no Body")]
    NoBody { line: u32, column: u32 },
    #[error("line {line}, column {column}: the Body holds {count} elements; it must hold one, the operation")]
    BodyContent { line: u32, column: u32, count: usize },
    #[error(
        "line {line}, column {column}: the operation element `{name}` is in {namespace}; it must be in \
         http://external.interfaces.ers.seamless.com/"
    )]
    OperationNamespace { line: u32, column: u32, name: String, namespace: String },
    #[error("line {line}, column {column}: `{name}` is no operation of the SEQR merchant interface")]
    UnknownOperation { line: u32, column: u32, name: String },
}
