//! A page at every width.

use serde::{Deserialize, Serialize};

use crate::spec::Page;

/// A view of a page at widths one pixel apart, without loading it anew.
///
/// At each of them the boxes of elements and texts are compared with the screen and with each other. Both ends of every
/// stretch of widths in which nothing of that changes are measured as closely as views on required screens are; where the
/// two differ, so is what lies between, by bisection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swept {
    pub page: Page,
    /// TOKEN of the customer whose app it was.
    pub token: String,
    /// Counted as [`super::View::number`].
    pub number: usize,
    /// What had been done, as in [`super::View::moment`].
    pub moment: String,
    /// Narrowest and widest of the widths, CSS pixels.
    pub from: u32,
    pub to: u32,
    /// At how many of them the boxes were really compared.
    pub measured: u32,
    /// At how many of them the page was measured closely.
    pub closely: u32,
    /// How many of them are neither measured closely nor known to be like their neighbours: the page changed too often.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unclear: u32,
    /// What looked wrong. A page that is resized may show what a page that is loaded at that width does not, so these are
    /// where to look, and no findings.
    pub suspects: Vec<Suspect>,
}

/// Something that looked wrong at neighbouring widths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    pub kind: SuspectKind,
    /// Selector of the element; `None` for the page as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// Selector of what covers, cuts or overlaps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// First and last of the widths, CSS pixels.
    pub from: u32,
    pub to: u32,
}

/// Neighbouring widths as readers are told them: `367–413 px`.
#[must_use]
pub fn range_of_widths(from: u32, to: u32) -> String {
    if from == to { format!("{from} px") } else { format!("{from}–{to} px") }
}

/// How a layout breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuspectKind {
    /// Wider than the screen.
    Wide,
    /// A control that no scrolling brings onto the screen.
    OutOfReach,
    /// A control with something on top of it.
    Covered,
    /// A text that a box cuts through.
    Cut,
    /// A text that lies on another.
    Overlap,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields like this")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Most widths at which one page is loaded anew because of what a sweep has found.
const MOST_LOOKS: usize = 8;

impl Swept {
    /// Whether something is known of every width.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.to.wrapping_sub(self.from).wrapping_add(1) == self.measured && self.unclear == 0
    }
}

/// The widths at which suspects are worth a look on a fresh load, ascending: each range in its middle and at both of its
/// ends, the middles first where there are too many.
#[must_use]
pub fn widths_to_look_at<'a>(suspects: impl IntoIterator<Item = &'a Suspect>) -> Vec<u32> {
    let mut ranges: Vec<(u32, u32)> = suspects.into_iter().map(|suspect| (suspect.from, suspect.to)).collect();
    // The shortest first: what is looked at for them serves the longer ones around them as well.
    ranges.sort_unstable_by_key(|&(from, to)| (to.saturating_sub(from), from));
    ranges.dedup();
    let mut widths: Vec<u32> = Vec::new();
    for &(from, to) in &ranges {
        if !widths.iter().any(|width| (from..=to).contains(width)) {
            widths.push(from.midpoint(to));
        }
    }
    widths.extend(ranges.iter().flat_map(|&(from, to)| [from, to]));
    let mut chosen: Vec<u32> = Vec::new();
    for width in widths {
        if chosen.len() < MOST_LOOKS && !chosen.contains(&width) {
            chosen.push(width);
        }
    }
    chosen.sort_unstable();
    chosen
}
