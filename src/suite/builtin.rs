//! The suites that the binary carries: every YAML file under `suites/` of this repository at the time of the build.
//!
//! Cargo sees that an embedded file has changed, but not that a file is new: touch this one then. A test compares the
//! folder with what is embedded.

use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diagnostic::Source;

use super::kind::is_yaml;

static SUITES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/suites");

/// The name of the embedded catalogue.
pub(super) const CATALOGUE: &str = "suites/requirements.yaml";

/// The embedded YAML files, named as they are in the repository, in the order of their names.
#[must_use]
pub fn sources() -> Vec<Arc<Source>> {
    let mut sources = Vec::new();
    let mut folders = vec![&SUITES];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files().filter(|file| is_yaml(file.path())) {
            let name = format!("suites/{}", file.path().display());
            sources.push(Source::new(name, String::from_utf8_lossy(file.contents())));
        }
    }
    sources.sort_by(|a, b| a.name().cmp(b.name()));
    sources
}
