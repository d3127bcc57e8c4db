//! Suites and cases as wholes: chapter, screen, deadline, something to do and something to check.

use std::time::Duration;

use crate::diagnostic::{Diagnostic, did_you_mean, quoted};
use crate::spec::{REQUIRED_SCREENS, screen_named};
use crate::yaml::{Document, Node};

use super::super::{Case, Catalogue, Step, Suite};

/// No journey of a customer is longer.
const LONGEST_DEADLINE: Duration = Duration::from_secs(600);

pub(super) fn check(document: &Document<Suite>, catalogue: Option<&Document<Catalogue>>) -> Vec<Diagnostic> {
    let suite = &document.value;
    let root = document.root();
    let mut found = Vec::new();
    if let Some(catalogue) = catalogue {
        let chapters = || catalogue.value.chapters.iter().map(|chapter| chapter.id.as_str());
        if !chapters().any(|chapter| chapter == suite.chapter) {
            let near = did_you_mean(&suite.chapter, chapters());
            let label =
                near.map_or_else(|| "not in the catalogue".to_owned(), |near| format!("did you mean `{near}`?"));
            found.push(
                document
                    .error(
                        format!("unknown chapter {}", quoted(&suite.chapter)),
                        root.field("chapter").at.clone(),
                        label,
                    )
                    .help(format!("chapters of the catalogue: {}", chapters().collect::<Vec<_>>().join(", "))),
            );
        }
    }
    if suite.cases.is_empty() {
        found.push(
            document
                .error("the suite has no cases", root.key("cases"), "nothing would be judged")
                .help("write at least one case, or delete the file"),
        );
    }
    for (index, case) in suite.cases.iter().enumerate() {
        found.extend(one(document, case, root.field("cases").item(index)));
    }
    found
}

fn one(document: &Document<Suite>, case: &Case, node: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let id = quoted(&case.id);
    if case.steps.is_empty() {
        let title = format!("the case {id} has no steps");
        found.push(document.error(title, node.key("steps"), "nothing would happen").help("begin with `- open: order`"));
    }
    if case.checks.is_empty() {
        let title = format!("the case {id} has no checks");
        let error = document.error(title, node.key("checks"), "nothing would be judged");
        found.push(error.help("say what must be true afterwards; a case without checks could only ever be green"));
    }
    if screen_named(&case.screen).is_none() {
        let names = || REQUIRED_SCREENS.iter().map(|screen| screen.name);
        let near = did_you_mean(&case.screen, names());
        let label = near.map_or_else(|| "not known".to_owned(), |near| format!("did you mean `{near}`?"));
        found.push(
            document
                .error(format!("unknown screen {}", quoted(&case.screen)), node.field("screen").at.clone(), label)
                .help(format!("screens: {}", names().collect::<Vec<_>>().join(", "))),
        );
    }
    let deadline = case.deadline.duration();
    if deadline.is_zero() || deadline > LONGEST_DEADLINE {
        let title = format!("the deadline of {id} is {}", case.deadline);
        found.push(
            document
                .error(title, node.field("deadline").at.clone(), "out of range")
                .help("allow more than 0s and at most 10m"),
        );
    }
    let watched: Duration = case
        .steps
        .iter()
        .map(|step| if let Step::Watch(span) = step { span.duration() } else { Duration::ZERO })
        .fold(Duration::ZERO, Duration::saturating_add);
    if watched >= deadline && !deadline.is_zero() && !watched.is_zero() {
        let at = if node.entry("deadline").is_some() {
            node.field("deadline").at.clone()
        } else {
            node.field("id").at.clone()
        };
        let title = format!("the case {id} watches longer than it may take");
        let label = format!("over after {}, and its `watch` steps alone take {}s", case.deadline, watched.as_secs());
        found.push(document.error(title, at, label).help("give the case a longer `deadline:`"));
    }
    found
}
