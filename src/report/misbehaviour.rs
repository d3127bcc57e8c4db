//! What SEQR did wrong on purpose, in words.

use crate::suite::{BackendRule, Fault, NotificationFault, PaymentFault};
use crate::trace::Misdeed;

use super::describe::code;

/// What a case asks for.
pub(super) fn rule(rule: &BackendRule) -> String {
    let on = rule.on;
    let mut told = match (rule.answer, rule.fault) {
        (Some(answer), _) => format!("From here on {on} is answered {}", code(answer)),
        (None, Some(fault)) => format!("From here on {on} is answered wrongly: SEQR {}", of_fault(fault)),
        (None, None) => format!("From here on {on} is answered late"),
    };
    if let Some(delay) = rule.delay {
        told.push_str(&format!(", held back {delay}"));
    }
    if let Some(times) = rule.times {
        told.push_str(&format!(", {times} times"));
    }
    told
}

/// What came of it.
pub(super) fn deed(deed: &Misdeed) -> String {
    let done = match deed {
        Misdeed::Answer(rule) => of_rule(rule),
        Misdeed::Session(fault) => format!("answered {}", fault.code()),
        Misdeed::Notification { fault, .. } => match fault {
            NotificationFault::Never => "sent no notification".to_owned(),
            NotificationFault::Lost => "sent the notification to a URL that answers 500".to_owned(),
            NotificationFault::Twice => "sent the notification a second time".to_owned(),
            NotificationFault::Late(by) => format!("sent the notification {by} late"),
            NotificationFault::Early => "notified of an unpaid invoice".to_owned(),
            NotificationFault::Forged => {
                return "A stranger sent a notification for an invoice that does not exist".to_owned();
            }
        },
        Misdeed::Payment { fault, .. } => match fault {
            PaymentFault::StatusAfter(span) => format!("lets the payment take {span}"),
            PaymentFault::Stuck => "lets the payment change nothing".to_owned(),
            PaymentFault::Reversed => "takes the payment back".to_owned(),
        },
    };
    format!("SEQR {done} on purpose")
}

fn of_rule(rule: &BackendRule) -> String {
    let done = match (rule.answer, rule.fault) {
        (Some(answer), _) => Some(format!("answered {}", code(answer))),
        (None, fault) => fault.map(of_fault),
    };
    let held = rule.delay.map(|delay| format!("held the answer back for {delay}"));
    [held, done].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn of_fault(fault: Fault) -> String {
    match fault {
        Fault::Http(status) => format!("answered HTTP {status}"),
        Fault::SoapFault => "answered a SOAP fault".to_owned(),
        Fault::EmptyBody => "sent an empty answer".to_owned(),
        Fault::Cut => "cut the connection".to_owned(),
        Fault::CutMidway => "cut the connection in the middle of the answer".to_owned(),
        Fault::Trickle(over) => format!("trickled the answer over {over}"),
        Fault::WrongType => "sent the answer with a wrong content type".to_owned(),
        Fault::Malformed => "sent malformed XML".to_owned(),
        Fault::WrongReference => "named a wrong invoiceReference".to_owned(),
    }
}
