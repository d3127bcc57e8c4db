//! What the page shows, made of the trace: invoices as cards, and a line for everything that happened.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;

use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, InvoiceStatus, Operation};
use crate::trace::{Artifact, Event, Fields, SoapCall, What};

use super::super::describe::describe_event;
use super::Remark;

/// What is kept; older lines and invoices are in the trace.
const MOST_LINES: usize = 500;
const MOST_CARDS: usize = 500;
/// What is sent: the newest invoices, those that wait for somebody first.
const SHOWN_CARDS: usize = 40;
const MOST_ROWS: usize = 100;

/// An invoice.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Card {
    reference: String,
    order: Option<String>,
    title: Option<String>,
    rows: Vec<Row>,
    total: String,
    status: InvoiceStatus,
    /// As the message says it.
    acknowledgment_mode: Option<String>,
    /// When the backend takes the payment back, unless the merchant acknowledges it before.
    reversal_at_ms: Option<u64>,
    acknowledged: bool,
    reversed: bool,
    notification_url: Option<String>,
    /// How notifications were answered, in their order.
    notified: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Row {
    description: String,
    quantity: String,
    total: String,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    seq: u64,
    at_ms: u64,
    /// In one line, as the console shows it.
    text: String,
    call: Option<CallLine>,
}

/// What is more to say of a call.
#[derive(Clone, Debug, Serialize)]
struct CallLine {
    operation: Option<Operation>,
    /// `0 SUCCESS`, or the HTTP status where there was no result.
    result: String,
    succeeded: bool,
    about: String,
    took_ms: u64,
    /// Why the message could not be read.
    unreadable: Option<String>,
    remarks: Vec<Remark>,
    #[serde(skip)]
    messages: Messages,
}

/// The files of a call.
#[derive(Clone, Debug)]
pub(super) struct Messages {
    pub(super) request: Option<Artifact>,
    pub(super) response: Option<Artifact>,
}

/// Everything that the page shows.
#[derive(Debug, Default)]
pub(super) struct Board {
    seen: u64,
    lines: VecDeque<Line>,
    cards: HashMap<String, Card>,
    /// References of the cards, oldest first.
    order: VecDeque<String>,
}

impl Board {
    /// Sequence number of the last event that is on the board.
    pub(super) const fn seen(&self) -> u64 {
        self.seen
    }

    /// Puts an event on the board.
    pub(super) fn note(&mut self, event: &Event, judge: fn(&SoapCall) -> Vec<Remark>) {
        self.seen = event.seq;
        self.follow(event);
        if let Some(text) = describe_event(&event.what) {
            let call = match &event.what {
                What::Soap(call) => Some(CallLine::of(call, judge(call))),
                _ => None,
            };
            self.lines.push_back(Line { seq: event.seq, at_ms: event.at_ms, text, call });
            if self.lines.len() > MOST_LINES {
                self.lines.pop_front();
            }
        }
    }

    /// What happened after the event with this number, as far as it is kept.
    pub(super) fn lines_after(&self, seq: u64) -> Vec<Line> {
        self.lines.iter().filter(|line| line.seq > seq).cloned().collect()
    }

    /// The files of a call.
    pub(super) fn messages(&self, seq: u64) -> Option<Messages> {
        let index = self.lines.binary_search_by_key(&seq, |line| line.seq).ok()?;
        self.lines.get(index)?.call.as_ref().map(|call| call.messages.clone())
    }

    /// The invoices that are shown, newest first, those that wait for somebody before the others; and how many are not.
    pub(super) fn cards(&self) -> (Vec<Card>, usize) {
        let newest = || self.order.iter().rev().filter_map(|reference| self.cards.get(reference));
        let waiting = newest().filter(|card| card.waits());
        let shown: Vec<Card> =
            waiting.chain(newest().filter(|card| !card.waits())).take(SHOWN_CARDS).cloned().collect();
        let more = self.cards.len() - shown.len();
        (shown, more)
    }

    /// Keeps the invoices as the trace says that they are.
    fn follow(&mut self, event: &Event) {
        match &event.what {
            What::Soap(call) => self.take_invoice(call),
            What::InvoiceChanged(change) => self.change(&change.invoice_reference, |card| {
                card.status = change.to;
                let paid = change.to == InvoiceStatus::Paid && !card.acknowledged;
                card.reversal_at_ms = paid.then_some(event.at_ms + ACKNOWLEDGE_WITHIN_SECONDS * 1000);
            }),
            What::Acknowledged { invoice_reference, .. } => self.change(invoice_reference, |card| {
                card.acknowledged = true;
                card.reversal_at_ms = None;
            }),
            What::Reversed { invoice_reference, .. } => self.change(invoice_reference, |card| card.reversed = true),
            What::Notified(notified) => self.change(&notified.invoice_reference, |card| {
                let status = notified.status.map(|status| format!("answered {status}"));
                card.notified.extend(notified.error.clone().or(status));
            }),
            _ => {}
        }
    }

    fn change(&mut self, reference: &str, change: impl FnOnce(&mut Card)) {
        if let Some(card) = self.cards.get_mut(reference) {
            change(card);
        }
    }

    fn take_invoice(&mut self, call: &SoapCall) {
        let sends = matches!(call.operation, Some(Operation::SendInvoice | Operation::UpdateInvoice));
        let Some(reference) = call.invoice_reference.as_ref().filter(|_| sends && call.result_code == Some(0)) else {
            return;
        };
        if let Some(card) = self.cards.get_mut(reference) {
            card.fill(&call.request);
            return;
        }
        let mut card = Card::issued(reference.clone());
        card.fill(&call.request);
        self.cards.insert(reference.clone(), card);
        self.order.push_back(reference.clone());
        if self.order.len() > MOST_CARDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.cards.remove(&oldest);
        }
    }
}

impl Card {
    fn issued(reference: String) -> Self {
        Self {
            reference,
            order: None,
            title: None,
            rows: Vec::new(),
            total: String::new(),
            status: InvoiceStatus::Issued,
            acknowledgment_mode: None,
            reversal_at_ms: None,
            acknowledged: false,
            reversed: false,
            notification_url: None,
            notified: Vec::new(),
        }
    }

    /// Takes over what the message says of the invoice.
    fn fill(&mut self, message: &Fields) {
        let mut rows: Vec<(&str, Row)> = Vec::new();
        for field in message.iter() {
            let Some(path) = field.path.strip_prefix("invoice/") else { continue };
            let value = field.value.unwrap_or_default().to_owned();
            match path {
                "clientInvoiceId" => self.order = Some(value),
                "title" => self.title = Some(value),
                "acknowledgmentMode" => self.acknowledgment_mode = Some(value),
                "notificationUrl" => self.notification_url = Some(value),
                _ => {
                    if let Some((row, name)) = path.strip_prefix("invoiceRows/").and_then(|row| row.split_once('/')) {
                        if rows.last().is_none_or(|(last, _)| *last != row) && rows.len() < MOST_ROWS {
                            rows.push((row, Row::default()));
                        }
                        if let Some((_, filled)) = rows.last_mut().filter(|(last, _)| *last == row) {
                            filled.fill(name, value);
                        }
                    }
                }
            }
        }
        self.total = amount(message);
        self.rows = rows.into_iter().map(|(_, row)| row).collect();
    }

    /// Whether somebody still has to do something about it: the customer, or the merchant.
    const fn waits(&self) -> bool {
        use InvoiceStatus as S;
        self.reversal_at_ms.is_some() || matches!(self.status, S::Issued | S::PendingIssuerAcknowledge | S::Reserved)
    }
}

impl Row {
    fn fill(&mut self, name: &str, value: String) {
        match name {
            "itemDescription" => self.description = value,
            "itemQuantity" => self.quantity = value,
            "itemTotalAmount/value" => self.total = value,
            _ => {}
        }
    }
}

impl CallLine {
    fn of(call: &SoapCall, remarks: Vec<Remark>) -> Self {
        let result = match (call.result_code, &call.result_description) {
            (Some(code), Some(description)) => format!("{code} {description}"),
            (Some(code), None) => code.to_string(),
            (None, _) => format!("HTTP {}", call.http_status),
        };
        let about = [&call.token, &call.client_invoice_id, &call.invoice_reference, &call.ers_reference];
        Self {
            operation: call.operation,
            result: match (call.status, call.version) {
                (Some(status), Some(version)) => format!("{result}, {status} (version {version})"),
                _ => result,
            },
            succeeded: call.result_code == Some(0),
            about: about.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · "),
            took_ms: call.took_ms,
            unreadable: call.unreadable.clone(),
            remarks,
            messages: Messages { request: call.request_body.clone(), response: call.response_body.clone() },
        }
    }
}

/// The total in words: `30.00 SEK`.
fn amount(message: &Fields) -> String {
    let part = |path: &str| message.value(path).unwrap_or_default();
    format!("{} {}", part("invoice/totalAmount/value"), part("invoice/totalAmount/currency")).trim().to_owned()
}
