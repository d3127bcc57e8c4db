//! `seqr-cert run [SUITE…] --candidate candidate.yaml`

use std::path::{Path, PathBuf};

use clap::Args;

use crate::candidate::{self, Profile};
use crate::suite::{self, Library};

use super::certify::{Common, Job, Unmatched};
use super::exit::Exit;
use super::lint::tell;

/// Runs suites against a candidate.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Suite files or folders, and filters: what is no file is taken as a part of the ids of the cases to run. Without
    /// suites, the built-in ones run.
    #[arg(value_name = "SUITE|FILTER")]
    names: Vec<String>,
    /// The file that describes the candidate.
    #[arg(long, value_name = "FILE")]
    candidate: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Run {
    pub(super) fn execute(self) -> Exit {
        let (suites, filters) = suites_and_filters(self.names);
        let (profile, folder) = match load_candidate(&self.candidate) {
            Ok(loaded) => loaded,
            Err(exit) => return exit,
        };
        let library = match load_suites(&suites) {
            Ok(library) => library,
            Err(exit) => return exit,
        };
        let report = default_report(&profile.name);
        let unmatched = Unmatched::Error;
        Job { profile, folder, library, filters, report, common: &self.common, unmatched }.execute()
    }
}

/// A name is a suite when it is a file or folder, or could only be one; else it is a filter.
fn suites_and_filters(names: Vec<String>) -> (Vec<PathBuf>, Vec<String>) {
    let is_suite = |name: &String| {
        Path::new(name).exists() || name.contains('/') || name.ends_with(".yaml") || name.ends_with(".yml")
    };
    let (suites, filters): (Vec<_>, Vec<_>) = names.into_iter().partition(is_suite);
    (suites.into_iter().map(PathBuf::from).collect(), filters)
}

/// Reads a candidate file; mistakes are told.
pub(super) fn load_candidate(path: &Path) -> Result<(Profile, PathBuf), Exit> {
    match candidate::load(path) {
        Ok(loaded) => {
            tell(&loaded.warnings);
            Ok((loaded.profile, loaded.folder))
        }
        Err(diagnostics) => {
            tell(&diagnostics);
            Err(Exit::Usage)
        }
    }
}

/// Reads the suites; without names the built-in ones. Mistakes are told.
pub(super) fn load_suites(paths: &[PathBuf]) -> Result<Library, Exit> {
    let loaded = if paths.is_empty() { suite::load_builtin() } else { suite::load(paths) };
    loaded.map_err(|diagnostics| {
        tell(&diagnostics);
        Exit::Usage
    })
}

/// `reports/<candidate>-<date>-<time>`, in UTC.
fn default_report(name: &str) -> PathBuf {
    let slug: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
    Path::new("reports").join(format!("{}-{now}", slug.trim_matches('-')))
}
