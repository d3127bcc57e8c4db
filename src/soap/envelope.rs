//! The SOAP 1.1 envelope: reading any client's, writing faults.

use roxmltree::{Document, Node, ParsingOptions};

use crate::spec::{SEQR_NAMESPACE, SOAP_ENVELOPE};

use super::element::from_node;
use super::limits::{self, MAX_NODES, position};
use super::plain;
use super::xml::Xml;
use super::{Element, Unreadable};

/// What stands in the Body of an envelope: the operation's element, or a `…Response`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'t> {
    pub body: Element<'t>,
    /// The whole message.
    pub(super) text: &'t str,
    /// Where the operation's element begins, in bytes.
    pub(super) at: usize,
    /// Whether the envelope holds no other elements than `body` and an empty Header.
    pub(super) alone: bool,
}

impl Envelope<'_> {
    /// Line and column of the operation's element, for messages about it.
    #[must_use]
    pub fn place(&self) -> (u32, u32) {
        position(self.text, self.at)
    }
}

/// Reads an envelope. Headers are skipped; the body's one element must be in SEQR's namespace, its children may be in any.
///
/// # Errors
/// Says what is wrong and where, for the developer of the client.
pub fn read_envelope(text: &str) -> Result<Envelope<'_>, Unreadable> {
    plain::read(text).map_or_else(|| read_fully(text), Ok)
}

fn read_fully(text: &str) -> Result<Envelope<'_>, Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    begins_with_markup(text)?;
    limits::check(text)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| Unreadable::NotXml { message: located(&error, text) })?;
    let root = document.root_element();
    let at = |node: Node<'_, '_>| position(text, node.range().start);
    let (line, column) = at(root);
    if root.tag_name().name() != "Envelope" {
        return Err(Unreadable::NoEnvelope { line, column, found: short(root.tag_name().name()) });
    }
    if root.tag_name().namespace() != Some(SOAP_ENVELOPE) {
        return Err(Unreadable::EnvelopeVersion { namespace: short(root.tag_name().namespace().unwrap_or("")) });
    }
    let body = root
        .children()
        .find(|child| child.has_tag_name((SOAP_ENVELOPE, "Body")))
        .ok_or(Unreadable::NoBody { line, column })?;
    let content: Vec<_> = body.children().filter(Node::is_element).collect();
    let &[operation] = content.as_slice() else {
        let (line, column) = at(body);
        return Err(Unreadable::BodyContent { line, column, count: content.len() });
    };
    let (line, column) = at(operation);
    let range = operation.range();
    let name = operation.tag_name();
    if name.namespace() != Some(SEQR_NAMESPACE) {
        let namespace = name.namespace().map_or("no namespace".to_owned(), |uri| format!("`{}`", short(uri)));
        return Err(Unreadable::OperationNamespace { line, column, name: short(name.name()), namespace });
    }
    let known =
        |element: Node<'_, '_>| element == root || element == body || element.has_tag_name((SOAP_ENVELOPE, "Header"));
    let mut elements = root.descendants().filter(Node::is_element);
    let alone = elements.all(|element| range.contains(&element.range().start) || known(element));
    Ok(Envelope { body: from_node(operation, text), text, at: range.start, alone })
}

/// A SOAP 1.1 fault. `code` is `Client` for what the sender can mend, `VersionMismatch` for another SOAP, `Server` for us.
#[must_use]
pub fn fault(code: &str, message: &str) -> String {
    Xml::document(|xml| {
        xml.with("soap:Envelope", &[("xmlns:soap", SOAP_ENVELOPE)], |xml| {
            xml.with("soap:Body", &[], |xml| {
                xml.with("soap:Fault", &[], |xml| {
                    xml.leaf("faultcode", &format!("soap:{code}"));
                    xml.leaf("faultstring", message);
                });
            });
        });
    })
}

/// The most frequent mistake of all gets better words than a parser has for it.
fn begins_with_markup(text: &str) -> Result<(), Unreadable> {
    let content = text.trim_start();
    if content.starts_with('<') {
        return Ok(());
    }
    let (line, column) = position(text, text.len() - content.len());
    let begin: String = content.chars().take_while(|c| *c != '\n').take(30).collect();
    Err(Unreadable::NotXml { message: format!("line {line}, column {column}: it begins with `{begin}`, not with `<`") })
}

/// The parser's message after its position. Some of its errors have no place; that is the end of the text then.
fn located(error: &roxmltree::Error, text: &str) -> String {
    use roxmltree::Error as E;
    let message = error.to_string();
    let (line, column) = match error {
        E::NodesLimitReached => return format!("it has more than {MAX_NODES} nodes"),
        E::UnclosedRootNode | E::UnexpectedEndOfStream | E::NoRootNode => position(text, text.len()),
        _ => (error.pos().row, error.pos().col),
    };
    let message = message.strip_suffix(&format!(" at {line}:{column}")).unwrap_or(&message);
    format!("line {line}, column {column}: {message}")
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}
