//! `seqr-cert demo`, and the same as a test program of cargo.

use std::path::{Path, PathBuf};

use clap::{Args, Parser};

use crate::candidate::{self, Profile};
use crate::merchant::{CANDIDATE_YAML, Variant};
use crate::process::free_port;

use super::certify::{Common, Job, Unmatched};
use super::exit::Exit;
use super::fail;
use super::lint::tell;
use super::run::load_suites;

/// Runs all suites against the embedded reference merchant.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Only cases whose id contains one of these.
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// Build this mistake into the reference merchant; `merchant --list-defects` names them.
    #[arg(long, value_name = "NAME")]
    defect: Option<String>,
    /// Build the reference merchant in this other way, as conformant as the plain one; `merchant --list-variants` names them.
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Demo {
    pub(super) fn execute(self) -> Exit {
        let program = match std::env::current_exe() {
            Ok(program) => program,
            Err(error) => return fail(Exit::Fault, format_args!("cannot find the program that runs: {error}")),
        };
        self.execute_with(&program, Path::new("reports/demo"), Unmatched::Error)
    }

    fn execute_with(self, program: &Path, report: &Path, unmatched: Unmatched) -> Exit {
        let variant = match self.variant.as_deref().map(str::parse).transpose() {
            Ok(variant) => variant,
            Err(error) => return fail(Exit::Usage, error),
        };
        let profile = match reference_profile(program, self.defect.as_deref(), variant) {
            Ok(profile) => profile,
            Err(exit) => return exit,
        };
        let library = match load_suites(&[]) {
            Ok(library) => library,
            Err(exit) => return exit,
        };
        let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let report = report.to_owned();
        Job { profile, folder, library, filters: self.filters, report, common: &self.common, unmatched }.execute()
    }
}

/// The profile of the reference merchant, on a free port, started as `program merchant`.
fn reference_profile(program: &Path, defect: Option<&str>, variant: Option<Variant>) -> Result<Profile, Exit> {
    let port = free_port().map_err(|error| fail(Exit::Inconclusive, format_args!("no free port: {error}")))?;
    let plain = variant.map_or_else(|| CANDIDATE_YAML.to_owned(), |variant| variant.profile(CANDIDATE_YAML));
    let text = plain.replace("{PORT}", &port.to_string()).replace("{EXE}", &program.to_string_lossy());
    let mut profile = candidate::parse(&text, "the reference merchant's candidate.yaml")
        .map_err(|diagnostics| {
            tell(&diagnostics);
            Exit::Fault
        })?
        .profile;
    if let (Some(defect), Some(start)) = (defect, &mut profile.start) {
        start.command.extend(["--defect".to_owned(), defect.to_owned()]);
    }
    if let (Some(variant), Some(start)) = (variant, &mut profile.start) {
        start.command.extend(["--variant".to_owned(), variant.name().to_owned()]);
    }
    Ok(profile)
}

/// The suites against the reference merchant as a test program with `harness = false`: takes the arguments that
/// `cargo test` and `cargo nextest run` pass, and `program` is the built `seqr-cert`.
#[must_use]
pub fn reference_suites(program: &Path, report: &Path) -> Exit {
    #[derive(Debug, Parser)]
    struct Arguments {
        #[command(flatten)]
        demo: Demo,
    }
    match Arguments::try_parse() {
        Ok(arguments) => arguments.demo.execute_with(program, report, Unmatched::Fine),
        Err(error) => {
            let _ = error.print();
            Exit::Usage
        }
    }
}
