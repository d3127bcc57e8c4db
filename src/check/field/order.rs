//! Order and names of elements. SEQR reads any order and passes over what it does not know, so this is for a developer who
//! wonders why something has no effect.

use crate::diagnostic::did_you_mean;
use crate::spec::Operation;
use crate::suite::FieldRule::Schema;

use super::finding::Findings;
use super::message::Message;
use super::schema::{Children, Kind, request};

pub(super) fn check(operation: Operation, message: &Message<'_>, findings: &mut Findings) {
    children(message, request(operation), findings);
}

fn children(parent: &Message<'_>, types: Children, findings: &mut Findings) {
    let mut last: Option<usize> = None;
    for child in &parent.children {
        let Some(place) = types.iter().position(|(name, _)| *name == child.name()) else {
            unknown(child, types, findings);
            continue;
        };
        match last.and_then(|last| types.get(last).filter(|_| place < last)) {
            Some((before, _)) => {
                let wrong = format!("stands after {before}; the schema has it before");
                findings.place(Schema, child.path, &wrong, "Nothing has to be done: SEQR reads any order.");
            }
            None => last = Some(place),
        }
        if let Some((_, Kind::Group(types))) = types.get(place) {
            children(child, types, findings);
        }
    }
}

fn unknown(child: &Message<'_>, types: Children, findings: &mut Findings) {
    let near = did_you_mean(child.name(), types.iter().map(|(name, _)| *name));
    let mend = near.map_or_else(
        || "Leave it out, or look its name up in the WSDL; SEQR passes over it.".to_owned(),
        |near| format!("Did you mean `{near}`? SEQR passes over names that it does not know."),
    );
    findings.place(Schema, child.path, "is no element of this message", &mend);
}
