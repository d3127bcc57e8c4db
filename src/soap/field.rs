//! A message as a list of its leaves, and what is odd about its elements.

use std::collections::HashMap;

use crate::trace::{Fields, Oddity, Oddly};

use super::Element;
use super::element::Space;
use super::redact::{personal_label, secret_label};

/// What stands below an operation's element.
#[derive(Debug, Default)]
pub struct Leaves {
    /// In document order, secrets replaced. A name gets an index, counted from 1, only where it has siblings of the same name.
    pub fields: Fields,
    /// In document order, at most 40.
    pub oddities: Vec<Oddity>,
}

/// So many oddities of one message are kept; whoever makes all of them the same way has seen enough.
const MOST_ODDITIES: usize = 40;

/// The leaves below an operation's element.
#[must_use]
pub fn leaves(operation: &Element<'_>) -> Leaves {
    let mut leaves = Leaves { fields: Fields::with_room(), oddities: Vec::new() };
    collect(operation, &mut String::with_capacity(128), &mut leaves);
    leaves.fields.shrink();
    leaves
}

/// `path` is that of the parent, and the same again afterwards.
fn collect(parent: &Element<'_>, path: &mut String, leaves: &mut Leaves) {
    let personal = personal_label(parent);
    let mut namesakes = Namesakes::among(&parent.children);
    let outer = path.len();
    for (index, child) in parent.children.iter().enumerate() {
        if outer > 0 {
            path.push('/');
        }
        path.push_str(child.name);
        if let Some(number) = namesakes.number(&parent.children, index) {
            path.extend(["[", &number.to_string(), "]"]);
        }
        leaves.look_at(parent, child, path);
        let fields = &mut leaves.fields;
        let label = secret_label(personal, child);
        match label {
            _ if child.nil && (label.is_some() || child.children.is_empty()) => fields.push(path, None),
            Some(_) if child.text.is_empty() && child.children.is_empty() => fields.push(path, Some(&[])),
            Some(label) => fields.push(path, Some(&["[redacted:", label, "]"])),
            None if child.children.is_empty() => fields.push(path, Some(&[&child.text])),
            None => collect(child, path, leaves),
        }
        path.truncate(outer);
    }
}

impl Leaves {
    /// Of elements that inherit their namespace, the outermost is enough.
    fn look_at(&mut self, parent: &Element<'_>, child: &Element<'_>, path: &str) {
        let outermost = || parent.space != child.space || !path.contains('/');
        let strange = match child.space {
            Space::Seqr if outermost() => Some(Oddly::InSeqrNamespace),
            Space::Other if outermost() => Some(Oddly::InOtherNamespace),
            _ => None,
        };
        for oddly in strange.into_iter().chain(child.coded.map(|code| Oddly::Coded(code.to_owned()))) {
            if self.oddities.len() < MOST_ODDITIES {
                self.oddities.push(Oddity { path: path.to_owned(), oddly });
            }
        }
    }
}

/// Numbers siblings of the same name.
enum Namesakes<'a> {
    /// They are so few that looking at all of them is the quickest.
    Few,
    /// By name: how many there are, and how many were numbered.
    Counted(HashMap<&'a str, (usize, usize)>),
}

/// Most siblings that are looked at one by one; more would cost the square of their number.
const FEW: usize = 16;

impl<'a> Namesakes<'a> {
    fn among(siblings: &'a [Element<'_>]) -> Self {
        if siblings.len() <= FEW {
            return Self::Few;
        }
        let mut counted: HashMap<&str, (usize, usize)> = HashMap::new();
        for sibling in siblings {
            counted.entry(sibling.name).or_default().0 += 1;
        }
        Self::Counted(counted)
    }

    /// The number of a sibling, if it has namesakes. Siblings are asked for one after the other.
    fn number(&mut self, siblings: &[Element<'_>], index: usize) -> Option<usize> {
        let name = siblings.get(index)?.name;
        let (total, number) = match self {
            Self::Few => {
                let count = |siblings: &[Element<'_>]| siblings.iter().filter(|sibling| sibling.name == name).count();
                (count(siblings), count(siblings.get(..=index)?))
            }
            Self::Counted(counted) => {
                let (total, numbered) = counted.get_mut(name)?;
                *numbered += 1;
                (*total, *numbered)
            }
        };
        (total > 1).then_some(number)
    }
}
