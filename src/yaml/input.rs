//! Files in, bounded.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Mark, Source};

/// Largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 1024 * 1024;

/// Reads a file of at most [`LARGEST_FILE`] bytes. Its name in diagnostics is the path as given.
///
/// # Errors
/// The file is not there, cannot be read, is too large, or is no UTF-8.
pub fn read_file(path: &Path) -> Result<Arc<Source>, Diagnostic> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| Diagnostic::about_file(format!("cannot read the file: {error}"), &name);
    // Looked at before it is opened: opening a pipe would wait for its writer.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Diagnostic::about_file("this is not a file", &name));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(unreadable)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Diagnostic::about_file("the file is larger than 1 MiB", &name)
            .help("files of the harness have a few kilobytes; is this the right one?"));
    }
    String::from_utf8(bytes).map(|text| Source::new(&name, text)).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let source = Source::new(&name, text);
        Diagnostic::error("the file is not UTF-8", Mark::new(&source, valid..valid + 3, "this byte is no UTF-8"))
            .help("save the file as UTF-8 in your editor")
    })
}
