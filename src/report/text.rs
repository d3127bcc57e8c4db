//! How texts, times and numbers are written in every report.

/// Longest text that a report shows in one place, in characters. The whole is in the trace.
pub(super) const LONGEST: usize = 2000;

/// The text with what cannot be seen made visible: control characters become their pictures (`␛`), and the characters
/// that turn the direction of writing are spelled out, so that no terminal obeys them and no reader is misled. Line
/// ends and tabs stay.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => {}
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
            '\u{7f}' => out.push('\u{2421}'),
            _ if is_unseen(c) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// Other control characters, marks of direction, characters without width, and what XML cannot carry.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// [`visible`], and cut where it is longer than a report shows.
#[must_use]
pub fn shown(text: &str) -> String {
    cut(&visible(text), LONGEST)
}

/// [`shown`] on a single line.
#[must_use]
pub fn line(text: &str) -> String {
    shown(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first `most` characters; when some are left out, it says how many there were.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}… (cut; {} characters in all)", &text[..at], text.chars().count()),
    }
}

/// Characters of a line that is read with ease.
const WIDTH: usize = 100;

/// The text as it is shown, on lines of at most 100 characters, each with this indent; a word that is longer has a line of its own.
#[must_use]
pub fn wrapped(indent: &str, text: &str) -> String {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&line(text), options)
}

/// A length of time for people: `85 ms`, `1.42 s`, `3 min 05 s`.
#[must_use]
pub fn duration(ms: u64) -> String {
    match ms {
        0..1000 => format!("{ms} ms"),
        1000..60_000 => format!("{}.{:02} s", ms / 1000, ms % 1000 / 10),
        _ => format!("{} min {:02} s", ms / 60_000, ms % 60_000 / 1000),
    }
}

/// A moment on the wall clock for people: `24 November 2026, 09:12:45 UTC`; a text that is no time stays as it is.
#[must_use]
pub fn moment(rfc3339: &str) -> String {
    rfc3339
        .parse::<jiff::Timestamp>()
        .map_or_else(|_| line(rfc3339), |time| time.strftime("%-d %B %Y, %H:%M:%S UTC").to_string())
}

/// `1 case`, `2 cases`.
#[must_use]
pub fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
