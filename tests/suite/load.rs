//! Suites as the rest of the harness gets them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use seqr_cert::diagnostic::Severity;
use seqr_cert::spec::Page;
use seqr_cert::suite::{Expect, Level, Step, lint, load};

use crate::variants::{variant, variants};

const VALID: &str = "tests/suite/valid";

fn paths(paths: &[&str]) -> Vec<PathBuf> {
    paths.iter().map(PathBuf::from).collect()
}

fn titles(found: &seqr_cert::diagnostic::Diagnostics) -> Vec<String> {
    found.iter().map(|diagnostic| diagnostic.title().to_owned()).collect()
}

#[test]
fn a_folder_with_its_catalogue_becomes_a_library_in_the_order_of_the_chapters() {
    let library = load(&paths(&[VALID])).unwrap();
    let chapters: Vec<_> = library.suites.iter().map(|suite| suite.chapter.as_str()).collect();
    assert_eq!(chapters, ["triggers", "receipt", "receipt"]);
    assert_eq!(library.catalogue.get("receipt.reference").unwrap().level, Level::Must);
    let case = &library.suites[0].cases[0];
    assert_eq!(case.steps[0], Step::Open(Page::Order));
    assert!(matches!(case.checks[0].expect, Expect::PayTrigger(_)));
}

#[test]
fn a_valid_folder_has_nothing_to_complain_about() {
    let found = lint(&paths(&[VALID]));
    assert!(found.is_empty(), "{found}");
    assert_eq!(found.summary(), "no mistakes found");
}

#[test]
fn a_single_file_finds_the_catalogue_one_folder_above() {
    let library = load(&paths(&["tests/suite/valid/triggers/pay.yaml"])).unwrap();
    assert_eq!(library.suites.len(), 1);
    assert_eq!(library.catalogue.chapters.len(), 2);
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let file = "tests/suite/valid/triggers/pay.yaml";
    assert_eq!(load(&paths(&[file, file])).unwrap().suites.len(), 1);
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let found = load(&paths(&["tests/suite/nowhere.yaml"])).unwrap_err();
    let only = found.iter().next().unwrap();
    assert_eq!(only.file(), "tests/suite/nowhere.yaml");
    assert!(only.title().starts_with("cannot read the file: "), "{found}");
}

#[test]
fn a_candidate_file_where_a_suite_belongs_is_told_apart() {
    let found = load(&paths(&["tests/candidate/grand-cinema.yaml"])).unwrap_err();
    assert_eq!(titles(&found), ["this is a candidate file, and a suite is needed"]);
    assert_eq!(found.iter().next().unwrap().helps(), ["write `--candidate tests/candidate/grand-cinema.yaml`"]);
}

#[test]
fn no_suites_are_an_error_and_not_an_empty_library() {
    let found = load(&paths(&["tests/suite/valid/requirements.yaml"])).unwrap_err();
    assert_eq!(titles(&found), ["no suites here"]);
}

#[test]
fn mistakes_of_several_files_are_told_at_once_in_the_order_of_files_and_places() {
    let found = lint(&paths(&["tests/suite/broken/unknown-step.yaml", "tests/suite/broken/several-at-once.yaml"]));
    let places: Vec<_> = found.iter().map(|d| (d.file().to_owned(), d.line(), d.column())).collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(places, sorted);
    assert_eq!(found.summary(), "6 errors");
}

#[test]
fn lint_tells_suites_catalogues_and_candidate_files_apart() {
    let found = lint(&paths(&["tests/candidate/grand-cinema.yaml", VALID]));
    assert!(found.is_empty(), "{found}");
    let found = lint(&paths(&["tests/candidate/broken/password-too-short.yaml"]));
    assert_eq!(found.iter().map(|d| d.severity()).collect::<Vec<_>>(), [Severity::Warning]);
}

#[test]
fn what_lies_in_hidden_folders_is_not_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(VALID), folder.path());
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/broken.yaml"), "cases: 1\n").unwrap();
    assert!(lint(&[folder.path().to_owned()]).is_empty());
}

#[test]
fn a_file_that_is_too_large_or_no_utf8_is_refused_before_it_is_parsed() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.yaml");
    fs::write(&large, "#".repeat(1024 * 1024 + 1)).unwrap();
    assert_eq!(titles(&lint(&[large])), ["the file is larger than 1 MiB"]);
    let latin = folder.path().join("latin.yaml");
    fs::write(&latin, b"chapter: triggers\ntitle: Caf\xe9\ncases: []\n").unwrap();
    let found = lint(&[latin]);
    assert_eq!(titles(&found), ["the file is not UTF-8"]);
    let only = found.iter().next().unwrap();
    assert_eq!((only.line(), only.column()), (2, 11));
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn everything_that_can_go_wrong_can_be_said_as_a_step() {
    let library = load(&paths(&[VALID])).unwrap();
    let steps = || library.suites.iter().flat_map(|suite| &suite.cases).flat_map(|case| &case.steps);
    let said = |word: fn(&Step) -> Option<String>| steps().filter_map(word).collect::<BTreeSet<String>>();
    let fault = said(|step| if let Step::Backend(rule) = step { Some(variant(&rule.fault?)) } else { None });
    assert_eq!(fault, variants("Fault"));
    let session = said(|step| if let Step::Session(fault) = step { Some(variant(fault)) } else { None });
    assert_eq!(session, variants("SessionFault"));
    let notification = said(|step| if let Step::Notification(fault) = step { Some(variant(fault)) } else { None });
    assert_eq!(notification, variants("NotificationFault"));
    let payment = said(|step| if let Step::Payment(fault) = step { Some(variant(fault)) } else { None });
    assert_eq!(payment, variants("PaymentFault"));
    assert!(steps().any(|step| matches!(step, Step::Backend(rule) if rule.answer.is_some())));
    assert!(steps().any(|step| matches!(step, Step::Backend(rule) if rule.delay.is_some())));
}
