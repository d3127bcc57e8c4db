//! Many texts in one file, each under a line with its title, for people with an editor; artifacts tell where each begins.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::TraceError;
use super::artifact::{Artifact, digest};

/// A file that is appended to.
#[derive(Debug)]
pub(super) struct Pack {
    /// Relative to the report folder.
    path: String,
    full: PathBuf,
    file: File,
    length: u64,
}

impl Pack {
    /// Opens the file at its end; makes it, and its folder, when it is missing.
    ///
    /// # Errors
    /// When that is not possible.
    pub(super) fn open(root: &Path, path: String) -> Result<Self, TraceError> {
        let full = root.join(&path);
        let open = || {
            if let Some(folder) = full.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = File::options().append(true).create(true).open(&full)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        };
        let (file, length) = open().map_err(|source| TraceError::Write { path: full.clone(), source })?;
        Ok(Self { path, full, file, length })
    }

    /// Whether this is the file at `path`.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// Writes a text under its title and describes where it is.
    ///
    /// # Errors
    /// When it cannot be written; the pack must not be used any more then.
    pub(super) fn append(&mut self, title: &str, text: &str) -> Result<Artifact, TraceError> {
        let head = format!("=== {title}\n");
        let at = self.length + head.len() as u64;
        let whole = [&head, text, "\n\n"].concat();
        let written = self.file.write_all(whole.as_bytes());
        written.map_err(|source| TraceError::Write { path: self.full.clone(), source })?;
        self.length += whole.len() as u64;
        let (path, bytes) = (self.path.clone(), text.len() as u64);
        Ok(Artifact { path, bytes, digest: digest(text.as_bytes()), at: Some(at) })
    }
}
