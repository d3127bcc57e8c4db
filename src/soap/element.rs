//! An element as messages use it: names without prefixes, text, children, and what is said beside them.

use std::borrow::Cow;
use std::ops::Range;

use crate::spec::SEQR_NAMESPACE;

use super::limits;

/// An element of a message, found by its local name alone, because SOAP stacks disagree about namespaces below the operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element<'t> {
    /// Local name.
    pub name: &'t str,
    pub space: Space,
    /// Whether it says `xsi:nil`.
    pub nil: bool,
    /// The type by which it says (`xsi:type`) that its text is bytes in code.
    pub coded: Option<&'static str>,
    /// Its own text, surrounding white space removed.
    pub text: Cow<'t, str>,
    pub children: Vec<Self>,
    /// Where in the message it stands what is between its tags, in bytes; empty where nothing is.
    pub(super) content: Range<usize>,
}

/// The namespace that an element is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Space {
    #[default]
    None,
    Seqr,
    Other,
}

impl Space {
    pub(super) fn of(namespace: Option<&str>) -> Self {
        match namespace {
            None | Some("") => Self::None,
            Some(SEQR_NAMESPACE) => Self::Seqr,
            Some(_) => Self::Other,
        }
    }
}

impl<'t> Element<'t> {
    /// The first child of that name that is not nil.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name && !child.nil)
    }

    /// All children of that name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a Self> + use<'a, 'n, 't> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child; `None` when it is absent, nil or empty.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| &*child.text).filter(|text| !text.is_empty())
    }
}

pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Whether an attribute of [`XSI`] says that an element is nil.
pub(super) fn is_nil(value: &str) -> bool {
    matches!(value.trim(), "true" | "1")
}

/// The types of bytes, whatever their prefix: those of XML Schema, and the one of SOAP 1.1 itself.
pub(super) fn code_named(kind: &str) -> Option<&'static str> {
    let name = kind.trim().rsplit(':').next()?;
    ["base64Binary", "hexBinary", "base64"].into_iter().find(|code| *code == name)
}

/// Copies a parsed node. The depth of the tree is bounded before it is parsed.
pub(super) fn from_node<'t>(node: roxmltree::Node<'_, 't>, message: &'t str) -> Element<'t> {
    let text: String = node.children().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect();
    Element {
        name: node.tag_name().name(),
        space: Space::of(node.tag_name().namespace()),
        nil: node.attribute((XSI, "nil")).is_some_and(is_nil),
        coded: node.attribute((XSI, "type")).and_then(code_named),
        text: Cow::Owned(text.trim().to_owned()),
        children: node.children().filter(roxmltree::Node::is_element).map(|child| from_node(child, message)).collect(),
        content: content(node, message).unwrap_or_default(),
    }
}

/// Where the content of an element begins and ends; `None` when it has none. The tags tell it: the parser's own range of a
/// text that is partly CDATA is too short.
pub(super) fn content(node: roxmltree::Node<'_, '_>, message: &str) -> Option<Range<usize>> {
    let range = node.range();
    let element = &message[range.clone()];
    let start = limits::tag_length(element)?;
    let end = element.rfind("</")?;
    (start < end).then(|| range.start + start..range.start + end)
}
