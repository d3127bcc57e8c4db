//! What the findings of a journey's calls amount to.

use crate::spec::Operation;
use crate::suite::FieldRule;
use crate::trace::{Event, SoapCall};
use crate::verdict::{Evidence, Judgement};

use super::super::journey::Journey;
use super::super::text::{count, some_of};
use super::{Finding, findings};

/// No message of the journey breaks the rule. A message that the rule is not about proves nothing.
pub(in super::super) fn judge(journey: &Journey<'_>, rule: FieldRule) -> Judgement {
    let calls: Vec<(&Event, &SoapCall)> = journey
        .soap()
        .filter(|(_, call)| call.unreadable.is_none())
        .filter(|(_, call)| call.operation.is_some_and(|operation| concerns(rule, operation)))
        .collect();
    let broken: Vec<(&Event, &SoapCall, Vec<Finding>)> = calls
        .iter()
        .map(|(event, call)| (*event, *call, findings(call).into_iter().filter(|found| found.rule == rule).collect()))
        .filter(|(_, _, found): &(_, _, Vec<Finding>)| !found.is_empty())
        .collect();
    if !broken.is_empty() {
        return told(&broken);
    }
    match Evidence::of_all(calls.iter().map(|(event, _)| *event)) {
        Some(evidence) => {
            // What only differs from the schema is told beside the types of its values; SEQR reads it all the same.
            let noted = calls.iter().filter(|_| rule == FieldRule::Types).flat_map(|(_, call)| notes(call));
            let noted = some_of(&noted.collect::<Vec<_>>());
            let noted = if noted.is_empty() { noted } else { format!("; note: {noted}") };
            Judgement::pass(evidence, format!("{} without fault{noted}", count(calls.len(), "message")))
        }
        None if rule == FieldRule::Receipt && journey.complete().is_some() => {
            Judgement::NotApplicable { reason: "the service sends no receipt document".to_owned() }
        }
        None => journey.unobserved("the service sent no message that this rule is about"),
    }
}

/// What the rule looks for, in a few words.
pub(in super::super) const fn expected(rule: FieldRule) -> &'static str {
    match rule {
        FieldRule::Types => "values of the types that the WSDL gives them",
        FieldRule::Namespaces => "elements in no namespace below that of the operation",
        FieldRule::Parameters => "the parameters that the operation needs",
        FieldRule::Identity => "clientId and clientReference in every message",
        FieldRule::Context => "channel, clientRequestTimeout 0 and password in every message, no text too long",
        FieldRule::Rows => "rows, each with itemQuantity and itemTotalAmount",
        FieldRule::Sum => "rows that add up to totalAmount, with or without their discounts",
        FieldRule::Currency => "one currency of ISO 4217 in the whole invoice",
        FieldRule::NotificationUrl => "a notificationUrl that begins with http:// or https://, or none",
        FieldRule::AcknowledgmentMode => "an acknowledgmentMode, NO_ACKNOWLEDGMENT without loyalty",
        FieldRule::Invoice => "paymentMode, issueDate, title, clientInvoiceId, cashierId and footer in the invoice",
        FieldRule::Values => {
            "amounts of at most two decimals, itemQuantity of 1 or more, itemTaxRate in whole per cent, units of ISO 20022, totals of \
             rows that are what their items cost"
        }
        FieldRule::Receipt => "mimeType, receiptType, and receiptData that is coded once, in the receipt document",
        FieldRule::Texts => "texts of whole letters, in which every value is filled in",
        FieldRule::Schema => "elements in the order and with the names of the schema",
    }
}

/// The messages that a rule is about.
const fn concerns(rule: FieldRule, operation: Operation) -> bool {
    use Operation as O;
    match rule {
        FieldRule::Types
        | FieldRule::Namespaces
        | FieldRule::Parameters
        | FieldRule::Identity
        | FieldRule::Context
        | FieldRule::Schema => true,
        FieldRule::Rows | FieldRule::AcknowledgmentMode | FieldRule::Invoice => matches!(operation, O::SendInvoice),
        FieldRule::Sum | FieldRule::NotificationUrl => matches!(operation, O::SendInvoice | O::UpdateInvoice),
        FieldRule::Texts => {
            matches!(operation, O::SendInvoice | O::UpdateInvoice | O::RefundPayment | O::SubmitPaymentReceipt)
        }
        FieldRule::Currency | FieldRule::Values => {
            matches!(operation, O::SendInvoice | O::UpdateInvoice | O::RefundPayment | O::CommitReservation)
        }
        FieldRule::Receipt => matches!(operation, O::SubmitPaymentReceipt),
    }
}

/// What differs from the schema, though SEQR reads it.
fn notes(call: &SoapCall) -> Vec<String> {
    let all = findings(call).into_iter().filter(|found| found.rule == FieldRule::Schema);
    all.map(|found| format!("{found} ({})", found.mend.trim_end_matches('.'))).collect()
}

/// The first message in words; how many others share its fault.
fn told(broken: &[(&Event, &SoapCall, Vec<Finding>)]) -> Judgement {
    let evidence = broken.iter().map(|(event, _, _)| *event);
    let Some((_, call, found)) = broken.first() else { return Judgement::inconclusive("nothing was found", []) };
    let Some(first) = found.first() else { return Judgement::inconclusive("nothing was found", []) };
    let operation = call.operation.map_or("a message", Operation::name);
    // A name that SEQR does not know may be what the finding misses, misspelled.
    let observed: Vec<String> = found.iter().map(ToString::to_string).chain(notes(call)).collect();
    let others = match broken.len() - 1 {
        0 => String::new(),
        more => format!(" (And in {} of this journey.)", count(more, "other message")),
    };
    Judgement::broken(
        format!("{operation}: {first}. {}{others}", first.mend),
        expected(first.rule),
        some_of(&observed),
        evidence,
    )
}
