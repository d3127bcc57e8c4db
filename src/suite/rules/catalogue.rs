//! The catalogue: complete texts, and every requirement either served by a check or known to be untestable.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Mark, Severity, did_you_mean, quoted};
use crate::yaml::Document;

use super::super::Catalogue;
use super::super::set::{Coverage, Set};

pub(super) fn check(set: &Set) -> Vec<Diagnostic> {
    let Some(document) = &set.catalogue else { return Vec::new() };
    let served = served(set);
    // A suite that could not be read may serve what seems to be served by none.
    let whole = set.coverage == Coverage::Whole
        && !set.suites.is_empty()
        && set.found.iter().all(|mistake| mistake.severity() != Severity::Error);
    let mut found = Vec::new();
    for (index, chapter) in document.value.chapters.iter().enumerate() {
        let chapter_node = document.root().field("chapters").item(index);
        for (index, requirement) in chapter.requirements.iter().enumerate() {
            let node = chapter_node.field("requirements").item(index);
            let texts = [("text", &requirement.text), ("source", &requirement.source), ("mend", &requirement.mend)];
            let why = requirement.why.as_ref().map(|why| ("why", why));
            let reason = requirement.not_tested.as_ref().map(|reason| ("not_tested", reason));
            for (field, text) in texts.into_iter().chain(why).chain(reason) {
                if text.trim().is_empty() {
                    let title = format!("`{field}` of {} is empty", quoted(&requirement.id));
                    found.push(document.error(title, node.field(field).at.clone(), "reports show this text"));
                }
            }
            match (served.get(requirement.id.as_str()), &requirement.not_tested) {
                (None, None) if whole => found.push(
                    document
                        .error(
                            format!("no check serves the requirement {}", quoted(&requirement.id)),
                            node.field("id").at.clone(),
                            "nothing would ever say whether it is kept",
                        )
                        .help("name it in the `requirement:` of a check, or say in `not_tested:` why no machine can check it"),
                ),
                (Some(check), Some(_)) => found.push(
                    document
                        .error(
                            format!("{} is said to be untestable, and a check serves it", quoted(&requirement.id)),
                            node.key("not_tested"),
                            "said here",
                        )
                        .related(check.clone())
                        .help("remove one of the two"),
                ),
                _ => {}
            }
        }
    }
    found.extend(statements(document));
    found
}

/// What the account of the source document must fulfil by itself.
fn statements(document: &Document<Catalogue>) -> Vec<Diagnostic> {
    let catalogue = &document.value;
    let ids = || catalogue.requirements().map(|requirement| requirement.id.as_str());
    let mut found = Vec::new();
    for (index, statement) in catalogue.statements.iter().enumerate() {
        let node = document.root().field("statements").item(index);
        if statement.requirements.is_empty() == statement.informative.is_none() {
            let title = format!("the statement at {} needs either requirements or a reason", quoted(&statement.place));
            let error = document.error(title, node.field("digest").at.clone(), "what does it demand?");
            found.push(error.help("name its `requirements:`, or say in `informative:` why it demands nothing"));
        }
        for (index, id) in statement.requirements.iter().enumerate().filter(|(_, id)| catalogue.get(id).is_none()) {
            let at = node.field("requirements").item(index).at.clone();
            let near = did_you_mean(id, ids());
            let label =
                near.map_or_else(|| "not in the catalogue".to_owned(), |near| format!("did you mean `{near}`?"));
            found.push(document.error(format!("unknown requirement {}", quoted(id)), at, label));
        }
    }
    found
}

/// The first check that serves each requirement.
fn served(set: &Set) -> HashMap<&str, Mark> {
    let mut served = HashMap::new();
    for document in &set.suites {
        for (index, case) in document.value.cases.iter().enumerate() {
            let checks = document.root().field("cases").item(index).field("checks");
            for (index, check) in case.checks.iter().enumerate() {
                let node = checks.item(index).field("requirement");
                for (index, id) in check.requirement.iter().enumerate() {
                    let mark = || document.mark(node.item(index).at.clone(), "served here");
                    served.entry(id.as_str()).or_insert_with(mark);
                }
            }
        }
    }
    served
}
