//! `seqr-cert judge DIR`

use std::path::PathBuf;

use clap::Args;

use super::certify::judge_stored;
use super::exit::Exit;

/// Judges the trace in a report folder and writes its reports again. Needs neither network nor browser.
#[derive(Debug, Args)]
pub(super) struct Judge {
    /// Report folder of a run.
    dir: PathBuf,
}

impl Judge {
    pub(super) fn execute(self) -> Exit {
        judge_stored(&self.dir)
    }
}
