//! The leaves of a message as a tree again.

use crate::trace::Fields;

/// An element of the message.
#[derive(Debug, Default)]
pub(super) struct Message<'a> {
    /// Names from the operation's child down; empty for the operation itself.
    pub(super) path: &'a str,
    /// Name with its number among its namesakes: `invoiceRow[2]`.
    step: &'a str,
    name: &'a str,
    value: Option<&'a str>,
    pub(super) children: Vec<Self>,
}

impl<'a> Message<'a> {
    /// The operation's element. Leaves stand in document order, so that those of one element stand together.
    pub(super) fn of(leaves: &'a Fields) -> Self {
        let mut root = Self::default();
        for leaf in leaves.iter() {
            root.insert(leaf.path, 0, leaf.value);
        }
        root
    }

    fn insert(&mut self, path: &'a str, from: usize, value: Option<&'a str>) {
        let end = position(&path[from..], b'/').map_or(path.len(), |slash| from + slash);
        let step = &path[from..end];
        if self.children.last().is_none_or(|last| last.step != step) {
            let name = position(step, b'[').map_or(step, |bracket| &step[..bracket]);
            self.children.push(Self { path: &path[..end], step, name, value: None, children: Vec::new() });
        }
        let Some(child) = self.children.last_mut() else { return };
        if end == path.len() {
            child.value = value;
        } else {
            child.insert(path, end + 1, value);
        }
    }

    /// Its name, without a number.
    pub(super) const fn name(&self) -> &'a str {
        self.name
    }

    /// What stands at a path below it.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
        let child = self.children.iter().find(|child| child.step == step)?;
        rest.map_or(Some(child), |rest| child.at(rest))
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.all(name).next()
    }

    /// All children of that name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name() == name)
    }

    /// Its text; `None` for `xsi:nil` and for elements that hold others.
    pub(super) const fn text(&self) -> Option<&'a str> {
        self.value
    }

    /// Whether it says something: text or children.
    pub(super) fn says_something(&self) -> bool {
        !self.children.is_empty() || self.value.is_some_and(|text| !text.is_empty())
    }

    /// Its text, where it has one that is known: neither empty nor redacted.
    pub(super) fn known(&self) -> Option<&'a str> {
        self.value.filter(|text| !text.is_empty() && !is_redacted(text))
    }

    /// The path that a child of this name has or would have.
    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }
}

/// Whether a secret was removed from the text before it was recorded.
fn is_redacted(text: &str) -> bool {
    position(text, b'[').is_some() && text.contains("[redacted:")
}

/// Where a byte of ASCII stands first. Names and values are short: searches that are made for long texts take longer.
fn position(text: &str, byte: u8) -> Option<usize> {
    text.bytes().position(|other| other == byte)
}
