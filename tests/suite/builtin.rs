//! The suites that the binary carries.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use seqr_cert::suite::{builtin_sources, lint, load_builtin};

fn on_disk(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            on_disk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            found.insert((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_file_of_the_folder_is_embedded_as_it_is() {
    let mut files = BTreeSet::new();
    on_disk(Path::new("suites"), &mut files);
    let embedded: BTreeSet<_> = builtin_sources().iter().map(|s| (s.name().to_owned(), s.text().to_owned())).collect();
    let names = |set: &BTreeSet<(String, String)>| set.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&files), names(&embedded), "touch src/suite/builtin.rs to embed the folder anew");
    assert_eq!(files, embedded);
}

#[test]
fn the_embedded_suites_have_no_mistakes() {
    match load_builtin() {
        Ok(library) => {
            let found = lint(&[]);
            assert!(found.is_empty(), "{found}");
            assert!(!library.suites.is_empty() && library.catalogue.requirements().count() > 0);
        }
        // Without suites the harness must say so, and not certify against nothing.
        Err(found) => {
            assert!(builtin_sources().is_empty(), "{found}");
            assert_eq!(found.iter().map(|d| d.title()).collect::<Vec<_>>(), ["no suites here"]);
        }
    }
}
