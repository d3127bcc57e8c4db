//! Files beside the trace: pictures, pages, messages, logs.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::TraceError;

/// A stored file. Paths are relative to the report folder and use `/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    pub path: String,
    pub bytes: u64,
    /// First 16 hexadecimal digits of the SHA-256 of the content; tells a file that was changed afterwards.
    pub digest: String,
    /// Where it begins in a file that holds several, in bytes; `None` when the file is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}

impl Artifact {
    /// Writes `content` below the report folder `root` and describes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn store(root: &Path, path: String, content: &[u8]) -> Result<Self, TraceError> {
        let full = root.join(&path);
        let write = || {
            if let Some(folder) = full.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&full, content)
        };
        write().map_err(|source| TraceError::Write { path: full.clone(), source })?;
        Ok(Self { path, bytes: content.len() as u64, digest: digest(content), at: None })
    }

    /// Reads the file back.
    ///
    /// # Errors
    /// When it is gone or no longer what was stored.
    pub fn read(&self, root: &Path) -> Result<Vec<u8>, TraceError> {
        let full = root.join(&self.path);
        let content = self.part(&full).map_err(|source| TraceError::Read { path: full.clone(), source })?;
        if digest(&content) == self.digest { Ok(content) } else { Err(TraceError::Changed { path: full }) }
    }

    fn part(&self, full: &Path) -> std::io::Result<Vec<u8>> {
        let Some(at) = self.at else { return fs::read(full) };
        let mut file = File::open(full)?;
        file.seek(SeekFrom::Start(at))?;
        let mut content = Vec::new();
        file.take(self.bytes).read_to_end(&mut content)?;
        Ok(content)
    }
}

pub(super) fn digest(content: &[u8]) -> String {
    let first = Sha256::digest(content).iter().take(8).fold(0_u64, |digits, byte| (digits << 8) | u64::from(*byte));
    format!("{first:016x}")
}

/// A file name made of a free text: letters, digits and dashes only.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().take(80) {
        if c.is_ascii_alphanumeric() || c == '.' {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches(['-', '.']).to_owned()
}
