//! What happens, as one line of a log.

use std::fmt::Write as _;

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus, Operation};
use crate::trace::{SoapCall, What};

/// One plain line for a person, for what a developer wants to see of a backend.
#[must_use]
pub fn describe_event(what: &What) -> Option<String> {
    let line = match what {
        What::Soap(call) => describe(call),
        What::ConnectionFailed { reason } => format!("connection failed: {reason}"),
        What::InvoiceChanged(change) => {
            let waits = match change.to {
                InvoiceStatus::PendingIssuerAcknowledge => ", until the service calls updateInvoice",
                _ => "",
            };
            format!("invoice {} is {}{waits}", change.invoice_reference, change.to)
        }
        What::Acknowledged { invoice_reference, after_ms } => {
            format!("payment of {invoice_reference} acknowledged after {after_ms} ms")
        }
        What::Reversed { invoice_reference, .. } => format!(
            "payment of {invoice_reference} reversed: no getPaymentStatus was answered PAID within \
             {ACKNOWLEDGE_WITHIN_SECONDS} s"
        ),
        What::Notified(notified) => {
            let answered = || format!("answered {}", notified.status.unwrap_or_default());
            format!("notified {}: {}", notified.url, notified.error.clone().unwrap_or_else(answered))
        }
        _ => return None,
    };
    Some(harmless(&line))
}

/// What a line tells of the message itself, by the path of the leaf.
const ASKED: [(&str, &str); 3] = [("terminal", "externalTerminalId"), ("seqr-id", "seqrId"), ("report", "reportId")];
/// What a line tells of the answer.
const ANSWERED: [(&str, &str); 2] = [("terminal-id", "return/terminalId"), ("period", "return/transactionPeriodId")];

/// One plain line for a person: the operation, what it is about, how it was answered.
#[must_use]
pub fn describe(call: &SoapCall) -> String {
    let mut line = call.operation.map_or("unreadable message", Operation::name).to_owned();
    let about = [
        ("token", &call.token),
        ("invoice", &call.invoice_reference),
        ("order", &call.client_invoice_id),
        ("payment", &call.ers_reference),
    ];
    for (name, value) in about {
        if let Some(value) = value {
            push(&mut line, format_args!(" {name}={value}"));
        }
    }
    let leaves = |names: &'static [(&str, &str)], fields| names.iter().map(move |(name, path)| (name, path, fields));
    for (name, path, fields) in leaves(&ASKED, &call.request).chain(leaves(&ANSWERED, &call.response)) {
        if let Some(value) = fields.value(path) {
            push(&mut line, format_args!(" {name}={}", value.chars().take(60).collect::<String>()));
        }
    }
    match (call.result_code, &call.result_description) {
        (Some(code), Some(description)) => push(&mut line, format_args!(" -> {code} {description}")),
        (Some(code), None) => push(&mut line, format_args!(" -> {code}")),
        (None, _) => push(&mut line, format_args!(" -> HTTP {}", call.http_status)),
    }
    if let (Some(status), Some(version)) = (call.status, call.version) {
        push(&mut line, format_args!(" ({status}, version {version})"));
    }
    if let Some(problem) = &call.unreadable {
        push(&mut line, format_args!(": {problem}"));
    }
    push(&mut line, format_args!(", {} ms", call.took_ms));
    harmless(&line)
}

/// What the candidate sends must not draw on the terminal.
#[must_use]
pub fn harmless(line: &str) -> String {
    if !line.contains(char::is_control) {
        return line.to_owned();
    }
    line.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

fn push(line: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _written = line.write_fmt(part);
}
