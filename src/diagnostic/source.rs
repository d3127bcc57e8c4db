//! The text that a diagnostic points into.

use std::ops::Range;
use std::sync::Arc;

/// A text file as its author sees it: a name to print, and the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// A source with this name. A byte order mark at its start is dropped: no editor shows it, no column counts it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Arc::new(Self { name: name.into(), text })
    }

    /// The path as it was given, or another name that tells people where the text is from.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.floor(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The byte range of the line in which an offset lies, without its line break.
    #[must_use]
    pub fn line_around(&self, offset: usize) -> Range<usize> {
        let offset = self.floor(offset);
        let start = self.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |at| offset + at);
        start..end.max(start)
    }

    /// A line as it may be printed: what follows `password:` is starred out, byte by byte, so that places keep.
    #[must_use]
    pub fn shown(&self, line: Range<usize>) -> String {
        let line = self.text.get(line).unwrap_or_default();
        let mut shown = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.find("password") {
            let (before, after) = rest.split_at(at + "password".len());
            shown.push_str(before);
            rest = after;
            let colon = after.trim_start_matches(['"', '\'', ' ']);
            let Some(value) = colon.strip_prefix(':') else { continue };
            let value = value.trim_start();
            let length = secret_length(value);
            shown.push_str(&after[..after.len() - value.len()]);
            shown.push_str(&"*".repeat(length));
            rest = &value[length..];
        }
        shown.push_str(rest);
        shown
    }

    /// A range that lies in the text and on one line, for what may be neither: the end is cut at the end of the line.
    #[must_use]
    pub fn on_one_line(&self, range: Range<usize>) -> Range<usize> {
        let start = self.floor(range.start);
        let line_end = self.line_around(start).end;
        let end = self.floor(range.end.min(line_end)).max(start);
        let end = start + self.text[start..end].trim_end().len();
        start..end
    }

    /// The nearest character boundary at or before an offset.
    fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }
}

/// Bytes of the YAML scalar at the start of a text: up to the closing quote, or to what ends an unquoted one.
fn secret_length(value: &str) -> usize {
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |end| end + 2),
        _ => value.find([',', '}', '#']).map_or(value.trim_end().len(), |end| value[..end].trim_end().len()),
    }
}
