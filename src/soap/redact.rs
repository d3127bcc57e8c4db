//! Secrets by their place in a message, so that a value is removed that nobody knew to be a secret.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use roxmltree::{Document, Node, NodeId, ParsingOptions};

use super::element::content;
use super::limits::{self, MAX_NODES};
use super::{Element, Envelope};

/// Keys of a session whose values identify the customer.
const PERSONAL: [&str; 2] = ["msisdn", "subscriberKey"];

const PASSWORD: &str = "password";

/// What the text of `child` is called when it must not be shown.
///
/// `personal` is what [`personal_label`] says of its parent.
pub(super) fn secret_label(personal: Option<&'static str>, child: &Element<'_>) -> Option<&'static str> {
    match child.name {
        PASSWORD => Some(PASSWORD),
        "value" => personal,
        _ => None,
    }
}

/// What the values in an entry are called when its key tells that they identify the customer.
pub(super) fn personal_label(entry: &Element<'_>) -> Option<&'static str> {
    let key = entry.text_of("key")?;
    PERSONAL.into_iter().find(|personal| *personal == key)
}

/// Every password in a message.
#[must_use]
pub fn passwords<'a>(operation: &'a Element<'_>) -> Vec<&'a str> {
    let mut found = Vec::new();
    collect_passwords(operation, &mut found);
    found
}

fn collect_passwords<'a>(element: &'a Element<'_>, found: &mut Vec<&'a str>) {
    if element.name == PASSWORD && !element.text.is_empty() {
        found.push(&element.text);
    }
    element.children.iter().for_each(|child| collect_passwords(child, found));
}

/// The message as it may be stored, where it could be read.
#[must_use]
pub fn redact_envelope<'t>(envelope: &Envelope<'t>) -> Cow<'t, str> {
    // What stands beside the operation is not in its tree.
    if !envelope.alone {
        return Cow::Owned(redact_text(envelope.text));
    }
    let mut secrets = Vec::new();
    collect_secrets(&envelope.body, &mut secrets);
    if secrets.is_empty() {
        return Cow::Borrowed(envelope.text);
    }
    let mut clean = String::with_capacity(envelope.text.len());
    let mut at = 0;
    for (secret, label) in secrets {
        at = hide(envelope.text, at, secret, label, &mut clean);
    }
    clean.push_str(&envelope.text[at..]);
    Cow::Owned(clean)
}

/// Where secrets stand below an element, in the order of the message, and what they are called.
fn collect_secrets(parent: &Element<'_>, secrets: &mut Vec<(Range<usize>, &'static str)>) {
    let personal = personal_label(parent);
    for child in &parent.children {
        match secret_label(personal, child) {
            Some(label) if !child.content.is_empty() => secrets.push((child.content.clone(), label)),
            Some(_) => {}
            None => collect_secrets(child, secrets),
        }
    }
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
    // By entry, so that one with very many values is searched for its key once.
    let mut entries = HashMap::new();
    for node in document.descendants().filter(Node::is_element) {
        let Some(label) = label_of(node, &mut entries) else { continue };
        let Some(secret) = content(node, text) else { continue };
        if secret.start >= at {
            at = hide(text, at, secret, label, &mut clean);
        }
    }
    clean.push_str(&text[at..]);
    clean
}

/// Copies a text from `at` on up to the end of a secret, which is replaced; answers where that is.
fn hide(text: &str, at: usize, secret: Range<usize>, label: &str, clean: &mut String) -> usize {
    clean.extend([&text[at..secret.start], "[redacted:", label, "]"]);
    secret.end
}

fn label_of(node: Node<'_, '_>, entries: &mut HashMap<NodeId, Option<&'static str>>) -> Option<&'static str> {
    match node.tag_name().name() {
        PASSWORD => Some(PASSWORD),
        "value" => {
            let entry = node.parent_element()?;
            *entries.entry(entry.id()).or_insert_with(|| {
                let key = entry.children().find(|sibling| sibling.tag_name().name() == "key")?.text()?.trim();
                PERSONAL.into_iter().find(|personal| *personal == key)
            })
        }
        _ => None,
    }
}

fn redact_tags(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut marks = Marks { text: &lower, before: None, seen: 0, after: None };
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = lower[at..].find(PASSWORD) {
        let name_end = at + found + PASSWORD.len();
        let start = value_start(&mut marks, at + found, name_end);
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
fn value_start(marks: &mut Marks<'_>, name_start: usize, name_end: usize) -> Option<usize> {
    let open = marks.before(name_start)?;
    let opens = marks.text.as_bytes()[open] == b'<';
    let close = marks.after(name_end)?;
    let bytes = marks.text.as_bytes();
    (opens && bytes[close] == b'>' && bytes[close - 1] != b'/').then_some(close + 1)
}

/// Looks for marks around places that only move forward, and at every byte once: whole messages of the word must not cost
/// the square of their length.
struct Marks<'a> {
    text: &'a str,
    before: Option<usize>,
    /// How far `before` has looked.
    seen: usize,
    /// The mark that `after` found last; the end of the text when there are no more.
    after: Option<usize>,
}

impl Marks<'_> {
    /// The last of `<`, `>`, `/` and space before `at`.
    fn before(&mut self, at: usize) -> Option<usize> {
        if let Some(found) = self.text[self.seen..at].rfind(['<', '>', '/', ' ']) {
            self.before = Some(self.seen + found);
        }
        self.seen = at;
        self.before
    }

    /// The first of `<` and `>` from `at` on.
    fn after(&mut self, at: usize) -> Option<usize> {
        if self.after.is_none_or(|known| known < at) {
            self.after = Some(self.text[at..].find(['<', '>']).map_or(self.text.len(), |found| at + found));
        }
        self.after.filter(|known| *known < self.text.len())
    }
}
