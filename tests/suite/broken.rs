//! Every file and folder under `broken/` is linted, and what people read is compared with the `.txt` beside it.
//! A new mistake needs no code: add the file, run once with `UPDATE_EXPECTED=1`, and read the text aloud.

use std::fs;
use std::path::{Path, PathBuf};

use seqr_cert::diagnostic::Paint;
use seqr_cert::suite::lint;

/// The valid catalogue that the broken suites refer to.
const CATALOGUE: &str = "requirements.yaml";

fn specimens(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut specimens: Vec<_> = entries
        .filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "yaml"))
        .filter(|path| path.file_name().unwrap() != CATALOGUE)
        .collect();
    specimens.sort();
    specimens
}

fn told(path: &Path) -> String {
    let found = lint(&[path.to_owned()]);
    assert!(!found.is_empty(), "{} has no mistake", path.display());
    for diagnostic in &found {
        assert!(!diagnostic.title().is_empty() && diagnostic.line() > 0 && diagnostic.column() > 0);
    }
    format!("{}\n\n{}\n", found.render(Paint::Plain), found.summary())
}

fn compare(folder: &str) -> usize {
    let mut wrong = Vec::new();
    let specimens = specimens(folder);
    for path in &specimens {
        let expected = path.with_extension("txt");
        let told = told(path);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &told).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != told {
            wrong.push(format!("{}\n{told}", path.display()));
        }
    }
    let wrong = wrong.join("\n");
    assert!(wrong.is_empty(), "told otherwise than expected (UPDATE_EXPECTED=1 writes the files anew):\n\n{wrong}");
    specimens.len()
}

#[test]
fn mistakes_in_suites_and_catalogues_are_told_where_and_how_to_mend_them() {
    assert!(compare("tests/suite/broken") >= 60);
}

#[test]
fn mistakes_in_candidate_files_are_told_where_and_how_to_mend_them() {
    assert!(compare("tests/candidate/broken") >= 35);
}
