//! Two runs at the same time.

use std::collections::BTreeSet;

use seqr_cert::trace::{Event, Trace, What};

use crate::bench::{Run, report_in, seqr_cert};

/// TOKENs and invoiceReferences that a run's candidate named or was given.
fn references(run: &Run) -> BTreeSet<String> {
    let trace = Trace::read(&report_in(run.folder.path())).unwrap();
    let named = |event: &Event| match &event.what {
        What::Scanned(scanned) => vec![scanned.token.clone()],
        What::Soap(call) => call.token.iter().chain(&call.invoice_reference).cloned().collect(),
        What::InvoiceChanged(change) => vec![change.invoice_reference.clone()],
        _ => Vec::new(),
    };
    trace.events.iter().flat_map(named).collect()
}

#[test]
fn two_runs_side_by_side_are_conformant_both_and_share_no_customer_and_no_invoice() {
    let certify = || seqr_cert(&["demo", "--exact", "sequence.paid", "sequence.success-without-payment"]);
    let (one, other) = std::thread::scope(|scope| {
        let (one, other) = (scope.spawn(certify), scope.spawn(certify));
        (one.join().unwrap(), other.join().unwrap())
    });
    for run in [&one, &other] {
        assert_eq!(run.exit, 0, "{}", run.printed);
    }
    let (one, other) = (references(&one), references(&other));
    assert!(one.len() >= 6 && other.len() >= 6, "{one:?} {other:?}");
    assert_eq!(one.intersection(&other).next(), None, "what one run knows, the other has never heard of");
}
