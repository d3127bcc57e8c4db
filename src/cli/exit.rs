//! Exit codes of the contract.

use std::process::ExitCode;

/// What the exit code says. The numbers are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Conformant, or the command did what it was asked.
    Good = 0,
    /// The candidate is not conformant.
    NonConformant = 1,
    /// Usage, configuration or suite error; nothing was judged.
    Usage = 2,
    /// The environment kept us from judging.
    Inconclusive = 3,
    /// A fault of the harness itself.
    Fault = 4,
}

impl Exit {
    /// The exit code with this number; anything unknown is a fault of ours.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Good,
            1 => Self::NonConformant,
            2 => Self::Usage,
            3 => Self::Inconclusive,
            _ => Self::Fault,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
