//! Events in words: what happened, where, and between whom.

use crate::spec::ResultCode;
use crate::suite::Choice;
use crate::trace::{Destination, PageOpened, RunEnd, SoapCall, TappedAgain, TriggerFired, View, What};

use super::misbehaviour;
use super::text::{cut, duration, line};

/// Longest title of an event, in characters.
const LONGEST: usize = 240;

/// On whose side something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// The customer and the SEQR app.
    App,
    /// The page of the service.
    Page,
    /// The SEQR backend.
    Seqr,
    /// The run as a whole.
    Run,
}

/// Where an event belongs.
pub(super) const fn lane(what: &What) -> Lane {
    match what {
        What::Scanned(_) | What::Tapped(_) | What::TappedAgain(_) | What::Decided { .. } => Lane::App,
        What::PageOpened(_)
        | What::TriggerFired(_)
        | What::View(_)
        | What::Swept(_)
        | What::Console { .. }
        | What::RequestFailed { .. }
        | What::Dialog { .. } => Lane::Page,
        What::Soap(_)
        | What::ConnectionFailed { .. }
        | What::InvoiceChanged(_)
        | What::Acknowledged { .. }
        | What::Reversed { .. }
        | What::Notified(_)
        | What::BackendRule(_)
        | What::Misbehaved(_) => Lane::Seqr,
        _ => Lane::Run,
    }
}

/// Between whom it went, where it went from one to another.
pub(super) const fn flow(what: &What) -> Option<&'static str> {
    match what {
        What::Scanned(_) => Some("customer → app"),
        What::Tapped(_) | What::TappedAgain(_) => Some("customer → page"),
        What::PageOpened(_) => Some("app → service"),
        What::TriggerFired(fired) if fired.destination.is_noticed() => Some("page → app"),
        What::Soap(_) | What::ConnectionFailed { .. } => Some("service → SEQR"),
        What::Notified(_) => Some("SEQR → service"),
        What::Decided { .. } => Some("customer → SEQR"),
        _ => None,
    }
}

/// The event on one line.
pub(super) fn title(what: &What) -> String {
    cut(&line(&words(what)), LONGEST)
}

fn words(what: &What) -> String {
    match what {
        What::RunStarted(_) => "The run began".to_owned(),
        What::RunEnded(RunEnd::Completed) => "The run came to its end".to_owned(),
        What::RunEnded(RunEnd::Interrupted) => "The run was interrupted".to_owned(),
        What::RunEnded(RunEnd::FailedFast) => "The run stopped at the first case that was not green".to_owned(),
        What::Browser(browser) => format!("Browser {} {}", browser.name, browser.version),
        What::CandidateStarted { command } => format!("Candidate started: {}", command.join(" ")),
        What::CandidateReady { url, after_ms } => format!("Candidate answers at {url} after {}", duration(*after_ms)),
        What::CandidateExited { status, .. } => format!("Candidate ended by itself: {status}"),
        What::CandidatePrinted { text } => {
            let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
            format!("The service printed: {last}")
        }
        What::CandidateOutput { .. } => "What the candidate printed".to_owned(),
        What::CaseStarted => "The case began".to_owned(),
        What::CaseEnded { cut_off: None } => "The case came to its end".to_owned(),
        What::CaseEnded { cut_off: Some(failure) } => format!("The case was cut off: {}", failure.message),
        What::StepStarted { index, step } => format!("Step {}: {step}", index + 1),
        What::StepEnded { index, failure: None } => format!("Step {} done", index + 1),
        What::StepEnded { index, failure: Some(failure) } => {
            format!("Step {} could not be done: {}", index + 1, failure.message)
        }
        What::Scanned(scanned) => format!("Scanned the QR code, got TOKEN {}", scanned.token),
        What::PageOpened(opened) => page_opened(opened),
        What::Tapped(tapped) => tapped.action.clone(),
        What::TappedAgain(TappedAgain { action, prevented: None }) => format!("{action}, once more"),
        What::TappedAgain(TappedAgain { action, prevented: Some(why) }) => {
            format!("{action}, once more: not possible, as its control {why}")
        }
        What::TriggerFired(fired) => trigger(fired),
        What::View(view) => self::view(view),
        What::Swept(swept) => {
            let page = capital(swept.page.name());
            format!("{page} page, view {}, at every width from {} to {} px", swept.number, swept.from, swept.to)
        }
        What::Console { level, text, .. } => format!("Console {level}: {text}"),
        What::RequestFailed { url, method, status, error } => {
            let why = status.map_or_else(|| error.clone().unwrap_or_default(), |status| status.to_string());
            format!("Request failed: {method} {url}: {why}")
        }
        What::Dialog { text } => format!("Dialog: {text}"),
        What::Soap(call) => soap(call),
        What::ConnectionFailed { reason } => format!("No connection to SEQR: {reason}"),
        What::InvoiceChanged(changed) => match changed.from {
            None => format!("Invoice {} is {}", changed.invoice_reference, changed.to),
            Some(from) => format!("Invoice {}: {from} → {}", changed.invoice_reference, changed.to),
        },
        What::Acknowledged { invoice_reference, after_ms } => {
            format!("Payment of {invoice_reference} acknowledged after {}", duration(*after_ms))
        }
        What::Reversed { invoice_reference, after_ms } => {
            format!("Payment of {invoice_reference} taken back: no acknowledgement in {}", duration(*after_ms))
        }
        What::Notified(notified) => match (notified.status, &notified.error) {
            (Some(status), _) => format!("Notified of the payment, answered {status}"),
            (None, Some(error)) => format!("Notification failed: {error}"),
            (None, None) => "Notification was not answered".to_owned(),
        },
        What::Decided { choice, .. } => match choice {
            Choice::Approve => "Pays in the app",
            Choice::Decline => "Tries to pay, and it fails",
            Choice::Cancel => "Cancels the payment in the app",
        }
        .to_owned(),
        What::BackendRule(rule) => misbehaviour::rule(rule),
        What::Misbehaved(misbehaved) => misbehaviour::deed(&misbehaved.deed),
        What::Watched { for_ms } => format!("Watched for {}", duration(*for_ms)),
        What::Awaited { what, happened: true, after_ms } => format!("Waited {} for {what}", duration(*after_ms)),
        What::Awaited { what, happened: false, after_ms } => {
            format!("Waited {} for {what}, in vain", duration(*after_ms))
        }
        What::Action(action) => {
            let end = if action.succeeded { "done" } else { "failed" };
            format!("Back office action {} {end}", action.name)
        }
        What::Trouble { message, .. } => format!("Trouble: {message}"),
    }
}

fn page_opened(opened: &PageOpened) -> String {
    match (&opened.problem, opened.status) {
        (Some(problem), _) => format!("{} page did not load: {problem}", capital(opened.page.name())),
        (None, Some(status)) => format!("{} page opened: {status}", capital(opened.page.name())),
        (None, None) => format!("{} page opened", capital(opened.page.name())),
    }
}

fn trigger(fired: &TriggerFired) -> String {
    let written = fired.as_written.as_ref().unwrap_or(&fired.url);
    match fired.destination {
        Destination::Page => written.clone(),
        Destination::Frame => format!("{written}, in a frame"),
        Destination::Window => format!("{written}, in a new window"),
        Destination::Part => format!("{written}, as a part of the page, of which no app is told"),
    }
}

fn view(view: &View) -> String {
    format!("{} page, view {}: {}", capital(view.page.name()), view.number, view.moment)
}

fn soap(call: &SoapCall) -> String {
    let name = call.operation.map_or("A message that names no operation", |operation| operation.name());
    let answer = match call.result_code {
        Some(answer) => code(answer),
        None if call.http_status == 0 => "no answer".to_owned(),
        None => format!("HTTP {}", call.http_status),
    };
    match call.status {
        Some(status) => format!("{name}: {answer}, {status}"),
        None => format!("{name}: {answer}"),
    }
}

/// A result code with its name.
pub(super) fn code(code: i32) -> String {
    ResultCode::from_code(code).map_or_else(|| code.to_string(), |known| known.to_string())
}

/// The word with a capital letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
