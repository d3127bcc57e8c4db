//! Reads the messages that nearly all clients send, in one pass over the text.
//!
//! A message is plain when it has elements, attributes, text and the five predefined entities, and nothing else. [`read`]
//! takes one only when it is certain that the full parser would read the same; whatever is unusual it leaves to that parser,
//! and so it does with every mistake, because the parser has words for it. The tests compare the two.

use std::borrow::Cow;

use quick_xml::escape::unescape;

use crate::spec::{SEQR_NAMESPACE, SOAP_ENVELOPE};

use super::element::{Space, XSI, code_named, is_nil};
use super::{Element, Envelope};

/// Bounds within which no limit of [`limits`](super::limits) can be reached.
const MOST_BYTES: usize = 64 * 1024;
const MOST_ATTRIBUTES: usize = 16;
const DEEPEST: usize = 12;
const LONGEST_NAME: usize = 64;

/// How declarations are written; one that is written otherwise is not plain.
const DECLARATIONS: [&str; 4] = [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
    "<?xml version='1.0' encoding='utf-8'?>",
    "<?xml version='1.0' encoding='UTF-8'?>",
];

/// The bytes that names are made of, for a look-up instead of many comparisons.
const IN_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = matches!(byte as u8, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
        byte += 1;
    }
    table
};

/// The message, if it is plain and an envelope with an operation of SEQR's namespace in it.
pub(super) fn read(text: &str) -> Option<Envelope<'_>> {
    // Without a way out of the loop, which is looked at many bytes at a time.
    let control = text.bytes().fold(false, |found, byte| found | ((byte < b' ') & (byte != b'\t') & (byte != b'\n')));
    let exotic = |text: &str| !text.is_ascii() && text.contains(['\u{FFFE}', '\u{FFFF}']);
    if text.len() > MOST_BYTES || control || exotic(text) {
        return None;
    }
    let mut scan = Scan { text, at: 0, declared: Vec::new() };
    if let Some(declaration) = DECLARATIONS.into_iter().find(|declaration| text.starts_with(declaration)) {
        scan.at = declaration.len();
    }
    let envelope = scan.tag_of("Envelope")?;
    if scan.next_is("<") && !scan.next_is("</") {
        scan.skip_empty_header()?;
    }
    let body = scan.tag_of("Body")?;
    scan.skip_space();
    let operation = scan.start()?;
    let at = operation.at;
    if operation.namespace != Some(SEQR_NAMESPACE) {
        return None;
    }
    let operation = scan.element(operation, 0)?;
    scan.skip_space();
    scan.end(&body)?;
    scan.skip_space();
    scan.end(&envelope)?;
    scan.skip_space();
    (scan.at == text.len()).then_some(Envelope { body: operation, text, at, alone: true })
}

/// A tag that opens an element, or is one.
struct Start<'t> {
    /// Where it begins, in bytes.
    at: usize,
    name: Name<'t>,
    namespace: Option<&'t str>,
    nil: bool,
    coded: Option<&'static str>,
    empty: bool,
    /// How many declarations are in force around it.
    outside: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Name<'t> {
    /// Empty when there is none.
    prefix: &'t str,
    local: &'t str,
    /// As it stands in the tag.
    written: &'t str,
}

/// A place in the text, and the namespaces in force there: prefix and URI.
struct Scan<'t> {
    text: &'t str,
    at: usize,
    declared: Vec<(&'t str, &'t str)>,
}

impl<'t> Scan<'t> {
    /// The opening tag of an element of SOAP, and the white space around it.
    fn tag_of(&mut self, name: &str) -> Option<Start<'t>> {
        self.skip_space();
        let start = self.start()?;
        self.skip_space();
        (start.name.local == name && start.namespace == Some(SOAP_ENVELOPE) && !start.empty).then_some(start)
    }

    /// Some stacks write a Header with nothing in it.
    fn skip_empty_header(&mut self) -> Option<()> {
        let (at, outside) = (self.at, self.declared.len());
        let start = self.start()?;
        if start.name.local != "Header" || start.namespace != Some(SOAP_ENVELOPE) {
            self.at = at;
            self.declared.truncate(outside);
            return Some(());
        }
        if start.empty { Some(()) } else { self.end(&start) }
    }

    /// The rest of an element whose opening tag was read.
    fn element(&mut self, start: Start<'t>, depth: usize) -> Option<Element<'t>> {
        let mut element = Element {
            name: start.name.local,
            space: Space::of(start.namespace),
            nil: start.nil,
            coded: start.coded,
            ..Element::default()
        };
        if start.empty {
            return Some(element);
        }
        if depth > DEEPEST {
            return None;
        }
        let begin = self.at;
        loop {
            let text = self.text()?;
            if !text.is_empty() {
                // Text in several pieces is rare, and the parser's affair.
                if !element.text.is_empty() {
                    return None;
                }
                element.text = text;
            }
            if self.next_is("</") {
                if begin < self.at {
                    element.content = begin..self.at;
                }
                self.end(&start)?;
                return Some(element);
            }
            let child = self.start()?;
            element.children.push(self.element(child, depth + 1)?);
        }
    }

    /// Text up to the next tag, without the white space around it.
    fn text(&mut self) -> Option<Cow<'t, str>> {
        let begin = self.at;
        let mark = self.rest().iter().position(|byte| matches!(byte, b'<' | b'>' | b'&'))?;
        let entities = self.rest()[mark] == b'&';
        let length = if entities { self.rest().iter().position(|byte| matches!(byte, b'<' | b'>'))? } else { mark };
        self.at += length;
        if self.byte()? == b'>' {
            return None;
        }
        let text = self.text[begin..self.at].trim();
        if !entities {
            return Some(Cow::Borrowed(text));
        }
        if text.contains("&#") { None } else { unescape(text).ok() }
    }

    fn start(&mut self) -> Option<Start<'t>> {
        let (at, outside) = (self.at, self.declared.len());
        self.expect(b'<')?;
        let name = self.name()?;
        let mut others: Vec<(Name<'t>, &'t str)> = Vec::new();
        let empty = loop {
            let apart = self.skip_space();
            match self.byte()? {
                b'>' => break false,
                b'/' => {
                    self.at += 1;
                    break true;
                }
                _ if apart && others.len() < MOST_ATTRIBUTES && self.declared.len() < outside + MOST_ATTRIBUTES => {
                    self.attribute(outside, &mut others)?;
                }
                _ => return None,
            }
        };
        self.expect(b'>')?;
        let namespace = self.namespace(name.prefix)?;
        let (mut nil, mut coded) = (false, None);
        // An attribute without a prefix is in no namespace, whatever is declared.
        for (name, value) in others.into_iter().filter(|(name, _)| !name.prefix.is_empty()) {
            match (name.local, self.namespace(name.prefix)? == Some(XSI)) {
                ("nil", true) => nil = is_nil(value),
                ("type", true) => coded = code_named(value),
                _ => {}
            }
        }
        if empty {
            self.declared.truncate(outside);
        }
        Some(Start { at, name, namespace, nil, coded, empty, outside })
    }

    /// A declaration of a namespace goes to the others in force, everything else into `others`.
    fn attribute(&mut self, outside: usize, others: &mut Vec<(Name<'t>, &'t str)>) -> Option<()> {
        let name = self.any_name()?;
        self.expect(b'=')?;
        let value = self.value()?;
        let prefix = match (name.prefix, name.local) {
            ("", "xmlns") => "",
            ("xmlns", prefix) => prefix,
            _ if is_reserved(name.prefix) => return None,
            // Whether two prefixes mean the same namespace is not looked into.
            _ if others.iter().any(|(other, _)| other.local == name.local) => return None,
            _ => {
                others.push((name, value));
                return Some(());
            }
        };
        let twice = self.declared[outside..].iter().any(|(other, _)| *other == prefix);
        if twice || value.is_empty() || is_reserved(prefix) || value.starts_with("http://www.w3.org/XML/") {
            return None;
        }
        if value.starts_with("http://www.w3.org/2000/xmlns/") {
            return None;
        }
        self.declared.push((prefix, value));
        Some(())
    }

    /// An attribute's value in its quotes.
    fn value(&mut self) -> Option<&'t str> {
        let quote = self.byte().filter(|byte| matches!(byte, b'"' | b'\''))?;
        self.at += 1;
        let begin = self.at;
        loop {
            match self.byte()? {
                byte if byte == quote => break,
                b'<' | b'&' | b'\t' | b'\n' => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(&self.text[begin..self.at - 1])
    }

    /// The closing tag of an element.
    fn end(&mut self, start: &Start<'t>) -> Option<()> {
        if !self.next_is("</") {
            return None;
        }
        self.at += 2;
        // A name that only begins like this is followed by more than the end of the tag.
        if !self.next_is(start.name.written) {
            return None;
        }
        self.at += start.name.written.len();
        self.skip_space();
        self.expect(b'>')?;
        self.declared.truncate(start.outside);
        Some(())
    }

    fn name(&mut self) -> Option<Name<'t>> {
        self.any_name().filter(|name| !is_reserved(name.prefix))
    }

    fn any_name(&mut self) -> Option<Name<'t>> {
        let begin = self.at;
        let first = self.part()?;
        let (prefix, local) = if self.byte()? == b':' {
            self.at += 1;
            (first, self.part()?)
        } else {
            ("", first)
        };
        let written = &self.text[begin..self.at];
        (written.len() < LONGEST_NAME).then_some(Name { prefix, local, written })
    }

    /// A name without a colon, in ASCII.
    fn part(&mut self) -> Option<&'t str> {
        let begin = self.at;
        if !matches!(self.byte()?, b'A'..=b'Z' | b'a'..=b'z' | b'_') {
            return None;
        }
        self.at += self.rest().iter().position(|byte| !IN_NAMES[usize::from(*byte)])?;
        Some(&self.text[begin..self.at])
    }

    /// What a prefix means here; the outer `None` when it means nothing.
    fn namespace(&self, prefix: &str) -> Option<Option<&'t str>> {
        let found = self.declared.iter().rev().find(|(declared, _)| *declared == prefix).map(|(_, uri)| *uri);
        if prefix.is_empty() { Some(found) } else { found.map(Some) }
    }

    /// Answers whether there was any.
    fn skip_space(&mut self) -> bool {
        let begin = self.at;
        while self.byte().is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n')) {
            self.at += 1;
        }
        self.at > begin
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        if self.byte()? != byte {
            return None;
        }
        self.at += 1;
        Some(())
    }

    fn next_is(&self, mark: &str) -> bool {
        self.rest().starts_with(mark.as_bytes())
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// Prefixes that XML keeps for itself.
fn is_reserved(prefix: &str) -> bool {
    prefix.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"))
}
