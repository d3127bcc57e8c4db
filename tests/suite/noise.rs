//! Whatever stands in a file, lint comes to an end and says where.

use std::fs;

use proptest::prelude::*;
use seqr_cert::candidate;
use seqr_cert::diagnostic::{Diagnostics, Paint};
use seqr_cert::suite::lint;

const SUITE: &str = include_str!("valid/triggers/pay.yaml");
const CATALOGUE: &str = include_str!("valid/requirements.yaml");
const CANDIDATE: &str = include_str!("../candidate/grand-cinema.yaml");

/// Every diagnostic lies within the text, and can be rendered.
fn well_told(found: &Diagnostics, text: &str) {
    let lines = text.split('\n').count();
    for diagnostic in found {
        assert!((1..=lines).contains(&diagnostic.line()), "line {} of {lines}: {diagnostic:?}", diagnostic.line());
        assert!(diagnostic.column() >= 1);
        assert!(!diagnostic.title().is_empty());
        assert!(!diagnostic.title().contains(char::is_control));
    }
    let rendered = found.render(Paint::Plain);
    assert_eq!(rendered.is_empty(), found.is_empty());
    assert!(!rendered.contains('\u{1b}'), "an escape sequence reached the terminal: {rendered:?}");
}

fn lint_bytes(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("any.yaml");
    fs::write(&path, bytes).unwrap();
    well_told(&lint(&[path]), &String::from_utf8_lossy(bytes));
}

fn parse_candidate(text: &str) {
    match candidate::parse(text, "candidate.yaml") {
        Ok(loaded) => well_told(&loaded.warnings, text),
        Err(found) => {
            assert!(found.errors() > 0);
            well_told(&found, text);
        }
    }
}

/// A valid file with a few bytes replaced, removed or inserted, or lines moved about.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..4u8, prop::sample::select(PIECES));
    prop::collection::vec(edit, 1..6).prop_map(move |edits| {
        let mut chars: Vec<char> = text.chars().collect();
        for (index, kind, piece) in edits {
            if chars.is_empty() {
                break;
            }
            let at = index.index(chars.len());
            match kind {
                0 => drop(chars.remove(at)),
                1 => drop(chars.splice(at..at, piece.chars())),
                2 => drop(chars.splice(at..(at + 1), piece.chars())),
                _ => chars.truncate(at),
            }
        }
        chars.into_iter().collect()
    })
}

/// What YAML gives a meaning to, and what terminals do.
const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\t",
    ": ",
    ":",
    "- ",
    "#",
    " #",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "&a ",
    "*a",
    "!t ",
    "|",
    ">",
    "?",
    "%",
    "@",
    "~",
    "null",
    "---\n",
    "...",
    "<<: ",
    "$x",
    "$$",
    "é",
    "\u{feff}",
    "\u{0}",
    "\u{1b}[31m",
    "\r\n",
    "0x7",
    "99999999999999999999",
    "-1",
    ".nan",
    "password: x",
];

proptest! {
    #[test]
    fn any_bytes_are_accepted_or_refused_with_a_place(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        lint_bytes(&bytes);
    }

    #[test]
    fn any_text_as_a_candidate_file_is_accepted_or_refused_with_a_place(text in "\\PC{0,300}") {
        parse_candidate(&text);
    }

    #[test]
    fn a_mutated_suite_is_accepted_or_refused_with_a_place(text in mutated(SUITE)) {
        lint_bytes(text.as_bytes());
    }

    #[test]
    fn a_mutated_catalogue_is_accepted_or_refused_with_a_place(text in mutated(CATALOGUE)) {
        lint_bytes(text.as_bytes());
    }

    #[test]
    fn a_mutated_candidate_file_is_accepted_or_refused_with_a_place(text in mutated(CANDIDATE)) {
        parse_candidate(&text);
    }
}

#[test]
fn a_file_full_of_mistakes_is_given_up_soon() {
    let text = "a:\n".repeat(100_000);
    let found = candidate::parse(&text, "candidate.yaml").unwrap_err();
    assert!(found.errors() < 120, "{}", found.summary());
    well_told(&found, &text);
}

#[test]
fn a_megabyte_on_one_line_is_told_in_a_few_lines() {
    let text = format!("name: {}\nurls: 1\n", "x".repeat(1_000_000));
    let found = candidate::parse(&text, "candidate.yaml").unwrap_err();
    assert!(found.render(Paint::Plain).len() < 5_000);
    let text = format!("{}: 1\n", "x".repeat(1_000));
    let found = candidate::parse(&text, "candidate.yaml").unwrap_err();
    assert!(found.render(Paint::Plain).len() < 5_000);
}

#[test]
fn an_alias_bomb_is_refused_at_once() {
    let mut text = String::from("name: &a [x, x, x, x, x, x, x, x, x]\n");
    for level in 0..12u8 {
        let (this, next) = (char::from(b'a' + level), char::from(b'b' + level));
        text.push_str(&format!("{next}: &{next} [*{this}, *{this}, *{this}, *{this}, *{this}, *{this}, *{this}]\n"));
    }
    assert!(candidate::parse(&text, "candidate.yaml").unwrap_err().errors() > 0);
}
