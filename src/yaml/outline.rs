//! Which keys, items and texts stand where in a file.

use std::ops::Range;

/// A file's structure with the byte range of every part.
#[derive(Clone, Debug)]
pub struct Outline {
    pub root: Node,
}

/// A value: a scalar, a list or a map.
#[derive(Clone, Debug)]
pub struct Node {
    /// Bytes of the value; for lists and maps from the first part on.
    pub at: Range<usize>,
    pub content: Content,
}

/// What a value consists of.
#[derive(Clone, Debug)]
pub enum Content {
    /// A scalar's text after YAML's own unescaping, or an alias.
    Leaf(String),
    Items(Vec<Node>),
    Entries(Vec<Entry>),
}

/// `key: value`.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: String,
    pub key_at: Range<usize>,
    pub value: Node,
}

impl Node {
    /// The value of a key; the node itself where the key is not there, so that the place is still near.
    #[must_use]
    pub fn field(&self, key: &str) -> &Self {
        self.entry(key).map_or(self, |entry| &entry.value)
    }

    /// An item of a list; the node itself where there are not so many.
    #[must_use]
    pub fn item(&self, index: usize) -> &Self {
        self.items().get(index).unwrap_or(self)
    }

    /// The place of a key; of the whole node where the key is not there.
    #[must_use]
    pub fn key(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.at.clone(), |entry| entry.key_at.clone())
    }

    /// The place of the first key: of the variant where the node is an externally tagged enum.
    #[must_use]
    pub fn first_key(&self) -> Range<usize> {
        self.entries().first().map_or_else(|| self.at.clone(), |entry| entry.key_at.clone())
    }

    /// The value behind the first key.
    #[must_use]
    pub fn first_value(&self) -> &Self {
        self.entries().first().map_or(self, |entry| &entry.value)
    }

    /// The entry with this key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// All entries of a map; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Entries(entries) => entries,
            Content::Leaf(_) | Content::Items(_) => &[],
        }
    }

    /// All items of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::Items(items) => items,
            Content::Leaf(_) | Content::Entries(_) => &[],
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Leaf(text) => Some(text),
            Content::Items(_) | Content::Entries(_) => None,
        }
    }

    /// `a text`, `a list` or `a map`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.content {
            Content::Leaf(_) => "a single value",
            Content::Items(_) => "a list",
            Content::Entries(_) => "a map",
        }
    }

    /// Every node below and including this one with the entry that holds it, if an entry does. Nesting is bounded when
    /// an outline is made, so recursion is.
    pub fn visit<'a>(&'a self, held_by: Option<&'a Entry>, see: &mut impl FnMut(&'a Self, Option<&'a Entry>)) {
        see(self, held_by);
        match &self.content {
            Content::Leaf(_) => {}
            Content::Items(items) => items.iter().for_each(|item| item.visit(None, see)),
            Content::Entries(entries) => entries.iter().for_each(|entry| entry.value.visit(Some(entry), see)),
        }
    }
}
