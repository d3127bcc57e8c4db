//! What nobody should have to read: broken letters, messages for programmers, values that no program filled in.

use crate::spec::ResultCode;

/// Characters around a finding that are quoted.
const AROUND: usize = 30;

/// What is wrong with a text, and what stands there.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) kind: Kind,
    /// With some of what stands around it.
    pub(super) quote: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// UTF-8 that was read as something else, or the other way round.
    Broken,
    /// A message for programmers.
    Internal,
    /// A value or a placeholder that no program filled in.
    Unfilled,
    /// Text that was escaped for HTML or XML more often than it is read.
    Escaped,
}

/// The first thing that nobody should have to read.
pub(super) fn look_through(text: &str) -> Option<Unfit> {
    let finders = [
        (Kind::Broken, broken(text)),
        (Kind::Internal, internal(text)),
        (Kind::Unfilled, unfilled(text)),
        (Kind::Escaped, escaped(text)),
    ];
    let (kind, at) = finders.into_iter().find_map(|(kind, at)| at.map(|at| (kind, at)))?;
    let before = text[..at].chars().rev().take(AROUND).map(char::len_utf8).sum::<usize>();
    let quote = text[at - before..].chars().take(2 * AROUND).collect();
    Some(Unfit { kind, quote })
}

/// Where the first broken letter is: the mark of bytes that are no text, a question mark in the place of a letter, or UTF-8 that
/// was taken for Windows-1252, in which `å` becomes `Ã¥` and `’` becomes `â€™`. Only letters count that no language writes one
/// after the other.
pub(super) fn broken(text: &str) -> Option<usize> {
    mistaken(text).into_iter().chain(questioned(text)).min()
}

/// Where a question mark stands within a word, as in `K?benhavn` or `K??benhavn`. What may be an address is none.
fn questioned(text: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).find_map(|word| {
        let begin = at;
        at += word.len();
        if word.contains(['/', '=', '&', '.', '@']) {
            return None;
        }
        let (before, rest) = word.split_once('?')?;
        let after = rest.strip_prefix('?').unwrap_or(rest);
        let is_within = before.ends_with(char::is_alphabetic) && after.starts_with(char::is_lowercase);
        is_within.then_some(begin + before.len())
    })
}

/// Where UTF-8 was mistaken for something else, or something else for UTF-8.
fn mistaken(text: &str) -> Option<usize> {
    if text.is_ascii() {
        return None;
    }
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
    const MARKS: [&str; 34] = [
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
        "503 Service Unavailable",
        "504 Gateway Time",
        "soap:Envelope",
        "SOAP-ERROR: ",
        "SoapFault",
        "panic: ",
        "goroutine ",
        "dial tcp ",
        "connect: connection refused",
        "Error Fetching http headers",
        "Could not connect to host",
    ];
    MARKS
        .iter()
        .filter_map(|mark| text.find(mark))
        .chain(place_in_code(text))
        .chain(frame(text))
        .chain(result(text))
        .chain(data(text))
        .min()
}

/// Where PHP or Perl names a line of a program, as in “Undefined array key "table" in /srv/order.php on line 70” and
/// “Can't call method "code" on an undefined value at shop.pl line 12.”
fn place_in_code(text: &str) -> Option<usize> {
    const PLACES: [(&[&str], &str); 2] = [(&[".php"], " on line "), (&[".pl", ".pm"], " line ")];
    let places = PLACES.into_iter().filter_map(|(endings, words)| {
        let names_line = |at: &usize| text[at + words.len()..].starts_with(|letter: char| letter.is_ascii_digit());
        let is_file = |at: &usize| endings.iter().any(|ending| text[..*at].ends_with(ending));
        text.match_indices(words).map(|(at, _)| at).find(|at| names_line(at) && is_file(at))
    });
    places.min()
}

/// Where a stack trace names a line of a program: `server.mjs:120:15`, `Shop.java:88`, `shop.py", line 12`.
fn frame(text: &str) -> Option<usize> {
    const ENDINGS: [&str; 10] =
        [".js:", ".mjs:", ".cjs:", ".ts:", ".java:", ".kt:", ".go:", ".rb:", ".py\", line ", ".cs:line "];
    let names_line =
        |at: usize, ending: &str| text[at + ending.len()..].starts_with(|letter: char| letter.is_ascii_digit());
    let frames = ENDINGS
        .into_iter()
        .filter_map(|ending| text.match_indices(ending).map(|(at, _)| at).find(|at| names_line(*at, ending)));
    frames.min()
}

/// Where a result code of SEQR stands by its name, which is for programs.
fn result(text: &str) -> Option<usize> {
    let names = ResultCode::ALL.iter().map(|code| code.name()).filter(|name| name.contains('_'));
    names.filter_map(|name| text.find(name)).min()
}

/// Where JSON begins, if there is nothing else to read.
fn data(text: &str) -> Option<usize> {
    let begins = ["{\"", "[{\""].iter().any(|mark| text.trim_start().starts_with(mark));
    begins.then_some(0)
}

/// Where the name or number of a character stands in place of the character.
pub(super) fn escaped(text: &str) -> Option<usize> {
    const LONGEST: usize = 9;
    text.match_indices('&').map(|(at, _)| at).find(|at| {
        let rest = &text[at + 1..];
        let end = rest.bytes().take(LONGEST).position(|letter| letter == b';');
        end.is_some_and(|end| is_character(&rest[..end]))
    })
}

/// Whether HTML knows a character by this: a number, the usual names, or a letter with its accent.
fn is_character(name: &str) -> bool {
    const NAMES: [&str; 22] = [
        "amp", "quot", "lt", "gt", "apos", "nbsp", "szlig", "aelig", "AElig", "oelig", "OElig", "eth", "ETH", "thorn",
        "THORN", "euro", "pound", "yen", "ndash", "mdash", "hellip", "middot",
    ];
    const ACCENTS: [&str; 8] = ["acute", "grave", "circ", "tilde", "uml", "ring", "cedil", "slash"];
    if let Some(number) = name.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |hex| (hex, 16));
        return !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    }
    let mut letters = name.chars();
    NAMES.contains(&name)
        || letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && ACCENTS.contains(&letters.as_str())
}

/// Whether white space stands around a part of the text, or its ends.
fn is_alone(text: &str, from: usize, to: usize) -> bool {
    !text[..from].ends_with(|letter: char| !letter.is_whitespace())
        && !text[to..].starts_with(|letter: char| !letter.is_whitespace())
}

/// Where a placeholder or the name of a missing value stands.
pub(super) fn unfilled(text: &str) -> Option<usize> {
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
    let formats = ["%s", "%d"]
        .into_iter()
        .filter_map(|word| text.match_indices(word).map(|(at, _)| at).find(|at| is_alone(text, *at, at + word.len())));
    let others = [text.find("[object Object]"), object(text), null(text)].into_iter().flatten();
    words.chain(placeholders).chain(formats).chain(others).min()
}

/// Where Java names an object that does not say what it is, as in `Order@1b6d3586`.
fn object(text: &str) -> Option<usize> {
    const DIGITS: std::ops::RangeInclusive<usize> = 5..=8;
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).find_map(|word| {
        let begin = at;
        at += word.len();
        let (class, rest) = word.trim_end().split_once('@')?;
        let class = class.trim_start_matches(|letter: char| !letter.is_alphabetic());
        let hash = rest.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let is_class =
            !class.is_empty() && class.chars().all(|letter| letter.is_alphanumeric() || "_$.".contains(letter));
        let is_hash = DIGITS.contains(&hash.len())
            && hash.contains(|digit: char| digit.is_ascii_digit())
            && hash.contains(|digit: char| digit.is_alphabetic())
            && hash.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f'));
        (is_class && is_hash).then_some(begin)
    })
}

/// Where a line says `null` and nothing else.
fn null(text: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let begin = at;
        at += line.len();
        (line.trim() == "null").then_some(begin)
    })
}
