//! Whether a customer can read what the pages say.

use crate::spec::Page;
use crate::trace::{Event, PageOpened, What};
use crate::verdict::Judgement;

use super::journey::Journey;
use super::page::all_openings;
use super::text::{clip, count};

pub(super) fn expected(page: Page) -> String {
    format!("letters that are whole and no program's messages on the {page} page")
}

/// Characters around a finding that are quoted.
const AROUND: usize = 30;

/// What is wrong with a text, and what stands there.
struct Finding {
    kind: Kind,
    quote: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// UTF-8 that was read as something else, or the other way round.
    Broken,
    /// A message for programmers.
    Internal,
    /// A value or a placeholder that no program filled in.
    Unfilled,
}

/// No text that the customer saw on this page has broken letters or comes from the inside of a program.
pub(super) fn is_legible(journey: &Journey<'_>, page: Page) -> Judgement {
    let texts = journey.events.iter().filter_map(|event| match &event.what {
        What::PageOpened(opened) if opened.page == page && opened.problem.is_none() => Some((*event, &opened.text)),
        What::View(view) if view.page == page => Some((*event, &view.text)),
        _ => None,
    });
    let mut found: Vec<(&Event, Finding)> = Vec::new();
    for (event, text) in texts {
        if let Some(finding) = look_through(text)
            && !found.iter().any(|(_, former)| former.kind == finding.kind)
        {
            found.push((event, finding));
        }
    }
    if let Some((_, first)) = found.first() {
        let quotes: Vec<String> = found.iter().map(|(_, finding)| format!("“{}”", clip(&finding.quote))).collect();
        return Judgement::broken(
            format!("The {page} page shows customers {}.", words(first.kind)),
            expected(page),
            quotes.join("; "),
            found.iter().map(|(event, _)| *event),
        );
    }
    let is_read = |event: &Event, opened: &PageOpened| journey.is_over(event) && opened.problem.is_none();
    let loaded: Vec<_> = journey.openings(page).filter(|(event, opened)| is_read(event, opened)).collect();
    match all_openings(journey, page, &loaded) {
        Ok(evidence) => Judgement::pass(evidence, format!("{} read", count(loaded.len(), "opening"))),
        Err(unobserved) => unobserved,
    }
}

const fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Broken => {
            "broken letters. Send the encoding in which the text is written, best UTF-8 everywhere: \
             `Content-Type: text/html; charset=utf-8`, files saved as UTF-8, and the same for your database and its driver"
        }
        Kind::Internal => {
            "a message from the inside of your program. Catch the error, write it into your log, and tell customers in their \
             own words what happened and what they can do"
        }
        Kind::Unfilled => {
            "a value that your program does not have. Check what is missing before the page is shown, and leave the sentence \
             out or say what is known"
        }
    }
}

/// The first thing that nobody should have to read.
fn look_through(text: &str) -> Option<Finding> {
    let finders = [(Kind::Broken, broken(text)), (Kind::Internal, internal(text)), (Kind::Unfilled, unfilled(text))];
    let (kind, at) = finders.into_iter().find_map(|(kind, at)| at.map(|at| (kind, at)))?;
    let before = text[..at].chars().rev().take(AROUND).map(char::len_utf8).sum::<usize>();
    let quote = text[at - before..].chars().take(2 * AROUND).collect();
    Some(Finding { kind, quote })
}

/// Where the first broken letter is: the mark of bytes that are no text, or UTF-8 that was taken for Windows-1252, in which
/// `å` becomes `Ã¥` and `’` becomes `â€™`. Only letters count that no language writes one after the other.
fn broken(text: &str) -> Option<usize> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let at = (0..letters.len()).find(|&at| {
        let next = |by: usize| letters.get(at + by).map(|(_, letter)| *letter).filter(|letter| is_rest(*letter));
        match letters[at].1 {
            '\u{FFFD}' => true,
            'Ã' | 'Â' => next(1).is_some_and(|next| !is_punctuation(next)),
            'à'..='ï' => match (next(1), next(2)) {
                (Some(next), Some(last)) => next != NO_BREAK && !(is_punctuation(next) && is_punctuation(last)),
                _ => false,
            },
            _ => false,
        }
    })?;
    Some(letters[at].0)
}

const NO_BREAK: char = '\u{A0}';

/// What the second and later bytes of a letter in UTF-8 become in Windows-1252.
fn is_rest(letter: char) -> bool {
    matches!(letter, '\u{80}'..='\u{BF}') || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".contains(letter)
}

/// What may follow a word.
fn is_punctuation(letter: char) -> bool {
    letter == NO_BREAK || "…‘’“”‚„–—«»‹›•™§·".contains(letter)
}

/// Where a message stands that a language, a framework or a server writes for programmers.
fn internal(text: &str) -> Option<usize> {
    const MARKS: [&str; 24] = [
        "Traceback (most recent call last)",
        "Exception in thread",
        "java.lang.",
        "java.net.",
        "java.io.",
        "javax.",
        "org.springframework.",
        "Whitelabel Error Page",
        "Fatal error: ",
        "Stack trace:",
        "SQLSTATE[",
        "NoMethodError",
        "undefined method",
        "Werkzeug Debugger",
        "node_modules/",
        "TypeError: ",
        "ReferenceError: ",
        "SyntaxError: ",
        "NullPointerException",
        "System.NullReferenceException",
        "ECONNREFUSED",
        "Internal Server Error",
        "Bad Gateway",
        "soap:Envelope",
    ];
    MARKS.iter().filter_map(|mark| text.find(mark)).min()
}

/// Where a placeholder or the name of a missing value stands.
fn unfilled(text: &str) -> Option<usize> {
    let is_word = |at: usize, word: &str| {
        let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
        !text[..at].chars().next_back().is_some_and(part) && !text[at + word.len()..].chars().next().is_some_and(part)
    };
    let words = ["undefined", "NaN"]
        .into_iter()
        .filter_map(|word| text.match_indices(word).map(|(at, _)| at).find(|at| is_word(*at, word)));
    let placeholders = [("{{", "}}"), ("${", "}"), ("<%", "%>")].into_iter().filter_map(|(opening, closing)| {
        let at = text.find(opening)?;
        let inside = &text[at + opening.len()..];
        inside[..inside.find(closing)?].chars().all(|letter| !letter.is_control()).then_some(at)
    });
    words.chain(placeholders).chain(text.find("[object Object]")).min()
}
