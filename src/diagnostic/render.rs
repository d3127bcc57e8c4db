//! Diagnostics as text, in the manner of the Rust compiler. The only place that names annotate-snippets.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Mark, Severity};

/// Whether the text may carry terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Coloured,
}

impl Diagnostic {
    /// The diagnostic as people read it. Ends without a line break.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let level = match self.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group =
            place(Group::with_title(level.primary_title(self.title())), self.mark(), AnnotationKind::Primary);
        for mark in self.related_marks() {
            group = place(group, mark, AnnotationKind::Context);
        }
        for help in self.helps() {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = match paint {
            Paint::Plain => Renderer::plain(),
            Paint::Coloured => Renderer::styled(),
        };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }
}

/// Adds the marked line, or the name of the file alone where there is no text.
fn place<'a>(group: Group<'a>, mark: &'a Mark, kind: AnnotationKind) -> Group<'a> {
    let source = mark.source();
    if source.text().is_empty() {
        return group.element(Origin::path(source.name()));
    }
    let (line, _) = mark.position();
    let around = source.line_around(mark.range().start);
    let range = mark.range();
    let within = range.start - around.start..range.end - around.start;
    // Only the marked line is handed over: the rest of a large file would be scanned for nothing.
    let snippet: Snippet<'a, Annotation<'a>> = Snippet::source(source.shown(around))
        .path(source.name())
        .line_start(line)
        .annotation(kind.span(within).label((!mark.label().is_empty()).then_some(mark.label())));
    group.element(snippet)
}
