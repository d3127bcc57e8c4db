//! An element as messages use it: names without prefixes, text, children.

/// An element of a message; namespaces are forgotten, because SOAP stacks disagree about them below the operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Local name.
    pub name: String,
    /// Whether it says `xsi:nil`.
    pub nil: bool,
    /// Its own text, surrounding white space removed.
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of that name that is not nil.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name && !child.nil)
    }

    /// All children of that name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a Self> + use<'a, 'n> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child; `None` when it is absent, nil or empty.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }
}

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Copies a parsed node. The depth of the tree is bounded before it is parsed.
pub(super) fn from_node(node: roxmltree::Node<'_, '_>) -> Element {
    let nil = node.attribute((XSI, "nil")).is_some_and(|value| matches!(value.trim(), "true" | "1"));
    let text: String = node.children().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect();
    Element {
        name: node.tag_name().name().to_owned(),
        nil,
        text: text.trim().to_owned(),
        children: node.children().filter(roxmltree::Node::is_element).map(from_node).collect(),
    }
}
