//! An element as messages use it: names without prefixes, text, children.

use std::borrow::Cow;
use std::ops::Range;

use super::limits;

/// An element of a message; namespaces are forgotten, because SOAP stacks disagree about them below the operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element<'t> {
    /// Local name.
    pub name: &'t str,
    /// Whether it says `xsi:nil`.
    pub nil: bool,
    /// Its own text, surrounding white space removed.
    pub text: Cow<'t, str>,
    pub children: Vec<Self>,
    /// Where in the message it stands what is between its tags, in bytes; empty where nothing is.
    pub(super) content: Range<usize>,
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

/// Copies a parsed node. The depth of the tree is bounded before it is parsed.
pub(super) fn from_node<'t>(node: roxmltree::Node<'_, 't>, message: &'t str) -> Element<'t> {
    let nil = node.attribute((XSI, "nil")).is_some_and(|value| matches!(value.trim(), "true" | "1"));
    let text: String = node.children().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect();
    Element {
        name: node.tag_name().name(),
        nil,
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
