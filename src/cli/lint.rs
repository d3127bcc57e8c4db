//! `seqr-cert lint [SUITE…]`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;

use crate::diagnostic::{Diagnostic, Style};
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
        Exit::Good
    }
}

/// Prints mistakes, each with its place.
pub(super) fn tell(diagnostics: &[Diagnostic]) {
    let style = if std::io::stderr().is_terminal() { Style::Colour } else { Style::Plain };
    for diagnostic in diagnostics {
        eprintln!("{}\n", diagnostic.render(style));
    }
}
