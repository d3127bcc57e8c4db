//! The built-in suites and their catalogue belong together.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use seqr_cert::spec::screen_named;
use seqr_cert::suite::{Case, Catalogue, Level, Suite};

use crate::stored::yaml;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suites")
}

fn catalogue() -> Catalogue {
    yaml(&folder().join("requirements.yaml"))
}

fn suites() -> Vec<Suite> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        files.extend(fs::read_dir(entry).unwrap().map(|file| file.unwrap().path()));
    }
    files.sort();
    files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "yaml")).map(|path| yaml(path)).collect()
}

fn cases() -> Vec<Case> {
    suites().into_iter().flat_map(|suite| suite.cases).collect()
}

#[test]
fn every_requirement_has_a_check_or_says_why_not() {
    let served: BTreeSet<String> =
        cases().iter().flat_map(|case| &case.checks).flat_map(|check| check.requirement.clone()).collect();
    for requirement in catalogue().requirements() {
        let tested = served.contains(&requirement.id);
        assert_ne!(tested, requirement.not_tested.is_some(), "{}", requirement.id);
    }
}

#[test]
fn every_check_serves_requirements_of_the_catalogue() {
    let catalogue = catalogue();
    for case in cases() {
        for check in &case.checks {
            assert!(!check.requirement.is_empty(), "{} {}", case.id, check.id);
            for id in &check.requirement {
                assert!(catalogue.get(id).is_some(), "{} {}: `{id}`", case.id, check.id);
            }
        }
    }
}

#[test]
fn the_requirements_of_one_check_have_one_level() {
    // Otherwise a broken SHOULD would fail as the MUST beside it.
    let catalogue = catalogue();
    for case in cases() {
        for check in &case.checks {
            let levels: BTreeSet<Level> =
                check.requirement.iter().filter_map(|id| catalogue.get(id)).map(|found| found.level).collect();
            assert_eq!(levels.len(), 1, "{} {}", case.id, check.id);
        }
    }
}

#[test]
fn ids_are_unique_and_begin_with_their_chapter() {
    let mut seen = BTreeSet::new();
    for suite in suites() {
        for case in &suite.cases {
            assert!(case.id.starts_with(&format!("{}.", suite.chapter)), "{}", case.id);
            assert!(seen.insert(case.id.clone()), "{} stands twice", case.id);
            let checks: BTreeSet<&str> = case.checks.iter().map(|check| check.id.as_str()).collect();
            assert_eq!(checks.len(), case.checks.len(), "{}", case.id);
            assert!(!case.checks.is_empty(), "{}", case.id);
            assert!(screen_named(&case.screen).is_some(), "{}", case.id);
        }
    }
    let mut seen = BTreeSet::new();
    for chapter in &catalogue().chapters {
        for requirement in &chapter.requirements {
            assert!(requirement.id.starts_with(&format!("{}.", chapter.id)), "{}", requirement.id);
            assert!(seen.insert(requirement.id.clone()), "{} stands twice", requirement.id);
        }
    }
}

#[test]
fn every_chapter_of_the_source_document_has_cases() {
    let with_cases: BTreeSet<String> = suites().into_iter().map(|suite| suite.chapter).collect();
    let chapters = ["live", "navigation", "qr", "receipt", "screens", "sequence", "triggers", "urls"];
    assert_eq!(with_cases.iter().map(String::as_str).collect::<Vec<_>>(), chapters);
}
