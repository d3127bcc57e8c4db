//! Reads SEQR's answers.

use roxmltree::{Document, Node, ParsingOptions};

use crate::spec::{Operation, ResultCode, SEQR_NAMESPACE, SOAP_ENVELOPE};

use super::SoapError;

/// More elements than any answer to a shop of our size can have.
const MOST_NODES: u32 = 20_000;

/// Hands the `return` element of a successful answer to `read`.
///
/// # Errors
/// When the text is no answer to this operation, is a SOAP fault, or carries a result code other than 0.
pub fn read<T>(
    text: &str,
    status: u16,
    operation: Operation,
    read: impl FnOnce(Node<'_, '_>) -> Result<T, SoapError>,
) -> Result<T, SoapError> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(_) if status != 200 => {
            return Err(SoapError::Fault { status, fault: text.chars().take(200).collect() });
        }
        Err(error) => return Err(SoapError::Unreadable(error.to_string())),
    };
    let body = document
        .root_element()
        .children()
        .find(|node| node.has_tag_name((SOAP_ENVELOPE, "Body")))
        .ok_or_else(|| SoapError::Unreadable("there is no SOAP body".to_owned()))?;
    if let Some(fault) = body.children().find(|node| node.has_tag_name((SOAP_ENVELOPE, "Fault"))) {
        let fault = text_of(fault, "faultstring").unwrap_or("no faultstring").to_owned();
        return Err(SoapError::Fault { status, fault });
    }
    let wrapper = format!("{operation}Response");
    let result = body
        .children()
        .find(|node| node.has_tag_name((SEQR_NAMESPACE, wrapper.as_str())))
        .and_then(|response| child(response, "return"))
        .ok_or_else(|| SoapError::Unreadable(format!("there is no {wrapper} with a return element")))?;
    let code: i32 = number(result, "resultCode")?;
    if code != ResultCode::Success.code() {
        let description = text_of(result, "resultDescription").unwrap_or_default().to_owned();
        return Err(SoapError::Refused { operation, code, description });
    }
    read(result)
}

/// The child element of that name.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the child element of that name, without the space around it.
pub fn text_of<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim).filter(|text| !text.is_empty())
}

/// As [`text_of`], for what cannot do without it.
pub fn needed<'a>(node: Node<'a, '_>, name: &str) -> Result<&'a str, SoapError> {
    text_of(node, name).ok_or_else(|| SoapError::Unreadable(format!("there is no {name}")))
}

/// The number in the child element of that name.
pub fn number<T: std::str::FromStr>(node: Node<'_, '_>, name: &str) -> Result<T, SoapError> {
    let text = needed(node, name)?;
    text.parse().map_err(|_| SoapError::Unreadable(format!("{name} is `{text}`, which is no number")))
}
