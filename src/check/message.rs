//! Whether SEQR understands what the service says.

use crate::spec::ResultCode;
use crate::suite::BackendRule;
use crate::trace::{Event, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, count};

/// Every message could be read, its credentials were accepted and its data taken.
pub(super) fn understood(journey: &Journey<'_>) -> Judgement {
    let mut rules: Vec<BackendRule> = Vec::new();
    // What was refused on purpose tells why another refusal was not.
    let mut excused: Vec<&Event> = Vec::new();
    for event in journey.events {
        match &event.what {
            What::BackendRule(rule) => rules.push(*rule),
            What::Soap(call) => {
                if was_asked_for(&mut rules, call) {
                    excused.push(event);
                } else if let Some(broken) = refused(event, call, &excused) {
                    return broken;
                }
            }
            _ => {}
        }
    }
    let calls = journey.soap().count();
    match Evidence::of_all(journey.soap().map(|(event, _)| event)) {
        Some(evidence) => Judgement::pass(evidence, format!("{} understood", count(calls, "message"))),
        None => journey.unobserved("the service sent no message to SEQR"),
    }
}

/// Whether a rule of the case wanted this answer; one that counts its calls has one less left. The rule says it and not the
/// misbehaviour, whose record follows that of the call and is missing where a run broke off in between.
fn was_asked_for(rules: &mut [BackendRule], call: &SoapCall) -> bool {
    let asked = |rule: &&mut BackendRule| {
        Some(rule.on) == call.operation
            && rule.answer.is_some()
            && rule.answer == call.result_code
            && rule.times != Some(0)
    };
    match rules.iter_mut().find(asked) {
        Some(rule) => {
            rule.times = rule.times.map(|left| left.saturating_sub(1));
            true
        }
        None => false,
    }
}

/// What was wrong with the message, if it was the message.
fn refused(event: &Event, call: &SoapCall, excused: &[&Event]) -> Option<Judgement> {
    let name = call.operation.map_or("a message", |operation| operation.name());
    if let Some(reason) = &call.unreadable {
        return Some(Judgement::broken(
            format!("SEQR cannot read {name}: {}.", clip(reason).trim_end_matches('.')),
            "a SOAP 1.1 message of the merchant interface, as its WSDL describes it",
            format!("{} (HTTP {} on {})", clip(reason), call.http_status, clip(&call.path)),
            [event],
        ));
    }
    let code = ResultCode::from_code(call.result_code?)?;
    let mend = mend(code)?;
    Some(Judgement::broken(
        format!("SEQR refuses {name} with {code}. {mend}"),
        "result code 0",
        format!(
            "result code {code}{}",
            call.result_description.as_deref().map(|text| format!(": {}", clip(text))).unwrap_or_default()
        ),
        excused.iter().copied().chain([event]),
    ))
}

/// What to do about a refusal that the message itself has earned; `None` for those that depend on the payment.
const fn mend(code: ResultCode) -> Option<&'static str> {
    Some(match code {
        ResultCode::AuthenticationFailed => "Send the password that belongs to the terminal or reseller.",
        ResultCode::AccessDenied => {
            "Call it as the principal that may: RESELLERUSER for markTransactionPeriod and executeReport, TERMINALID else."
        }
        ResultCode::InvalidInitiatorPrincipalId => {
            "Send the id of your terminal as TERMINALID in initiatorPrincipalId."
        }
        ResultCode::InitiatorPrincipalNotFound => {
            "Send your reseller's id and userId as RESELLERUSER in initiatorPrincipalId."
        }
        ResultCode::InvalidInvoiceData => "Correct in the invoice what SEQR's answer names.",
        ResultCode::InvalidNotificationUrl => "Let notificationUrl begin with http:// or https://, or leave it out.",
        ResultCode::UnsupportedOperation => "Call only operations of the merchant interface.",
        _ => return None,
    })
}
