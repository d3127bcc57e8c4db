//! `seqr-cert explain ID`

use std::path::PathBuf;

use clap::Args;

use crate::check::expectation;
use crate::diagnostic::did_you_mean;
use crate::report::wrapped;
use crate::run::describe_step;
use crate::suite::{Actor, Case, Check, Library, Requirement, meaning};

use super::exit::Exit;
use super::run::load_suites;
use super::{fail, say};

/// Explains a requirement, a chapter of them, a case or a check: what is demanded, why it matters, how it is judged, and how
/// to mend a failure.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A requirement, a chapter, a case, or a check as `case/check`.
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
            let chapters = library.catalogue.chapters.iter().map(|chapter| chapter.id.as_str());
            let requirements = library.catalogue.requirements().map(|requirement| requirement.id.as_str());
            let known = requirements.chain(cases).chain(chapters);
            let near =
                did_you_mean(&self.id, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return fail(
                Exit::Usage,
                format_args!(
                    "there is no requirement, chapter or case `{}`{near}\n`seqr-cert coverage` lists them",
                    self.id
                ),
            );
        }
        let requirements = wanted.into_iter().map(|requirement| explained(&library, requirement));
        let parts: Vec<String> = about_case(&library, &self.id).into_iter().chain(requirements).collect();
        say(&parts.join("\n"));
        Exit::Good
    }
}

/// The requirement with an id, or those of a chapter, or those that a case or one of its checks serves.
fn wanted<'a>(library: &'a Library, id: &str) -> Vec<&'a Requirement> {
    if let Some(requirement) = library.catalogue.get(id) {
        return vec![requirement];
    }
    if let Some(chapter) = library.catalogue.chapters.iter().find(|chapter| chapter.id == id) {
        return chapter.requirements.iter().collect();
    }
    let served: Vec<&String> = checks(library, id).flat_map(|(_, check)| &check.requirement).collect();
    library.catalogue.requirements().filter(|requirement| served.contains(&&requirement.id)).collect()
}

/// The checks that an id stands for: all of a case, or one as `case/check`.
fn checks<'a>(library: &'a Library, id: &'a str) -> impl Iterator<Item = (&'a Case, &'a Check)> {
    let (case, check) = id.split_once('/').map_or((id, None), |(case, check)| (case, Some(check)));
    let cases = library.suites.iter().flat_map(|suite| &suite.cases).filter(move |known| known.id == case);
    let checks = cases.flat_map(|case| case.checks.iter().map(move |check| (case, check)));
    checks.filter(move |(_, known)| check.is_none_or(|check| known.id == check))
}

/// What is done in a case, and what each of its checks looks for; `None` where the id is no case.
fn about_case(library: &Library, id: &str) -> Option<String> {
    let (case, _) = checks(library, id).next()?;
    let steps = case.steps.iter().map(describe_step).collect::<Vec<_>>().join(", then ");
    let looks = checks(library, id).map(|(case, check)| judged(case, check));
    let paragraphs = [
        case.id.clone(),
        wrapped("", &format!("{}.", case.title)),
        wrapped("", &format!("What is done: {}.", if steps.is_empty() { "nothing" } else { &steps })),
        format!("What is looked for:{}", looks.collect::<String>()),
    ];
    Some(paragraphs.join("\n\n") + "\n")
}

/// A check as an item of a list: its kind, and what it looks for in this case.
fn judged(case: &Case, check: &Check) -> String {
    let text = format!("{}/{}: {} Here: {}.", case.id, check.id, meaning(&check.expect), expectation(&check.expect));
    format!("\n  - {}", wrapped("    ", &text).trim_start())
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
            let checks = checks_of(library, requirement).into_iter().map(|(case, check)| judged(case, check));
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
