//! Records that reach the disk together.

use super::artifact::Artifact;
use super::event::What;
use super::recorder::Recorder;

/// Takes records without writing each to disk: that happens when the batch is dropped, or before if somebody else writes or
/// looks at the record, so that nobody ever sees what is not on disk. Whoever holds a batch lets nothing become known
/// outside before it is dropped.
#[derive(Debug)]
#[must_use = "what is recorded is on disk when the batch is dropped"]
pub struct Batch<'a> {
    recorder: &'a Recorder,
}

impl<'a> Batch<'a> {
    pub(super) const fn new(recorder: &'a Recorder) -> Self {
        Self { recorder }
    }

    /// As [`Recorder::record`].
    pub fn record(&self, case: Option<&str>, what: What) -> u64 {
        self.recorder.take(case, what)
    }

    /// As [`Recorder::message`].
    pub fn message(&self, case: Option<&str>, name: &str, text: &str) -> Option<Artifact> {
        self.recorder.take_message(case, name, text)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.recorder.flush();
    }
}
