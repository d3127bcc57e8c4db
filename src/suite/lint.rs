//! Everything that is wrong with suites, catalogues and candidate files.

use std::path::PathBuf;

use crate::candidate;
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::library::{builtin_set, read_set};

/// Looks at every YAML file that the paths name or hold: suites, requirement catalogues, candidate files. Without paths,
/// at the suites that the binary carries. Nothing is started and nothing is called.
#[must_use]
pub fn lint(paths: &[PathBuf]) -> Diagnostics {
    let set = if paths.is_empty() { builtin_set() } else { read_set(paths) };
    let mut found = set.diagnostics().into_vec();
    for input in &set.candidates {
        match candidate::parse(input.source.text(), input.source.name()) {
            Ok(loaded) => found.extend(loaded.warnings.into_vec()),
            Err(mistakes) => found.extend(mistakes.into_vec()),
        }
    }
    if found.is_empty() && set.suites.is_empty() && set.catalogue.is_none() && set.candidates.is_empty() {
        found.push(Diagnostic::about_file("nothing to lint", "suites"));
    }
    Diagnostics::new(found)
}
