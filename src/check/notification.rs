//! Notifications of payments.

use crate::spec::Operation;
use crate::trace::{Event, Notified, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, count};

pub(super) const EXPECTED: &str = "every notification answered with a status below 500";

/// Every notification was answered, and none with a server's error: also those that come twice, too early or from a
/// stranger. A service that gives no notificationUrl has none to answer.
pub(super) fn taken(journey: &Journey<'_>) -> Judgement {
    let notified: Vec<(&Event, &Notified)> = journey
        .each(|what| match what {
            What::Notified(notified) => Some(notified),
            _ => None,
        })
        .filter(|(event, _)| !journey.went_astray(event))
        .collect();
    for (event, notified) in &notified {
        match (notified.status, &notified.error) {
            (Some(status), _) if status < 500 => {}
            (None, Some(error)) if error.starts_with("not called") => {
                return Judgement::inconclusive(clip(error), [*event]);
            }
            (status, error) => {
                let outcome =
                    status.map_or_else(|| error.clone().unwrap_or_default(), |status| format!("status {status}"));
                return Judgement::broken(
                    format!(
                        "The service cannot cope with a notification: {}. Answer each one, also one that comes twice, for an \
                         invoice that is not paid or not yours, and ask getPaymentStatus before you believe it.",
                        clip(&outcome)
                    ),
                    EXPECTED,
                    clip(&outcome),
                    [*event],
                );
            }
        }
    }
    if let Some(evidence) = Evidence::of_all(notified.iter().map(|(event, _)| *event)) {
        return Judgement::pass(evidence, format!("{} answered", count(notified.len(), "notification")));
    }
    let sent: Vec<_> = journey.calls(Operation::SendInvoice).filter(|(_, call)| call.result_code == Some(0)).collect();
    let wants_none = sent.iter().all(|(_, call)| call.request.value("invoice/notificationUrl").is_none());
    match Evidence::of_all(sent.iter().map(|(event, _)| *event)).filter(|_| wants_none) {
        Some(evidence) => Judgement::pass(evidence, "the invoice has no notificationUrl"),
        None => journey.unobserved("no notification was sent"),
    }
}
