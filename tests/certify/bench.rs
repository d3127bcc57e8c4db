//! Runs `seqr-cert` and reads its report.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub use crate::port::free_port;

/// A finished run of the program.
pub struct Run {
    pub exit: i32,
    pub printed: String,
    pub folder: TempDir,
}

/// The program with its report in a folder of its own.
pub fn seqr_cert(arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let output = command(arguments).arg("--report").arg(report_in(folder.path())).output().unwrap();
    finished(&output, folder)
}

/// The program without a report.
pub fn plain(arguments: &[&str]) -> Run {
    let output = command(arguments).output().unwrap();
    finished(&output, tempfile::tempdir().unwrap())
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqr-cert"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

pub fn report_in(folder: &Path) -> PathBuf {
    folder.join("report")
}

pub fn finished(output: &Output, folder: TempDir) -> Run {
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Run { exit: output.status.code().unwrap_or(-1), printed, folder }
}

impl Run {
    pub fn report(&self) -> Value {
        let path = report_in(self.folder.path()).join("report.json");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}: {}", self.printed));
        serde_json::from_str(&text).unwrap()
    }

    /// `case/check` of every check with this verdict.
    pub fn checks(&self, verdict: &str) -> BTreeSet<String> {
        let report = self.report();
        let mut found = BTreeSet::new();
        for case in report["cases"].as_array().unwrap() {
            for check in case["checks"].as_array().unwrap() {
                if check["verdict"] == verdict {
                    found.insert(format!("{}/{}", case["id"].as_str().unwrap(), check["id"].as_str().unwrap()));
                }
            }
        }
        found
    }

    /// What one check says, and what it observed.
    pub fn told(&self, case: &str, check: &str) -> String {
        let report = self.report();
        let cases = report["cases"].as_array().unwrap().iter().filter(|one| one["id"] == case);
        let checks = cases.flat_map(|case| case["checks"].as_array().unwrap()).filter(|one| one["id"] == check);
        checks.map(|check| format!("{} ({})", check["message"].as_str().unwrap(), check["observed"])).collect()
    }

    /// The messages of all checks with this verdict, together.
    pub fn messages(&self, verdict: &str) -> String {
        let report = self.report();
        let cases = report["cases"].as_array().unwrap();
        let checks = cases.iter().flat_map(|case| case["checks"].as_array().unwrap());
        let texts = checks.filter(|check| check["verdict"] == verdict);
        texts.map(|check| format!("{} ({})\n", check["message"].as_str().unwrap(), check["observed"])).collect()
    }
}

/// A copy of a text file with replacements, in a folder of its own.
pub fn changed(path: &str, changes: &[(&str, &str)]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{path} does not say {from}");
        text = text.replace(from, to);
    }
    let file = folder.path().join("candidate.yaml");
    fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}
