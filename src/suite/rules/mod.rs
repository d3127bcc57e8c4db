//! What suites and catalogue must fulfil beyond their shape. One file per part of a suite.

mod cases;
mod catalogue;
mod checks;
mod faults;
mod ids;
mod needs;
mod steps;

use crate::diagnostic::Diagnostic;

use super::set::Set;

/// All mistakes of a set of suites.
pub(super) fn check(set: &Set) -> Vec<Diagnostic> {
    let mut found = catalogue::check(set);
    found.extend(ids::check(set));
    for document in &set.suites {
        found.extend(cases::check(document, set.catalogue.as_ref()));
        for (index, case) in document.value.cases.iter().enumerate() {
            let node = document.root().field("cases").item(index);
            found.extend(steps::check(document, case, node));
            found.extend(faults::check(document, case, node));
            found.extend(needs::check(document, case, node));
            found.extend(checks::check(document, case, node, set.catalogue.as_ref()));
        }
    }
    found
}
