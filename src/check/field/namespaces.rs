//! What stands below an operation is in no namespace (protocol facts, section 1).

use crate::suite::FieldRule::Namespaces;
use crate::trace::{Oddity, Oddly};

use super::finding::Findings;

pub(super) fn check(oddities: &[Oddity], findings: &mut Findings) {
    for oddity in oddities {
        let wrong = match oddity.oddly {
            Oddly::InSeqrNamespace => "is in the namespace of the operation; the WSDL has it in none",
            Oddly::InOtherNamespace => "is in a namespace; the WSDL has it in none",
            Oddly::Coded(_) => continue,
        };
        let mend = "Give the operation's namespace a prefix and write the elements inside without one; `xmlns=\"…\"` holds for \
                    everything inside.";
        findings.place(Namespaces, &oddity.path, wrong, mend);
    }
}
