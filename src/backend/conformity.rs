//! Our own answers against our own schema. Where they differ, the harness is wrong, not the candidate.

use crate::soap::{leaves, read_envelope, validate};
use crate::trace::{Blame, Field, What};

use super::shared::Shared;

/// Reads an answer as a client would and gives back its leaves. An answer that cannot be read, or is not what the schema
/// promises, is recorded as trouble of the harness, which ends the run with the exit code for it.
pub(super) fn read_back(shared: &Shared, case: Option<&str>, envelope: &str) -> Vec<Field> {
    let (fields, fault) = match read_envelope(envelope) {
        Ok(envelope) => {
            let violation = validate(&envelope.body).err();
            let fault = violation.map(|violation| format!("{} breaks its own schema: {violation}", envelope.body.name));
            (leaves(&envelope.body), fault)
        }
        Err(unreadable) => (Vec::new(), Some(format!("an answer cannot be read: {unreadable}"))),
    };
    if let Some(fault) = fault {
        let message = format!("the simulated backend is wrong: {fault}; please report this with the trace");
        shared.recorder.record(case, What::Trouble { kind: Blame::Harness, message });
    }
    fields
}
