//! The artifacts of the run, as the report finds them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::trace::{Artifact, TraceError};

/// Reads artifacts and remembers which of them are not as the run left them.
pub(super) struct Shelf<'a> {
    root: &'a Path,
    trouble: BTreeMap<String, &'static str>,
    /// How many bytes of pictures the page may still take in.
    pub room: usize,
}

/// Most that all pictures together add to the page, as bytes of PNG.
const ROOM: usize = 12 * 1024 * 1024;

impl<'a> Shelf<'a> {
    pub const fn new(root: &'a Path) -> Self {
        Self { root, trouble: BTreeMap::new(), room: ROOM }
    }

    /// The content of an artifact, or what is wrong with it.
    pub fn read(&mut self, artifact: &Artifact) -> Result<Vec<u8>, &'static str> {
        // A trace may come from anywhere: only files inside the report folder are read.
        let content = if is_inside(&artifact.path) {
            artifact.read(self.root).map_err(|error| match error {
                TraceError::Changed { .. } => "was changed after the run",
                _ => "is missing",
            })
        } else {
            Err("does not lie among the artifacts")
        };
        content.inspect_err(|wrong| {
            self.trouble.insert(artifact.path.clone(), wrong);
        })
    }

    /// Every artifact that was asked for and is not as the run left it, by path.
    pub fn trouble(self) -> Vec<(String, &'static str)> {
        self.trouble.into_iter().collect()
    }
}

/// Whether a path is one that the recorder makes.
fn is_inside(path: &str) -> bool {
    path.starts_with("artifacts/")
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}
