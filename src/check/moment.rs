//! Moments of a journey: which events they are, and their names in verdicts.

use crate::spec::InvoiceStatus;
use crate::suite::{CallMoment, Choice, Moment};
use crate::trace::{Event, What};

use super::call::outcome;
use super::journey::{Journey, began};
use super::text::{clip, seconds};

/// Whether the event is such a moment.
pub(super) fn is(journey: &Journey<'_>, event: &Event, moment: &Moment) -> bool {
    match (&event.what, moment) {
        (What::Scanned(_), Moment::Scanned(_)) | (What::Reversed { .. }, Moment::Reversed(_)) => true,
        (What::Notified(_), Moment::Notified(_)) => !journey.went_astray(event),
        (What::PageOpened(opened), Moment::Opened(page)) => opened.page == *page && opened.problem.is_none(),
        // Whether it is spelled as it should is the subject of another rule.
        (What::TriggerFired(fired), Moment::Trigger(_)) if fired.destination.is_noticed() => {
            let scheme = fired.url.split(':').next().unwrap_or_default();
            ["seqr", "seqr-demo"].iter().any(|pays| scheme.eq_ignore_ascii_case(pays))
        }
        (What::Decided { choice, .. }, Moment::Decided(wanted)) => choice == wanted,
        (What::InvoiceChanged(change), Moment::Paid(_)) => change.to == InvoiceStatus::Paid,
        (What::Soap(call), Moment::Call(wanted)) => {
            call.operation == Some(wanted.operation)
                && wanted.answered.is_none_or(|code| call.result_code == Some(code))
                && wanted.status.is_none_or(|status| call.status == Some(status))
        }
        _ => false,
    }
}

/// When the service began with it, in milliseconds of the run: calls are recorded when they end.
pub(super) fn begins(event: &Event) -> u64 {
    match &event.what {
        What::Soap(call) => began(event, call),
        _ => event.at_ms,
    }
}

/// Whether it is for the service to make it happen. The rest is done by the app, the customer and SEQR.
pub(super) const fn is_of_the_service(moment: &Moment) -> bool {
    matches!(moment, Moment::Call(_) | Moment::Trigger(_))
}

/// The moment as a reader knows it: `sendInvoice answered 0`.
pub(super) fn name(moment: &Moment) -> String {
    match moment {
        Moment::Scanned(_) => "the scan".to_owned(),
        Moment::Opened(page) => format!("the {page} page"),
        Moment::Call(CallMoment { operation, answered, status, .. }) => {
            let answer = match (answered, status) {
                (_, Some(status)) => format!(" answered {status}"),
                (Some(code), None) => format!(" answered {code}"),
                (None, None) => String::new(),
            };
            format!("{operation}{answer}")
        }
        Moment::Trigger(_) => "the payment trigger".to_owned(),
        Moment::Decided(Choice::Approve) => "the customer's yes".to_owned(),
        Moment::Decided(Choice::Decline) => "the payment that fails".to_owned(),
        Moment::Decided(Choice::Cancel) => "the customer's no".to_owned(),
        Moment::Paid(_) => "the payment".to_owned(),
        Moment::Notified(_) => "the notification".to_owned(),
        Moment::Reversed(_) => "the reversal".to_owned(),
    }
}

/// The name where a sentence begins with it.
pub(super) fn subject(moment: &Moment) -> String {
    let words = name(moment);
    words.strip_prefix("the ").map_or_else(|| words.clone(), |rest| format!("The {rest}"))
}

/// The name after "no".
pub(super) fn bare(moment: &Moment) -> String {
    let words = name(moment);
    words.strip_prefix("the ").unwrap_or(&words).to_owned()
}

/// The event in a few words, with its time; `None` for what no suite can name.
pub(super) fn told(event: &Event) -> Option<String> {
    let what = match &event.what {
        What::Scanned(_) => "the scan".to_owned(),
        What::PageOpened(opened) => format!("the {} page", opened.page),
        What::Soap(call) => {
            let name = call.operation.map_or("a message", |operation| operation.name());
            let status = call.status.map(|status| format!(", {status}")).unwrap_or_default();
            format!("{name} {}{status}", outcome(call))
        }
        What::ConnectionFailed { reason } => format!("a connection that failed ({})", clip(reason)),
        What::TriggerFired(fired) => format!("the trigger {}", clip(fired.as_written.as_deref().unwrap_or(&fired.url))),
        What::Decided { choice, .. } => name(&Moment::Decided(*choice)),
        What::InvoiceChanged(change) => format!("invoice {} {}", clip(&change.invoice_reference), change.to),
        What::Notified(_) => "the notification".to_owned(),
        What::Reversed { .. } => "the reversal".to_owned(),
        What::CaseEnded { .. } => "the end of the case".to_owned(),
        _ => return None,
    };
    Some(format!("{what} at {}", seconds(event.at_ms)))
}
