//! A file that is appended to, and what is on its way to it: many small pieces become one write.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::TraceError;

/// From so much on it is written without being asked, so that waiting pieces do not fill the memory.
const MOST_PENDING: usize = 1024 * 1024;

/// A file and the pieces that were not written yet.
#[derive(Debug)]
pub(super) struct Outbox {
    path: PathBuf,
    file: File,
    pending: Vec<u8>,
}

impl Outbox {
    pub(super) const fn new(path: PathBuf, file: File) -> Self {
        Self { path, file, pending: Vec::new() }
    }

    /// Where the file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What was not written yet, to append to.
    pub(super) const fn pending(&mut self) -> &mut Vec<u8> {
        &mut self.pending
    }

    /// Whether so much has come together that it should be written now.
    pub(super) const fn is_full(&self) -> bool {
        self.pending.len() >= MOST_PENDING
    }

    /// Hands everything to the operating system.
    ///
    /// # Errors
    /// When that is not possible; what was pending is lost then.
    pub(super) fn flush(&mut self) -> Result<(), TraceError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let written = self.file.write_all(&self.pending);
        self.pending.clear();
        self.pending.shrink_to(MOST_PENDING);
        written.map_err(|source| TraceError::Write { path: self.path.clone(), source })
    }
}
