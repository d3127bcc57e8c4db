//! Reads a stored trace back.

use std::fs;
use std::path::Path;

use super::event::{Event, RunHeader, What};
use super::{FORMAT, TRACE_FILE, TraceError};

/// A stored run: its head and everything that was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    pub header: RunHeader,
    pub events: Vec<Event>,
}

impl Trace {
    /// Reads `trace.jsonl` in a report folder. A last line that was cut off in the middle is left out; that is what a
    /// killed run leaves behind.
    ///
    /// # Errors
    /// When the file is missing, is of another format, or a line other than the last cannot be read.
    pub fn read(root: &Path) -> Result<Self, TraceError> {
        let path = root.join(TRACE_FILE);
        let text = fs::read_to_string(&path).map_err(|source| TraceError::Read { path: path.clone(), source })?;
        let mut events = Vec::new();
        let mut lines = text.lines().enumerate().peekable();
        while let Some((index, line)) = lines.next() {
            match serde_json::from_str(line) {
                Ok(event) => events.push(event),
                Err(_) if lines.peek().is_none() && !text.ends_with('\n') => break,
                Err(source) => return Err(TraceError::Line { path, line: index + 1, source }),
            }
        }
        Self::from_events(events).ok_or(TraceError::NoHeader { path })
    }

    /// Makes a trace of events, of which the first must be the head in a format that this version knows.
    #[must_use]
    pub fn from_events(events: Vec<Event>) -> Option<Self> {
        let What::RunStarted(header) = &events.first()?.what else { return None };
        let header = RunHeader::clone(header);
        (header.format == FORMAT).then_some(Self { header, events })
    }

    /// The events of one case, as [`of_case`].
    #[must_use]
    pub fn of_case(&self, case: &str) -> Vec<&Event> {
        of_case(self.events.iter(), case)
    }
}

/// The events of one case in their order, and among them what reached SEQR while the case ran and could be assigned to no
/// case; those have none. They are nobody's doing for sure, but may explain what is missing.
pub fn of_case<'a>(events: impl Iterator<Item = &'a Event>, case: &str) -> Vec<&'a Event> {
    let mut runs = false;
    events
        .filter(|event| match event.case.as_deref() {
            Some(of) if of == case => {
                match event.what {
                    What::CaseStarted => runs = true,
                    What::CaseEnded { .. } => runs = false,
                    _ => {}
                }
                true
            }
            Some(_) => false,
            None => runs && matches!(event.what, What::Soap(_) | What::ConnectionFailed { .. }),
        })
        .collect()
}
