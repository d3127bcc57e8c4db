//! Text → outline, and what can be wrong with a file before anybody knows what it is for.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde_saphyr::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span};

use crate::diagnostic::{Diagnostic, Diagnostics, Mark, Source, quoted};

use super::outline::{Content, Entry, Node, Outline};

/// Deepest nesting of lists and maps. The deepest place that a file may use is about ten.
pub(super) const DEEPEST: usize = 32;

/// Most keys, items and texts in one file.
pub(super) const MOST_NODES: usize = 50_000;

/// After so many mistakes the reading stops: such a file is not what it was taken for.
const MOST_MISTAKES: usize = 50;

impl Outline {
    /// Reads the structure of a file.
    ///
    /// # Errors
    /// The text is no YAML (the first mistake only: after it nothing can be relied on); or it is, and has keys that stand
    /// twice, values that are empty, more than one document, or is nested too deeply or too long (all such mistakes).
    pub fn read(source: &Arc<Source>) -> Result<Self, Diagnostics> {
        let mut reader = Reader { source, open: Vec::new(), root: None, nodes: 0, mistakes: Vec::new() };
        for event in Parser::new_from_str(source.text()) {
            let step =
                event.map_err(|error| not_yaml(source, &error)).and_then(|(event, span)| reader.take(event, span));
            if let Err(end) = step {
                reader.mistakes.push(end);
                return Err(Diagnostics::new(reader.mistakes));
            }
        }
        match reader.root {
            Some(root) if reader.mistakes.is_empty() => Ok(Self { root }),
            None if reader.mistakes.is_empty() => {
                Err(Diagnostic::error("the file is empty", Mark::new(source, 0..0, "nothing but comments here")).into())
            }
            _ => Err(Diagnostics::new(reader.mistakes)),
        }
    }
}

/// A list or map whose end has not been read.
struct Open {
    at: Range<usize>,
    content: OpenContent,
}

enum OpenContent {
    Items(Vec<Node>),
    Entries { done: Vec<Entry>, seen: HashMap<String, Range<usize>>, key: Option<(String, Range<usize>)> },
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    mistakes: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Takes the next event of the parser. An error ends the reading.
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        let at = span.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(text, style, _, tag) => {
                let empty = style == ScalarStyle::Plain && tag.is_none() && is_null(&text);
                self.close(Node { at, content: Content::Leaf(text.into_owned()) }, empty)
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let text = self.source.text().get(at.clone()).unwrap_or_default().to_owned();
                self.close(Node { at, content: Content::Leaf(text) }, false)
            }
            Event::SequenceStart(..) => self.begin(at, OpenContent::Items(Vec::new())),
            Event::MappingStart(..) => {
                self.begin(at, OpenContent::Entries { done: Vec::new(), seen: HashMap::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open { at: start, content }) => {
                    let content = match content {
                        OpenContent::Items(items) => Content::Items(items),
                        OpenContent::Entries { done, .. } => Content::Entries(done),
                    };
                    self.close(Node { at: start.start..at.end.max(start.end), content }, false)
                }
                None => Ok(()),
            },
            Event::DocumentStart(..) if self.root.is_some() => Err(self
                .error("a second document begins here", at, "`---` ends the first one")
                .help("put what follows into a file of its own")),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, at: Range<usize>, content: OpenContent) -> Result<(), Diagnostic> {
        self.count(&at)?;
        if self.open.len() >= DEEPEST {
            return Err(self.error(
                format!("nested more than {DEEPEST} levels deep"),
                at,
                "this is one level too many",
            ));
        }
        self.open.push(Open { at, content });
        Ok(())
    }

    /// Puts a finished node where it belongs: as key or value of the open map, item of the open list, or root.
    fn close(&mut self, node: Node, empty: bool) -> Result<(), Diagnostic> {
        if matches!(node.content, Content::Leaf(_)) {
            self.count(&node.at)?;
        }
        let (source, mistakes) = (self.source, &mut self.mistakes);
        match self.open.last_mut().map(|open| &mut open.content) {
            None => {
                // A file with nothing in it is told as such, when its end is reached.
                self.root = (!empty).then_some(node);
            }
            Some(OpenContent::Items(items)) => {
                if empty {
                    mistakes.push(without_value(source, node.at.clone(), node.at.end, "this item"));
                }
                items.push(node);
            }
            Some(OpenContent::Entries { key: key @ None, .. }) => match node.content {
                Content::Leaf(text) if !empty => *key = Some((text, node.at)),
                _ => {
                    let mark = Mark::new(source, node.at, "a key must be a single word");
                    return Err(Diagnostic::error("no key before the `:`", mark).help("write `key: value`"));
                }
            },
            Some(OpenContent::Entries { done, seen, key }) => {
                let Some((key, key_at)) = key.take() else { return Ok(()) };
                if empty {
                    mistakes.push(without_value(source, key_at.clone(), key_at.end, &quoted(&key)));
                }
                if let Some(first) = seen.insert(key.clone(), key_at.clone()) {
                    let mark = Mark::new(source, key_at.clone(), "again here");
                    let twice = Diagnostic::error(format!("{} stands twice in the same map", quoted(&key)), mark);
                    mistakes.push(twice.related(Mark::new(source, first, "first here")).help("keep one of the two"));
                }
                done.push(Entry { key, key_at, value: node });
            }
        }
        Ok(())
    }

    fn count(&mut self, at: &Range<usize>) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.mistakes.len() >= MOST_MISTAKES {
            let label = "the file is read up to here";
            return Err(self.error("the file has more mistakes than are worth listing", at.clone(), label));
        }
        if self.nodes > MOST_NODES {
            let label = "the file is read up to here";
            return Err(self.error(format!("more than {MOST_NODES} values in one file"), at.clone(), label));
        }
        Ok(())
    }

    fn error(&self, title: impl Into<String>, at: Range<usize>, label: &str) -> Diagnostic {
        Diagnostic::error(title, Mark::new(self.source, at, label))
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Nothing stands where a value should; more often than not because it begins with `#` and has no quotes. `after` is
/// where the key ends or the item begins.
fn without_value(source: &Arc<Source>, place: Range<usize>, after: usize, what: &str) -> Diagnostic {
    let line = source.line_around(after);
    let rest = source.text().get(after..line.end).unwrap_or_default();
    let comment = rest.trim_start_matches([' ', ':', '-']);
    let title = format!("{what} has no value");
    if comment.starts_with('#') {
        let mark = Mark::new(source, line.end - comment.len()..line.end, "YAML takes this for a comment");
        return Diagnostic::error(title, mark)
            .help(format!("if it is the value, put it in quotes: \"{}\"", comment.trim_end()));
    }
    Diagnostic::error(title, Mark::new(source, place, "nothing follows"))
        .help("write a value, `{}` for \"no settings\", `[]` for an empty list, or leave the whole line out")
}

/// The parser's first complaint, with what people usually did.
fn not_yaml(source: &Arc<Source>, error: &ScanError) -> Diagnostic {
    let marker = error.marker();
    let at = marker.byte_offset().unwrap_or(source.text().len());
    let next = source.text().get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let kind = error.kind();
    let help = match kind {
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation => "indent with spaces; YAML does not take tabs",
        ErrorKind::UnexpectedCharacter { .. } => "put a value that begins with this character in quotes",
        ErrorKind::UnclosedQuotedScalar => "close the text with the quote that opens it",
        ErrorKind::MappingValueNotAllowed => {
            "put the text in quotes if the `:` is part of it; otherwise look at the indentation"
        }
        ErrorKind::UnknownAnchor => "`*` begins a reference to an `&` anchor; put the value in quotes if it is a text",
        ErrorKind::UnexpectedEofFlowSequence => "close the list with `]`",
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => "close the map with `}`",
        _ => {
            "look at indentation, quotes and brackets here and just above; a text with `: ` or ` #` in it needs quotes"
        }
    };
    let title = format!("this is not YAML: {kind}");
    Diagnostic::error(title, Mark::new(source, at..at + next, "the reading stopped here")).help(help)
}
