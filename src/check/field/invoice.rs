//! The fields of an invoice beside its rows and amounts (protocol facts, section 6, invoice).

use url::Url;

use crate::spec::Operation;
use crate::suite::FieldRule::{self, AcknowledgmentMode, Invoice, NotificationUrl};

use super::finding::Findings;
use super::message::Message;

pub(super) fn check(operation: Operation, message: &Message<'_>, findings: &mut Findings) {
    let Some(invoice) = message.child("invoice").filter(|invoice| invoice.says_something()) else { return };
    // An update may send what changes, and a refund is about its amount only.
    if operation == Operation::SendInvoice {
        documented(invoice, findings);
    }
    notification_url(invoice, findings);
}

/// What the reference calls required. Texts that say nothing are allowed where a shop may have nothing to say.
const DOCUMENTED: [(FieldRule, &str, Empty, &str); 7] = [
    (
        AcknowledgmentMode,
        "acknowledgmentMode",
        Empty::Wrong,
        "Send NO_ACKNOWLEDGMENT unless you offer loyalty: without it SEQR takes REQUIRE_ACKNOWLEDGMENT, and the app waits \
         for the amount for ever.",
    ),
    (Invoice, "paymentMode", Empty::Wrong, "Send IMMEDIATE_DEBIT for a standard payment."),
    (Invoice, "issueDate", Empty::Wrong, "Send the time of the invoice, like `2026-11-24T09:30:00+01:00`."),
    (Invoice, "title", Empty::Right, "Send what the customer sees above the rows, such as the shop's name."),
    (Invoice, "clientInvoiceId", Empty::Wrong, "Send your own number of the order."),
    (Invoice, "cashierId", Empty::Right, "Send who sold it; a service without people names itself."),
    (Invoice, "footer", Empty::Right, "Send what the customer sees below the rows."),
];

/// What an element without text means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empty {
    Right,
    Wrong,
}

fn documented(invoice: &Message<'_>, findings: &mut Findings) {
    for (rule, name, empty, mend) in DOCUMENTED {
        let wrong = match invoice.child(name) {
            None => "is missing",
            Some(element) if element.says_something() => continue,
            Some(element) if element.text().is_none() => "is nil",
            Some(_) if empty == Empty::Right => continue,
            Some(_) => "is empty",
        };
        findings.place(rule, &invoice.path_of(name), wrong, mend);
    }
}

fn notification_url(invoice: &Message<'_>, findings: &mut Findings) {
    let Some(url) = invoice.child("notificationUrl") else { return };
    let Some(text) = url.known() else { return };
    let lower: String = text.chars().take(8).collect::<String>().to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        let mend =
            "Begin it with http:// or https://, or leave the element out; SEQR refuses the invoice otherwise (64).";
        findings.value(NotificationUrl, url.path, text, "does not begin with http:// or https://", mend);
    } else if let Err(error) = Url::parse(text) {
        let mend =
            "SEQR cannot notify you of a payment at it. Build it from one base address, and look at what comes out.";
        findings.value(NotificationUrl, url.path, text, &format!("is no URL: {error}"), mend);
    }
}
