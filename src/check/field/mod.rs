//! Field rules: what stands in a message of the candidate, against sections 2, 6 and 8 of the protocol facts.
//!
//! [`findings`] looks at one recorded call and knows nothing of journeys, so that `seqr-cert backend` says the same about a
//! call as a report does. `message` makes a tree of the call's leaves again, `schema` says what belongs where; the rules
//! live one family per file. `journey` turns the findings of a case into a judgement.
//!
//! A text that was redacted is not judged: nobody knows what it was.

mod amounts;
mod context;
mod finding;
mod invoice;
mod journey;
mod lexical;
mod message;
mod namespaces;
mod order;
mod parameters;
mod receipt;
mod rows;
mod schema;
mod texts;
mod types;

use crate::trace::SoapCall;

pub use finding::Finding;
pub(super) use journey::{expected, judge};
pub(super) use lexical::{decimal, is_date_time, uncoded};

use finding::Findings;
use message::Message;

/// Everything that is wrong with the fields of a call's request, rule by rule and in the order of the message; empty for
/// a message that could not be read, since that is told elsewhere ([`SoapCall::unreadable`]). At most
/// [`Finding::MOST`] are told of one message.
#[must_use]
pub fn findings(call: &SoapCall) -> Vec<Finding> {
    let Some(operation) = call.operation.filter(|_| call.unreadable.is_none()) else { return Vec::new() };
    let message = Message::of(&call.request);
    let mut findings = Findings::default();
    types::check(operation, &message, &call.oddities, &mut findings);
    namespaces::check(&call.oddities, &mut findings);
    parameters::check(operation, &message, &mut findings);
    context::check(&message, &mut findings);
    invoice::check(operation, &message, &mut findings);
    rows::check(operation, &message, &mut findings);
    amounts::check(operation, &message, &mut findings);
    receipt::check(operation, &message, &mut findings);
    texts::check(&message, &mut findings);
    order::check(operation, &message, &mut findings);
    findings.in_order()
}
