//! Ids that are unique in a whole set: of chapters, requirements and cases.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Mark, quoted};
use crate::yaml::Document;

use super::super::set::Set;

pub(super) fn check(set: &Set) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(document) = &set.catalogue {
        let mut chapters = HashMap::new();
        let mut requirements = HashMap::new();
        for (index, chapter) in document.value.chapters.iter().enumerate() {
            let node = document.root().field("chapters").item(index);
            let mark = |node: &crate::yaml::Node, label: &str| document.mark(node.field("id").at.clone(), label);
            found.extend(once("chapter", &chapter.id, &mut chapters, |label| mark(node, label)));
            for (index, requirement) in chapter.requirements.iter().enumerate() {
                let node = node.field("requirements").item(index);
                found.extend(once("requirement", &requirement.id, &mut requirements, |label| mark(node, label)));
                found.extend(within(document, "requirement", &requirement.id, &chapter.id, node));
            }
        }
    }
    let mut cases = HashMap::new();
    for document in &set.suites {
        for (index, case) in document.value.cases.iter().enumerate() {
            let node = document.root().field("cases").item(index);
            let mark = |label: &str| document.mark(node.field("id").at.clone(), label);
            found.extend(once("case", &case.id, &mut cases, mark));
            found.extend(within(document, "case", &case.id, &document.value.chapter, node));
        }
    }
    found
}

/// An id that has been taken before.
pub(super) fn once<'a>(
    what: &str,
    id: &'a str,
    taken: &mut HashMap<&'a str, Mark>,
    mark: impl Fn(&str) -> Mark,
) -> Option<Diagnostic> {
    if let Some(first) = taken.get(id) {
        let title = format!("the {what} id {} is taken", quoted(id));
        let second = Diagnostic::error(title, mark("again here"));
        return Some(second.related(first.clone()).help("give one of the two another id"));
    }
    taken.insert(id, mark("first here"));
    None
}

/// An id that is not its chapter's id, a dot, and a name.
fn within<T>(
    document: &Document<T>,
    what: &str,
    id: &str,
    chapter: &str,
    node: &crate::yaml::Node,
) -> Option<Diagnostic> {
    let at = node.field("id").at.clone();
    let name = id.strip_prefix(chapter).and_then(|rest| rest.strip_prefix('.'));
    match name {
        Some(name) if is_name(name) => None,
        Some(_) => Some(
            document
                .error(
                    format!("{} has no usable name behind the chapter", quoted(id)),
                    at,
                    "reports and filters use this id",
                )
                .help("write letters, digits, `-`, `_` and `.` only, like `triggers.pay-by-link`"),
        ),
        None => Some(
            document
                .error(
                    format!("the {what} id {} does not begin with its chapter", quoted(id)),
                    at,
                    format!("the chapter is `{chapter}`"),
                )
                .help(format!("write `{chapter}.` and a name")),
        ),
    }
}

/// Whether a text may stand in an id: it becomes part of file names and of filters.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
