//! Messages against a schema, as libxml2 sees them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What `xmllint` has to say against the files.
pub fn complaints(schema: &Path, files: &[PathBuf]) -> Option<String> {
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .args(files)
        .output()
        .expect("xmllint, of Debian's libxml2-utils");
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}
