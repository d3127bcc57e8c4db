//! A verdict as a word with a sign and a colour, so that none of the three is needed to know it.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::verdict::Verdict;

/// A verdict, as markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Badge {
    /// The verdict's name: class of the element, key of the filter.
    pub class: &'static str,
    sign: &'static str,
    pub word: &'static str,
}

impl Badge {
    /// No verdict: what it stands at was not tested.
    pub const NOT_TESTED: Self = Self { class: "not-tested", sign: "○", word: "Not tested" };

    /// Where it stands when verdicts are ordered from the worst to the best.
    pub fn rank(self) -> usize {
        const ORDER: [&str; 6] = ["fail", "inconclusive", "warn", "review", "pass", "not-applicable"];
        ORDER.iter().position(|class| *class == self.class).unwrap_or(ORDER.len())
    }

    pub const fn of(verdict: Verdict) -> Self {
        let (sign, word) = match verdict {
            Verdict::NotApplicable => ("–", "Not applicable"),
            Verdict::Pass => ("✓", "Pass"),
            Verdict::Review => ("◎", "Review"),
            Verdict::Warn => ("!", "Warning"),
            Verdict::Inconclusive => ("?", "Inconclusive"),
            Verdict::Fail => ("✕", "Fail"),
        };
        Self { class: verdict.name(), sign, word }
    }
}

impl fmt::Display for Badge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, sign, word } = self;
        write!(f, r#"<span class="badge {class}"><span class="sign" aria-hidden="true">{sign}</span>{word}</span>"#)
    }
}

/// Every part of a badge is a literal of this file.
impl HtmlSafe for Badge {}
