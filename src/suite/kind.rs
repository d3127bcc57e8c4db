//! What a YAML file is for, told by its name and its outermost keys.

use std::path::Path;

use crate::diagnostic::nearest;
use crate::yaml::Outline;

/// The kinds of file that the harness reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Suite,
    Catalogue,
    Candidate,
}

/// Keys that only files of one kind have.
const KEYS: [(Kind, &[&str]); 3] = [
    (Kind::Catalogue, &["chapters"]),
    (Kind::Suite, &["chapter", "cases"]),
    (Kind::Candidate, &["service_id", "urls", "qr_parameters", "backend", "buy", "views_before_payment"]),
];

/// The name that a catalogue has when it is looked for.
pub(super) const CATALOGUE_NAME: &str = "requirements.yaml";

/// The kind of a file; `None` when it is none of ours. Keys decide; where they are mistyped, the name does, then
/// what the keys are near to.
pub(super) fn kind_of(name: &str, outline: &Outline) -> Option<Kind> {
    let keys = || outline.root.entries().iter().map(|entry| entry.key.as_str());
    let by_keys = KEYS.iter().find(|(_, known)| keys().any(|key| known.contains(&key)));
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let by_name = || match stem {
        "requirements" => Some(Kind::Catalogue),
        _ if stem.contains("candidate") => Some(Kind::Candidate),
        _ => None,
    };
    let near = || KEYS.iter().find(|(_, known)| keys().any(|key| nearest(key, known.iter().copied(), 1).is_some()));
    by_keys.map(|(kind, _)| *kind).or_else(by_name).or_else(|| near().map(|(kind, _)| *kind))
}

/// Whether a path has the ending of a YAML file.
pub(super) fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}
