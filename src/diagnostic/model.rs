//! One mistake.

use std::ops::Range;
use std::sync::Arc;

use super::Source;

/// Longest title, label or help: what is quoted from a file may be of any size.
const LONGEST: usize = 1000;

/// Whether a diagnostic stops the work. Errors come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// A place in a file with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    source: Arc<Source>,
    range: Range<usize>,
    label: Box<str>,
}

impl Mark {
    /// Marks the bytes `range` of a source; what lies beyond their first line is not marked.
    #[must_use]
    pub fn new(source: &Arc<Source>, range: Range<usize>, label: impl Into<String>) -> Self {
        Self { source: Arc::clone(source), range: source.on_one_line(range), label: clean(label.into()) }
    }

    /// The source that is marked.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The marked bytes, all on one line.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The words that stand at the place.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Line and column, from 1; the column counts characters.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        self.source.position(self.range.start)
    }
}

/// A mistake in a file, told to the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    severity: Severity,
    title: Box<str>,
    mark: Mark,
    related: Vec<Mark>,
    help: Vec<String>,
}

impl Diagnostic {
    /// A mistake that stops the work.
    #[must_use]
    pub fn error(title: impl Into<String>, mark: Mark) -> Self {
        Self { severity: Severity::Error, title: clean(title.into()), mark, related: Vec::new(), help: Vec::new() }
    }

    /// Something that works but is probably not meant.
    #[must_use]
    pub fn warning(title: impl Into<String>, mark: Mark) -> Self {
        Self { severity: Severity::Warning, ..Self::error(title, mark) }
    }

    /// A mistake with a file as a whole, which may not even be there.
    #[must_use]
    pub fn about_file(title: impl Into<String>, name: impl Into<String>) -> Self {
        Self::error(title, Mark::new(&Source::new(name, ""), 0..0, ""))
    }

    /// With a sentence that says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(clean(help.into()).into());
        self
    }

    /// With another place that belongs to the mistake, such as the first of two equal ids.
    #[must_use]
    pub fn related(mut self, mark: Mark) -> Self {
        self.related.push(mark);
        self
    }

    /// Error or warning.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The place.
    #[must_use]
    pub const fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Further places.
    #[must_use]
    pub fn related_marks(&self) -> &[Mark] {
        &self.related
    }

    /// What to do.
    #[must_use]
    pub fn helps(&self) -> &[String] {
        &self.help
    }

    /// The name of the file.
    #[must_use]
    pub fn file(&self) -> &str {
        self.mark.source.name()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.mark.position().0
    }

    /// The column, from 1, in characters.
    #[must_use]
    pub fn column(&self) -> usize {
        self.mark.position().1
    }
}

/// Text that can be printed on a terminal whatever it quotes: no control characters, bounded length.
fn clean(text: String) -> Box<str> {
    if text.len() <= LONGEST && !text.contains(char::is_control) {
        return text.into();
    }
    let mut clean = String::new();
    for character in text.chars() {
        if clean.len() > LONGEST {
            clean.push('…');
            break;
        }
        if character.is_control() {
            clean.extend(character.escape_debug());
        } else {
            clean.push(character);
        }
    }
    clean.into()
}
