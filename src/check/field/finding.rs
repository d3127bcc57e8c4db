//! What is wrong with one field.

use std::fmt;

use crate::suite::{FieldRule, Level};

use super::super::text::clip;

/// One thing that is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken; it knows the requirement and how binding it is.
    pub rule: FieldRule,
    /// The place in the message: names from the operation's child down, as in
    /// [`Field::path`](crate::trace::Field::path).
    pub path: String,
    /// The text of the field, cut to a length that a reader can take in; `None` where there is no text to show.
    pub value: Option<String>,
    /// What is wrong, as the end of a sentence that begins with the path: `is missing`.
    pub wrong: String,
    /// What its developer does about it, in one sentence.
    pub mend: String,
}

impl Finding {
    /// At most this many findings are told of one message.
    pub const MOST: usize = 100;

    /// How binding the broken rule is.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.rule.level()
    }
}

/// What is wrong, without how to mend it: ``invoice/totalAmount/value `12,50` is not a decimal number``.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} `{value}` {}", self.path, self.wrong),
            None => write!(f, "{} {}", self.path, self.wrong),
        }
    }
}

/// Findings while they are collected.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// Something is wrong with the text of a field.
    pub(super) fn value(&mut self, rule: FieldRule, path: &str, value: &str, wrong: &str, mend: &str) {
        self.add(rule, path, Some(clip(value)), wrong, mend);
    }

    /// Something is wrong with a place of the message.
    pub(super) fn place(&mut self, rule: FieldRule, path: &str, wrong: &str, mend: &str) {
        self.add(rule, path, None, wrong, mend);
    }

    fn add(&mut self, rule: FieldRule, path: &str, value: Option<String>, wrong: &str, mend: &str) {
        self.0.push(Finding { rule, path: clip(path), value, wrong: wrong.to_owned(), mend: mend.to_owned() });
    }

    /// The strongest rules first; of each rule in the order in which they were found.
    pub(super) fn in_order(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| (std::cmp::Reverse(finding.level()), finding.rule));
        self.0.truncate(Finding::MOST);
        self.0
    }
}
