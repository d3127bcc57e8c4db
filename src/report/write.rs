//! Puts the reports into the report folder, each whole or not at all.

use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::trace::Trace;
use crate::verdict::RunJudgement;

use super::{html, json, junit};

/// Name of the report for people.
pub const HTML_FILE: &str = "report.html";
/// Name of the report for machines.
pub const JSON_FILE: &str = "report.json";
/// Name of the report for continuous integration.
pub const JUNIT_FILE: &str = "junit.xml";

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("cannot write {path}: {source}")]
    Write { path: PathBuf, source: std::io::Error },
    #[error("cannot put the report into {JSON_FILE}: {0}")]
    Json(#[from] serde_json::Error),
    #[error("cannot put the report into {JUNIT_FILE}: {0}")]
    Junit(#[from] quick_junit::SerializeError),
    #[error("cannot put the report into {HTML_FILE}: {0}")]
    Html(#[from] askama::Error),
}

/// Writes `report.html`, `report.json` and `junit.xml` into the report folder `root`. The same judgement, trace and
/// artifacts give the same bytes. An artifact that is gone or was changed does not stop a report; the report says so.
///
/// # Errors
/// When a report cannot be made or written. Each file is the old one or the new one, never half of one.
pub fn write_all(root: &Path, judgement: &RunJudgement, trace: &Trace) -> Result<(), ReportError> {
    replace(root, JSON_FILE, &json::render(judgement, trace)?)?;
    replace(root, JUNIT_FILE, &junit::render(judgement, trace)?)?;
    replace(root, HTML_FILE, &html::render(root, judgement, trace)?)
}

fn replace(root: &Path, name: &str, content: &str) -> Result<(), ReportError> {
    let path = root.join(name);
    let write = || {
        // Whoever may read the folder may read the report; the umask has its say.
        let mode = Permissions::from_mode(0o666);
        let mut file = tempfile::Builder::new().prefix(".report-").permissions(mode).tempfile_in(root)?;
        file.write_all(content.as_bytes())?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|source| ReportError::Write { path: path.clone(), source })
}
