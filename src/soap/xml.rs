//! A thin layer over a string: nested elements as nested closures.

use std::borrow::Cow;

use quick_xml::escape::escape;

/// Writes a document into memory.
pub(super) struct Xml {
    text: String,
}

/// Room for most messages.
const USUAL_BYTES: usize = 1024;

impl Xml {
    /// A whole document with its declaration.
    pub(super) fn document(write: impl FnOnce(&mut Self)) -> String {
        Self::fragment(|xml| {
            xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
            write(xml);
        })
    }

    /// Elements without a declaration.
    pub(super) fn fragment(write: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self { text: String::with_capacity(USUAL_BYTES) };
        write(&mut xml);
        xml.text
    }

    /// An element with attributes and what `write` puts into it.
    pub(super) fn with(&mut self, name: &str, attributes: &[(&str, &str)], write: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.text.push('>');
        write(self);
        self.text.extend(["</", name, ">"]);
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.text.push_str("/>");
    }

    /// An element that holds text.
    pub(super) fn leaf(&mut self, name: &str, text: &str) {
        self.with(name, &[], |xml| xml.text.push_str(&escape(&*clean(text))));
    }

    /// A leaf, if there is something to put into it.
    pub(super) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// Markup that is well-formed already.
    pub(super) fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.extend(["<", name]);
        for (name, value) in attributes {
            self.text.extend([" ", name, "=\"", &escape(*value), "\""]);
        }
    }
}

/// Replaces what XML 1.0 cannot carry, escaped or not.
fn clean(text: &str) -> Cow<'_, str> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if allowed(c) { c } else { '\u{FFFD}' }).collect())
}
