//! What a profile must fulfil beyond its shape. One file per part of the profile.

mod actions;
mod backend;
mod taps;
mod urls;
mod values;
mod views;

use crate::diagnostic::Diagnostic;
use crate::yaml::Document;

use super::Profile;

/// All mistakes of a profile.
pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    [
        urls::check(document),
        backend::check(document),
        taps::check(document),
        views::check(document),
        actions::check(document),
        values::check(document),
    ]
    .concat()
}
