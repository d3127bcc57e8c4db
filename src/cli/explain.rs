//! `seqr-cert explain ID`

use std::path::PathBuf;

use clap::Args;

use crate::diagnostic::did_you_mean;
use crate::report::wrapped;
use crate::suite::{Actor, Case, Check, Library, Requirement, meaning};

use super::exit::Exit;
use super::run::load_suites;
use super::{fail, say};

/// Explains a requirement: what it says, why it matters, how it is judged, and how to mend it.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A requirement, a case, or a check as `case/check`.
    id: String,
    /// Suite files or folders; without them the built-in ones.
    #[arg(value_name = "SUITE")]
    suites: Vec<PathBuf>,
}

impl Explain {
    pub(super) fn execute(self) -> Exit {
        let library = match load_suites(&self.suites) {
            Ok(library) => library,
            Err(exit) => return exit,
        };
        let wanted = wanted(&library, &self.id);
        if wanted.is_empty() {
            let cases = library.suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.as_str());
            let known = library.catalogue.requirements().map(|requirement| requirement.id.as_str()).chain(cases);
            let near =
                did_you_mean(&self.id, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return fail(
                Exit::Usage,
                format_args!("there is no requirement and no case `{}`{near} `seqr-cert coverage` lists them", self.id),
            );
        }
        let explained: Vec<_> = wanted.into_iter().map(|requirement| explained(&library, requirement)).collect();
        say(&explained.join("\n"));
        Exit::Good
    }
}

/// The requirement with an id, or those that a case or one of its checks serves.
fn wanted<'a>(library: &'a Library, id: &str) -> Vec<&'a Requirement> {
    if let Some(requirement) = library.catalogue.get(id) {
        return vec![requirement];
    }
    let (case, check) = id.split_once('/').map_or((id, None), |(case, check)| (case, Some(check)));
    let checks = library.suites.iter().flat_map(|suite| &suite.cases).filter(|known| known.id == case);
    let checks = checks.flat_map(|case| &case.checks).filter(|known| check.is_none_or(|check| known.id == check));
    let served: Vec<&String> = checks.flat_map(|check| &check.requirement).collect();
    library.catalogue.requirements().filter(|requirement| served.contains(&&requirement.id)).collect()
}

fn explained(library: &Library, requirement: &Requirement) -> String {
    let level = requirement.level.name().to_uppercase();
    let source = format!("Source: {}. Kept by {}.", requirement.source, keeper(requirement.actor));
    let mut paragraphs =
        vec![requirement.id.clone(), wrapped("", &format!("{level}  {}", requirement.text)), wrapped("", &source)];
    paragraphs.extend(requirement.why.as_ref().map(|why| wrapped("", &format!("Why it matters: {why}"))));
    paragraphs.push(match &requirement.not_tested {
        Some(reason) => wrapped("", &format!("How it is judged: not by this harness. {reason}")),
        None => {
            let checks = checks_of(library, requirement).into_iter().map(|(case, check)| {
                let text = format!("{}/{}: {}", case.id, check.id, meaning(&check.expect));
                format!("\n  - {}", wrapped("    ", &text).trim_start())
            });
            format!("How it is judged:{}", checks.collect::<String>())
        }
    });
    paragraphs.push(wrapped("", &format!("How to mend it: {}", requirement.mend)));
    paragraphs.join("\n\n") + "\n"
}

const fn keeper(actor: Actor) -> &'static str {
    match actor {
        Actor::Page => "the page in the web view",
        Actor::Backend => "the service's backend",
        Actor::Owner => "the owner of the service",
    }
}

fn checks_of<'a>(library: &'a Library, requirement: &Requirement) -> Vec<(&'a Case, &'a Check)> {
    let cases = library.suites.iter().flat_map(|suite| &suite.cases);
    cases
        .flat_map(|case| case.checks.iter().map(move |check| (case, check)))
        .filter(|(_, check)| check.requirement.contains(&requirement.id))
        .collect()
}
