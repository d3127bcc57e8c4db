//! invoiceVersion: how a client acknowledges what it has seen (protocol facts, section 5).

use std::collections::BTreeMap;

use crate::spec::Operation;
use crate::trace::{Event, SoapCall};
use crate::verdict::{Evidence, Judgement};

use super::journey::{Journey, began};
use super::text::clip;

/// A service that asks from two places at once (its page and its notification handler, say) has this long to share a
/// version that one of them was answered, in milliseconds.
const SHARED_WITHIN_MS: u64 = 500;

const EXPECTED: &str = "invoiceVersion 0 first, then the latest version that SEQR answered";

/// Per invoice: the first getPaymentStatus carries version 0, every further one the latest version answered before.
pub(super) fn followed(journey: &Journey<'_>) -> Judgement {
    let mut invoices: BTreeMap<&str, Vec<(&Event, &SoapCall)>> = BTreeMap::new();
    for (event, call) in journey.calls(Operation::GetPaymentStatus).filter(|(_, call)| call.result_code == Some(0)) {
        if let Some(invoice) = &call.invoice_reference {
            invoices.entry(invoice).or_default().push((event, call));
        }
    }
    let mut evidence: Option<Evidence> = None;
    let mut carried = Vec::new();
    for calls in invoices.values_mut() {
        // Events are recorded when a call ends; versions are carried when it begins.
        calls.sort_by_key(|(event, call)| (began(event, call), event.seq));
        for (index, (event, call)) in calls.iter().enumerate() {
            if let Some(broken) = departs(journey, index, event, call, calls) {
                return broken;
            }
            evidence = Some(evidence.map_or(Evidence::of(event), |evidence| evidence.and(event)));
            carried.extend(call.asked_version.map(|version| version.to_string()));
        }
    }
    match evidence {
        Some(evidence) => Judgement::pass(evidence, clip(&format!("versions carried: {}", carried.join(", ")))),
        None => journey.unobserved("getPaymentStatus was not answered"),
    }
}

/// How this call departs from the rule, if it does.
fn departs(
    journey: &Journey<'_>,
    index: usize,
    event: &Event,
    call: &SoapCall,
    calls: &[(&Event, &SoapCall)],
) -> Option<Judgement> {
    let broken = |message: String, expected: String, told_by: Option<&Event>| {
        let observed = call
            .asked_version
            .map_or_else(|| "no invoiceVersion".to_owned(), |version| format!("invoiceVersion {version}"));
        Some(Judgement::broken(message, expected, observed, told_by.into_iter().chain([event])))
    };
    let Some(asked) = call.asked_version else {
        return broken(
            "getPaymentStatus carries no invoiceVersion. Send 0 in the first call and then the version of the last answer."
                .to_owned(),
            EXPECTED.to_owned(),
            None,
        );
    };
    // Only a call that began earlier can have told a version.
    let answered: Vec<(u64, i64)> = calls[..index]
        .iter()
        .filter_map(|(earlier, call)| call.version.map(|version| (journey.answered_at(earlier), version)))
        .collect();
    let latest = answered.iter().map(|(_, version)| *version).max().unwrap_or(0);
    let settled = answered.iter().filter(|(at_ms, _)| at_ms.saturating_add(SHARED_WITHIN_MS) <= began(event, call));
    let settled = settled.map(|(_, version)| *version).max().unwrap_or(0);
    let told = asked == 0 || answered.iter().any(|(_, version)| *version == asked);
    if told && asked >= settled {
        return None;
    }
    let message = if index == 0 {
        format!("The first getPaymentStatus for an invoice carries version {asked}. Begin with 0.")
    } else {
        format!(
            "getPaymentStatus carries version {asked} although SEQR has answered {latest}. Remember the version of each \
             answer and send it with the next call; that is how SEQR learns that you have seen it."
        )
    };
    // Without the answer that it should have followed nobody could see what is wrong with it.
    let followed = if asked < settled { settled } else { latest };
    let told_by = calls[..index].iter().find(|(_, earlier)| earlier.version == Some(followed)).map(|(event, _)| *event);
    broken(message, format!("invoiceVersion {latest}"), told_by)
}
