//! `seqr-cert coverage [--source FILE]`

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::suite::{Catalogue, Gap, Library, Requirement, gaps};

use super::exit::Exit;
use super::run::load_suites;
use super::{fail, say};

/// Shows which cases cover each requirement, or why no machine can.
#[derive(Debug, Args)]
pub(super) struct Coverage {
    /// Suite files or folders; without them the built-in ones.
    #[arg(value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// Compare the catalogue's account of the source document with the document itself.
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
}

impl Coverage {
    pub(super) fn execute(self) -> Exit {
        let library = match load_suites(&self.suites) {
            Ok(library) => library,
            Err(exit) => return exit,
        };
        match self.source {
            Some(path) => match fs::read_to_string(&path) {
                Ok(document) => compare(&library.catalogue, &document, &path.display().to_string()),
                Err(error) => fail(Exit::Usage, format_args!("cannot read {}: {error}", path.display())),
            },
            None => {
                say(&matrix(&library));
                Exit::Good
            }
        }
    }
}

fn matrix(library: &Library) -> String {
    let (mut tested, mut untested) = (0, 0);
    let mut lines = Vec::new();
    for chapter in &library.catalogue.chapters {
        lines.push(format!("{} ({})", chapter.title, chapter.id));
        for requirement in &chapter.requirements {
            let covered = match &requirement.not_tested {
                Some(reason) => {
                    untested += 1;
                    format!("not tested: {reason}")
                }
                None => {
                    tested += 1;
                    cases_of(library, requirement).join(", ")
                }
            };
            lines.push(format!("  {:<6}  {:<27}  {covered}", requirement.level.name(), requirement.id));
        }
        lines.push(String::new());
    }
    lines.push(format!("{tested} requirements are covered by cases, {untested} cannot be tested by a machine.\n"));
    lines.join("\n")
}

/// Ids of the cases with a check that serves a requirement.
fn cases_of<'a>(library: &'a Library, requirement: &Requirement) -> Vec<&'a str> {
    let cases = library.suites.iter().flat_map(|suite| &suite.cases);
    let serves = |ids: &[String]| ids.contains(&requirement.id);
    cases.filter(|case| case.checks.iter().any(|check| serves(&check.requirement))).map(|case| &*case.id).collect()
}

fn compare(catalogue: &Catalogue, document: &str, name: &str) -> Exit {
    let gaps = gaps(catalogue, document);
    for gap in &gaps {
        match gap {
            Gap::Unaccounted(passage) => eprintln!(
                "error: {name}:{}: the catalogue does not account for this statement\n  {}\n  add it to `statements:` of \
                 requirements.yaml, with digest {}\n",
                passage.line,
                passage.text,
                passage.digest()
            ),
            Gap::NotInDocument(statement) => eprintln!(
                "error: the catalogue accounts for a statement that is not in {name}\n  {} ({})\n  has the document \
                 changed? correct the digest, or remove the entry\n",
                statement.place, statement.digest
            ),
        }
    }
    if gaps.is_empty() {
        let normative = catalogue.statements.iter().filter(|statement| !statement.requirements.is_empty()).count();
        let all = catalogue.statements.len();
        say!("all {all} statements of {name} are accounted for: {normative} by requirements, the rest demand nothing");
        Exit::Good
    } else {
        fail(Exit::Usage, format_args!("{} differences between catalogue and document", gaps.len()))
    }
}
