//! The source document, statement by statement, and whether the catalogue accounts for each.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{Catalogue, Statement};

/// A statement of the document: a sentence, a table row, a headline, a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Counted from 1.
    pub line: usize,
    /// With single spaces, and without the marks of a list.
    pub text: String,
}

/// What document and catalogue do not agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The document says something of which the catalogue does not know.
    Unaccounted(Passage),
    /// The catalogue accounts for something that the document does not say, or not as often.
    NotInDocument(Statement),
}

impl Passage {
    /// The first twelve hexadecimal digits of the SHA-256 of its text: enough to tell statements apart, and no copy of
    /// the document.
    #[must_use]
    pub fn digest(&self) -> String {
        Sha256::digest(&self.text).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The statements of a document in Markdown, in their order. What only draws lines is none.
#[must_use]
pub fn passages(document: &str) -> Vec<Passage> {
    let mut found = Vec::new();
    for (index, line) in document.lines().enumerate().skip(front_matter(document)) {
        let text = squeeze(line);
        let whole = text.starts_with(['|', '#', '<']);
        let sentences = if whole { vec![text] } else { sentences(without_bullet(&text)) };
        let said = sentences.into_iter().filter(|text| text.chars().any(char::is_alphanumeric));
        found.extend(said.map(|text| Passage { line: index + 1, text }));
    }
    found
}

/// Where a document and the catalogue's account of it differ.
#[must_use]
pub fn gaps(catalogue: &Catalogue, document: &str) -> Vec<Gap> {
    let mut accounted: HashMap<&str, Vec<&Statement>> = HashMap::new();
    for statement in catalogue.statements.iter().rev() {
        accounted.entry(&statement.digest).or_default().push(statement);
    }
    let mut found = Vec::new();
    for passage in passages(document) {
        if accounted.get_mut(&*passage.digest()).and_then(Vec::pop).is_none() {
            found.push(Gap::Unaccounted(passage));
        }
    }
    let left = |statement: &&Statement| {
        accounted.get(&*statement.digest).is_some_and(|left| left.iter().any(|one| std::ptr::eq(*one, *statement)))
    };
    found.extend(catalogue.statements.iter().filter(left).cloned().map(Gap::NotInDocument));
    found
}

/// Lines of the header that site generators read.
fn front_matter(document: &str) -> usize {
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut lines = document.lines();
    if !lines.next().is_some_and(is_fence) {
        return 0;
    }
    lines.position(is_fence).map_or(0, |end| end + 2)
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `* text` and `3. text` without their mark.
fn without_bullet(text: &str) -> &str {
    let unnumbered = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = unnumbered.len() < text.len();
    match unnumbered.strip_prefix(". ") {
        Some(rest) if numbered => rest,
        _ => text.strip_prefix("* ").or_else(|| text.strip_prefix("- ")).unwrap_or(text),
    }
}

/// A sentence ends where a full stop is followed by a space and a capital letter; abbreviations go on in small ones.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut begin = 0;
    for (end, _) in text.match_indices(". ") {
        let next = text[end + 2..].trim_start_matches(['*', '\'', '"']);
        if next.starts_with(char::is_uppercase) {
            found.push(text[begin..=end].to_owned());
            begin = end + 2;
        }
    }
    found.push(text[begin..].to_owned());
    found
}
