//! Secrets by their place in a message, so that a value is removed that nobody knew to be a secret.

use roxmltree::{Document, Node, ParsingOptions};

use super::Element;
use super::limits::{self, MAX_NODES};

/// Keys of a session whose values identify the customer.
const PERSONAL: [&str; 2] = ["msisdn", "subscriberKey"];

const PASSWORD: &str = "password";

/// What the text of `child` is called when it must not be shown.
pub(super) fn secret_label(parent: &Element, child: &Element) -> Option<&'static str> {
    if child.name == PASSWORD {
        return Some(PASSWORD);
    }
    let key = if child.name == "value" { parent.text_of("key")? } else { return None };
    PERSONAL.into_iter().find(|personal| *personal == key)
}

/// Every password in a message.
#[must_use]
pub fn passwords(operation: &Element) -> Vec<String> {
    let mut found = Vec::new();
    if operation.name == PASSWORD && !operation.text.is_empty() {
        found.push(operation.text.clone());
    }
    found.extend(operation.children.iter().flat_map(passwords));
    found
}

/// The message as it may be stored. Of a message that is no XML, whatever follows a tag whose name ends in `password` is
/// removed up to the next tag.
#[must_use]
pub fn redact_text(text: &str) -> String {
    // Names of elements cannot be written in another way, so this is certain, and spares most answers the parsing.
    if !text.contains("key") && !text.to_ascii_lowercase().contains(PASSWORD) {
        return text.to_owned();
    }
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let parsed = limits::check(text).ok().and_then(|()| Document::parse_with_options(text, options).ok());
    match parsed {
        Some(document) => redact_document(&document, text),
        None => redact_tags(text),
    }
}

fn redact_document(document: &Document<'_>, text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    for node in document.descendants().filter(Node::is_element) {
        let Some(label) = label_of(node) else { continue };
        let Some((start, end)) = content(node, text) else { continue };
        if start >= at {
            clean.push_str(&text[at..start]);
            clean.push_str(&format!("[redacted:{label}]"));
            at = end;
        }
    }
    clean.push_str(&text[at..]);
    clean
}

/// Where the content of an element begins and ends; `None` when it has none. The tags tell it: the parser's own range of a
/// text that is partly CDATA is too short.
fn content(node: Node<'_, '_>, text: &str) -> Option<(usize, usize)> {
    let range = node.range();
    let element = &text[range.clone()];
    let start = limits::tag_length(element)?;
    let end = element.rfind("</")?;
    (start < end).then(|| (range.start + start, range.start + end))
}

fn label_of(node: Node<'_, '_>) -> Option<&'static str> {
    match node.tag_name().name() {
        PASSWORD => Some(PASSWORD),
        "value" => {
            let mut siblings = node.parent_element()?.children();
            let key = siblings.find(|sibling| sibling.tag_name().name() == "key")?.text()?.trim();
            PERSONAL.into_iter().find(|personal| *personal == key)
        }
        _ => None,
    }
}

fn redact_tags(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = lower[at..].find(PASSWORD) {
        let name_end = at + found + PASSWORD.len();
        let start = value_start(&lower, at + found, name_end);
        clean.push_str(&text[at..start.unwrap_or(name_end)]);
        at = start.unwrap_or(name_end);
        if start.is_some() {
            let cdata = lower[at..].starts_with("<![cdata[");
            let end = if cdata { lower[at..].find("]]>") } else { lower[at..].find('<') };
            clean.push_str("[redacted:password]");
            at = end.map_or(text.len(), |end| at + end);
        }
    }
    clean.push_str(&text[at..]);
    clean
}

/// Where the content of an opening tag begins whose name ends at `name_end`; `None` for closing tags and running text.
fn value_start(lower: &str, name_start: usize, name_end: usize) -> Option<usize> {
    let open = lower[..name_start].rfind(['<', '>', '/', ' '])?;
    let opens = lower.as_bytes()[open] == b'<';
    let close = lower[name_end..].find(['<', '>'])? + name_end;
    (opens && lower.as_bytes()[close] == b'>' && lower.as_bytes()[close - 1] != b'/').then_some(close + 1)
}
