//! Notifications of payments.

use crate::spec::{InvoiceStatus, Operation};
use crate::trace::{Event, Notified, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, count};

pub(super) const EXPECTED: &str = "every notification answered with a status below 500, those of payments with 2xx";

/// Every notification was answered, and none with a server's error: also those that come twice, too early or from a
/// stranger. One that tells of a payment was not refused. A service that gives no notificationUrl has none to answer.
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
            (Some(status), _) if (300..500).contains(&status) && is_news(journey, event, notified) => {
                return Judgement::broken(
                    format!(
                        "The service refuses the notification of a payment with status {status}, and learns of it by luck. Take \
                         POST requests at your notificationUrl without a login, a redirect or a form's secret token, find the \
                         order by invoiceReference, and answer 200."
                    ),
                    EXPECTED,
                    format!("status {status}"),
                    [*event],
                );
            }
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

/// Whether a notification comes from SEQR itself and tells of a payment of which the service has not learnt yet.
fn is_news(journey: &Journey<'_>, event: &Event, notified: &Notified) -> bool {
    let before = || journey.events.iter().take_while(|earlier| earlier.seq < event.seq);
    let is_paid = before().any(|earlier| match &earlier.what {
        What::InvoiceChanged(change) => {
            change.to == InvoiceStatus::Paid && change.invoice_reference == notified.invoice_reference
        }
        _ => false,
    });
    let sent_ms = event.at_ms.saturating_sub(notified.took_ms);
    let is_known = before().any(|earlier| match &earlier.what {
        What::Acknowledged { invoice_reference, .. } => {
            *invoice_reference == notified.invoice_reference && earlier.at_ms < sent_ms
        }
        _ => false,
    });
    // What a stranger makes up names no invoice that was paid.
    is_paid && !is_known
}
