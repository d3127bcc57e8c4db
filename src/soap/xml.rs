//! A thin layer over the XML writer: nested elements as nested closures.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Writes a document into memory.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A whole document with its declaration.
    pub(super) fn document(write: impl FnOnce(&mut Self)) -> String {
        Self::fragment(|xml| {
            xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
            write(xml);
        })
    }

    /// Elements without a declaration.
    pub(super) fn fragment(write: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self { writer: Writer::new(Vec::new()) };
        write(&mut xml);
        String::from_utf8(xml.writer.into_inner()).unwrap_or_default()
    }

    /// An element with attributes and what `write` puts into it.
    pub(super) fn with(&mut self, name: &str, attributes: &[(&str, &str)], write: impl FnOnce(&mut Self)) {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Start(start));
        write(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    /// An element that holds text.
    pub(super) fn leaf(&mut self, name: &str, text: &str) {
        self.with(name, &[], |xml| xml.event(Event::Text(BytesText::new(&clean(text)))));
    }

    /// A leaf, if there is something to put into it.
    pub(super) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// Markup that is well-formed already.
    pub(super) fn raw(&mut self, markup: &str) {
        self.event(Event::Text(BytesText::from_escaped(markup)));
    }

    fn event(&mut self, event: Event<'_>) {
        // Writing into memory cannot fail.
        let _written = self.writer.write_event(event);
    }
}

/// Replaces what XML 1.0 cannot carry, escaped or not.
fn clean(text: &str) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if allowed(c) { c } else { '\u{FFFD}' }).collect()
}
