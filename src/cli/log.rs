//! The log of `seqr-cert backend`: a line for every call, and below it what is wrong in it.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::backend::{Remark, describe_event, harmless};
use crate::trace::{Recorder, SoapCall, What};

use super::say;

/// As much is printed in one go, where calls come fast.
const AT_ONCE_BYTES: usize = 16 * 1024;

/// What has been told so far.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Sequence number of the last event that was told.
    seen: u64,
    /// What was told in full: operation and kind of remark. Merchants poll, and the same mistake every second hides others.
    known: HashSet<(String, String)>,
}

impl Log {
    /// Tells what is new in the record.
    pub(super) fn tell_new(&mut self, recorder: &Recorder, judge: fn(&SoapCall) -> Vec<Remark>) {
        let mut text = String::new();
        for event in recorder.events_after(self.seen) {
            self.seen = event.seq;
            let Some(line) = describe_event(&event.what) else { continue };
            let seconds = event.at_ms as f64 / 1000.0;
            // Writing into a string cannot fail.
            let _written = writeln!(text, "{seconds:9.3}  {line}");
            if let What::Soap(call) = &event.what {
                for line in self.below(call, judge(call)) {
                    let _written = writeln!(text, "{:11}  {}", "", harmless(&line));
                }
            }
            if text.len() >= AT_ONCE_BYTES {
                say(&std::mem::take(&mut text));
            }
        }
        say(&text);
    }

    /// The lines below a call's line: each kind of remark once, and in short what has been told before.
    fn below(&mut self, call: &SoapCall, remarks: Vec<Remark>) -> Vec<String> {
        let operation = call.operation.map_or_else(String::new, |operation| operation.to_string());
        let mut kinds: Vec<(Remark, usize)> = Vec::new();
        for remark in remarks {
            match kinds.iter_mut().find(|(first, _)| first.kind == remark.kind) {
                Some((_, more)) => *more += 1,
                None => kinds.push((remark, 0)),
            }
        }
        let mut lines = Vec::new();
        let mut before = Vec::new();
        for (remark, more) in kinds {
            if self.known.insert((operation.clone(), remark.kind.clone())) {
                let again = if more == 0 { String::new() } else { format!(" (and {more} more of this kind)") };
                lines.push(format!("{:6}  {}{again}", remark.level, remark.text));
            } else {
                before.push(remark.kind);
            }
        }
        if !before.is_empty() {
            lines.push(format!("as before: {}", before.join(", ")));
        }
        lines
    }
}
