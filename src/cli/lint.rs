//! `seqr-cert lint [SUITE…]`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;

use crate::diagnostic::{Diagnostics, Paint};
use crate::suite;

use super::exit::Exit;

/// Checks suites, the requirement catalogue and candidate files.
#[derive(Debug, Args)]
pub(super) struct Lint {
    /// Files or folders; without them the built-in suites.
    paths: Vec<PathBuf>,
}

impl Lint {
    pub(super) fn execute(self) -> Exit {
        let diagnostics = suite::lint(&self.paths);
        tell(&diagnostics);
        say!("{}", diagnostics.summary());
        if diagnostics.errors() > 0 { Exit::Usage } else { Exit::Good }
    }
}

/// Prints mistakes, each with its place.
pub(super) fn tell(diagnostics: &Diagnostics) {
    let paint = if std::io::stderr().is_terminal() { Paint::Coloured } else { Paint::Plain };
    for diagnostic in diagnostics.iter() {
        eprintln!("{}\n", diagnostic.render(paint));
    }
}
