//! The append-only record of a run: `trace.jsonl` and the files in `artifacts/`.

mod artifact;
mod batch;
mod event;
mod field;
mod layout;
mod misbehaviour;
mod oddity;
mod outbox;
mod pack;
mod reader;
mod recorder;
mod redact;
mod swept;
mod trigger;

use std::path::PathBuf;
use std::time::Duration;

pub use artifact::Artifact;
pub use batch::Batch;
pub use event::{
    ActionDone, Blame, Browser, Event, InvoiceChanged, Notified, PageOpened, Redirect, RunEnd, RunHeader, Scanned,
    SoapCall, StepFailure, Tapped, TappedAgain, View, What,
};
pub use field::{Field, Fields};
pub use layout::{
    Audit, Close, Control, Element, Image, Layout, Met, Sideways, SmallText, Texts, Touch, Unseen, Violation,
};
pub use misbehaviour::{Misbehaved, Misdeed};
pub use oddity::{Oddity, Oddly};
pub use reader::{Trace, of_case};
pub use recorder::Recorder;
pub use redact::Redactor;
pub use swept::{Suspect, SuspectKind, Swept, range_of_widths, widths_to_look_at};
pub use trigger::{Destination, TriggerFired};

/// Version of the trace format.
pub const FORMAT: u32 = 1;

/// Name of the trace in a report folder.
pub const TRACE_FILE: &str = "trace.jsonl";

/// A length of time as events tell it.
#[must_use]
pub fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What can go wrong with a stored run.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    #[error("cannot write {path}: {source}")]
    Write { path: PathBuf, source: std::io::Error },
    #[error("another run is writing its report into {root}; wait for it, or choose another folder with --report")]
    InUse { root: PathBuf },
    #[error("{root} has files in it that are no report of ours; choose an empty or a new folder with --report")]
    Foreign { root: PathBuf },
    #[error("cannot read {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path} is not what the run stored; it was changed afterwards")]
    Changed { path: PathBuf },
    #[error("{path}, line {line} is no event of a trace: {source}")]
    Line { path: PathBuf, line: usize, source: serde_json::Error },
    #[error("{path} does not begin with the head of a trace of format {FORMAT}; is it of another version?")]
    NoHeader { path: PathBuf },
}
