//! Many texts in one file, each under a line with its title, for people with an editor; artifacts tell where each begins.

use std::fs::{self, File};
use std::path::Path;

use super::TraceError;
use super::artifact::{Artifact, digest};
use super::outbox::Outbox;

/// A file that is appended to.
#[derive(Debug)]
pub(super) struct Pack {
    /// Relative to the report folder.
    path: String,
    outbox: Outbox,
    /// What is pending included.
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
        Ok(Self { path, outbox: Outbox::new(full, file), length })
    }

    /// Whether this is the file at `path`.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// Appends a text under its title and describes where it is. It is on disk after [`Self::flush`].
    pub(super) fn append(&mut self, number: u64, name: &str, text: &str) -> Artifact {
        let pending = self.outbox.pending();
        let before = pending.len();
        pending.extend_from_slice(format!("=== {number:04} {name}\n").as_bytes());
        let at = self.length + (pending.len() - before) as u64;
        pending.extend_from_slice(text.as_bytes());
        pending.extend_from_slice(b"\n\n");
        self.length += (pending.len() - before) as u64;
        let (path, bytes) = (self.path.clone(), text.len() as u64);
        Artifact { path, bytes, digest: digest(text.as_bytes()), at: Some(at) }
    }

    /// Whether it should be flushed now.
    pub(super) const fn is_full(&self) -> bool {
        self.outbox.is_full()
    }

    /// Hands everything to the operating system.
    ///
    /// # Errors
    /// When it cannot be written; the pack must not be used any more then.
    pub(super) fn flush(&mut self) -> Result<(), TraceError> {
        self.outbox.flush()
    }
}
