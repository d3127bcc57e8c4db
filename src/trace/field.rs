//! The leaves of a message.

use serde::{Deserialize, Serialize, Serializer};

/// A leaf of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Field<'a> {
    /// Names from the operation's child down: `invoice/invoiceRows/invoiceRow[2]/itemQuantity`.
    pub path: &'a str,
    /// `None` for `xsi:nil`.
    pub value: Option<&'a str>,
}

/// The leaves of a message in document order. All their texts are one: a message has some fifty, and a backend that serves
/// many calls would spend a good part of its time on finding a place for each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<Stored>")]
pub struct Fields {
    /// Path and value of one leaf after the other.
    text: String,
    leaves: Vec<Leaf>,
}

/// Where a leaf's texts end; they begin where those of the leaf before it end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leaf {
    path_end: usize,
    value_end: usize,
    nil: bool,
}

impl Fields {
    /// None yet, and room for those of a usual message.
    #[must_use]
    pub fn with_room() -> Self {
        Self { text: String::with_capacity(2048), leaves: Vec::with_capacity(32) }
    }

    /// Adds a leaf; its value is the pieces of `value` together, `None` for `xsi:nil`.
    pub fn push(&mut self, path: &str, value: Option<&[&str]>) {
        self.text.push_str(path);
        let path_end = self.text.len();
        self.text.extend(value.unwrap_or_default().iter().copied());
        self.leaves.push(Leaf { path_end, value_end: self.text.len(), nil: value.is_none() });
    }

    /// Gives back the room that was not needed.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.leaves.shrink_to_fit();
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// All leaves.
    pub fn iter(&self) -> impl Iterator<Item = Field<'_>> {
        let mut begin = 0;
        self.leaves.iter().map(move |leaf| {
            let path = &self.text[begin..leaf.path_end];
            let value = &self.text[leaf.path_end..leaf.value_end];
            begin = leaf.value_end;
            Field { path, value: (!leaf.nil).then_some(value) }
        })
    }

    /// The value of the first leaf with this path; `None` when there is none, or it is nil.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<&str> {
        self.iter().find(|field| field.path == path)?.value
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// A leaf as it is read from a stored trace.
#[derive(Deserialize)]
struct Stored {
    path: String,
    value: Option<String>,
}

impl From<Vec<Stored>> for Fields {
    fn from(stored: Vec<Stored>) -> Self {
        stored.into_iter().map(|Stored { path, value }| (path, value)).collect()
    }
}

/// Of paths and values.
impl FromIterator<(String, Option<String>)> for Fields {
    fn from_iter<T: IntoIterator<Item = (String, Option<String>)>>(leaves: T) -> Self {
        let mut fields = Self::default();
        for (path, value) in leaves {
            fields.push(&path, value.as_deref().as_ref().map(std::slice::from_ref));
        }
        fields
    }
}
