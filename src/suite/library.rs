//! Suites with their catalogue, ready to be planned.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::yaml::read_file;

use super::builtin;
use super::files::{Input, Origin, catalogue_near, gather};
use super::set::Set;
use super::{Catalogue, Suite};

/// What the harness can certify against.
#[derive(Clone, Debug, PartialEq)]
pub struct Library {
    pub catalogue: Catalogue,
    /// In the order of the catalogue's chapters, then of file names.
    pub suites: Vec<Suite>,
}

/// Reads the suites in files and folders. Their catalogue is the `requirements.yaml` among them, beside them, or one
/// folder above; without any, the one that the binary carries.
///
/// # Errors
/// Every mistake in every file; also when a path cannot be read, or no suite is there at all.
pub fn load(paths: &[PathBuf]) -> Result<Library, Diagnostics> {
    let mut set = read_set(paths);
    let strays = set.candidates.iter().filter(|input| input.origin == Origin::Named);
    let strays = strays.map(|input| {
        Diagnostic::about_file("this is a candidate file, and a suite is needed", input.source.name())
            .help(format!("write `--candidate {}`", input.source.name()))
    });
    let strays: Vec<_> = strays.collect();
    set.found.extend(strays);
    into_library(set, paths.first().map_or_else(|| ".".to_owned(), |path| path.display().to_string()))
}

/// The suites and the catalogue that the binary carries.
///
/// # Errors
/// The embedded files have mistakes; the tests of this repository see to it that they have none.
pub fn load_builtin() -> Result<Library, Diagnostics> {
    into_library(builtin_set(), "suites".to_owned())
}

/// What the binary carries, as documents.
pub(super) fn builtin_set() -> Set {
    let inputs = builtin::sources().into_iter().map(|source| Input { source, origin: Origin::InFolder }).collect();
    Set::read(inputs)
}

/// What the paths stand for, as documents, with the catalogue that belongs to them.
pub(super) fn read_set(paths: &[PathBuf]) -> Set {
    let (inputs, unreadable) = gather(paths);
    let mut set = Set::read(inputs);
    set.found.extend(unreadable);
    let broken_catalogue = set.found.iter().any(|mistake| mistake.file().ends_with(super::kind::CATALOGUE_NAME));
    if set.catalogue.is_none() && !set.suites.is_empty() && !broken_catalogue {
        match catalogue_near(paths).map(|path| read_file(&path)) {
            Some(Ok(source)) => set.take_catalogue(&source),
            Some(Err(mistake)) => set.found.push(mistake),
            None => {
                if let Some(source) = builtin::sources().iter().find(|source| source.name() == builtin::CATALOGUE) {
                    set.take_catalogue(source);
                }
            }
        }
    }
    set
}

fn into_library(set: Set, place: String) -> Result<Library, Diagnostics> {
    let mut found = set.diagnostics().into_vec();
    let broken = found.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    if !broken && set.suites.is_empty() {
        found.push(
            Diagnostic::about_file("no suites here", &place)
                .help("name a suite file or a folder of suites, or none to use those that the binary carries"),
        );
    }
    match set.catalogue {
        Some(catalogue) if found.iter().all(|diagnostic| diagnostic.severity() != Severity::Error) => {
            let catalogue = catalogue.value;
            let mut suites: Vec<_> =
                set.suites.into_iter().map(|document| (document.source.name().to_owned(), document.value)).collect();
            let chapter = |suite: &Suite| catalogue.chapters.iter().position(|chapter| chapter.id == suite.chapter);
            suites.sort_by(|(a_name, a), (b_name, b)| chapter(a).cmp(&chapter(b)).then_with(|| a_name.cmp(b_name)));
            Ok(Library { suites: suites.into_iter().map(|(_, suite)| suite).collect(), catalogue })
        }
        _ => Err(Diagnostics::new(found)),
    }
}
