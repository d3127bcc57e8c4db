//! `seqr-cert init [FILE]`

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use clap::Args;

use crate::candidate::TEMPLATE;

use super::exit::Exit;
use super::fail;

/// Writes a candidate.yaml with everything that can stand in it, explained.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Where to; a file that is there already stays as it is.
    #[arg(default_value = "candidate.yaml")]
    file: PathBuf,
}

impl Init {
    pub(super) fn execute(self) -> Exit {
        let file = self.file.display();
        let written = OpenOptions::new().write(true).create_new(true).open(&self.file);
        match written.and_then(|mut open| open.write_all(TEMPLATE.as_bytes())) {
            Ok(()) => {
                say!(
                    "{file} is written. Say in it what your service is like, then: seqr-cert doctor --candidate {file}"
                );
                Exit::Good
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                fail(Exit::Usage, format_args!("{file} is there already; name another file"))
            }
            Err(error) => fail(Exit::Usage, format_args!("cannot write {file}: {error}")),
        }
    }
}
