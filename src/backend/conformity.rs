//! Our own answers against our own schema. Where they differ, the harness is wrong, not the candidate.

use crate::soap::{Envelope, read_envelope, validate};
use crate::trace::{Batch, Blame, What};

/// Reads an answer as a client would and gives back what it read. One that cannot be read, or is not what the schema
/// promises, is recorded as trouble of the harness, which ends the run with the exit code for it.
pub(super) fn read_back<'t>(batch: &Batch<'_>, case: Option<&str>, envelope: &'t str) -> Option<Envelope<'t>> {
    let (read, fault) = match read_envelope(envelope) {
        Ok(envelope) => {
            let violation = validate(&envelope.body).err();
            let fault = violation.map(|violation| format!("{} breaks its own schema: {violation}", envelope.body.name));
            (Some(envelope), fault)
        }
        Err(unreadable) => (None, Some(format!("an answer cannot be read: {unreadable}"))),
    };
    if let Some(fault) = fault {
        let message = format!("the simulated backend is wrong: {fault}; please report this with the trace");
        batch.record(case, What::Trouble { kind: Blame::Harness, message });
    }
    read
}
