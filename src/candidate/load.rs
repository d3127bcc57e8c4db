//! `candidate.yaml` → profile.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Source};
use crate::yaml::{self, Noun, Outline};

use super::{Profile, rules};

/// What the values of the profile's enums are called.
const NOUNS: &[Noun] = &[("tap", "customer action"), ("http", "way to act"), ("GET", "HTTP method")];

/// A profile that may be used.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub profile: Profile,
    /// Where the candidate's commands run: the folder of the file.
    pub folder: PathBuf,
    /// What is probably not meant, and does not hinder.
    pub warnings: Diagnostics,
}

/// Reads the file that describes a candidate.
///
/// # Errors
/// Every mistake of the file that shows before anything is started.
pub fn load(path: &Path) -> Result<Loaded, Diagnostics> {
    read(&yaml::read_file(path)?)
}

/// Reads the description of a candidate from a text. `name` stands for the file in diagnostics; its folder, taken as a
/// path, is where commands run.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, name: &str) -> Result<Loaded, Diagnostics> {
    read(&Source::new(name, text))
}

fn read(source: &Arc<Source>) -> Result<Loaded, Diagnostics> {
    let outline = Outline::read(source)?;
    let document = yaml::parse::<Profile>(source, outline, NOUNS)?;
    let found = Diagnostics::new(rules::check(&document));
    if found.errors() > 0 {
        return Err(found);
    }
    let folder = match Path::new(source.name()).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    Ok(Loaded { profile: document.value, folder, warnings: found })
}
