//! One order's life, from the invoice to the tickets.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::spec::InvoiceStatus;

use super::catalogue::{Choice, Currency};

/// An order for which SEQR has an invoice.
#[derive(Debug)]
pub struct Order {
    /// The order reference of our receipts, and the invoice's clientInvoiceId.
    pub number: String,
    /// The session in which it was placed.
    pub token: String,
    pub choice: Choice,
    /// Whether the money is reserved first.
    pub reserves: bool,
    /// SEQR's number for the invoice.
    pub invoice_reference: String,
    progress: Mutex<Progress>,
    /// Held while SEQR is asked for the status, so that answers are learnt in the order of the questions.
    pub asking: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Progress {
    state: State,
    /// The latest invoiceVersion that SEQR told us.
    version: i64,
    watched: bool,
    notified: bool,
    /// Whether SEQR left a question about it without an answer.
    unanswered: bool,
    /// How often the tickets were issued.
    issued: u32,
}

/// Where an order stands, as far as SEQR has told us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Not decided yet.
    Open,
    /// SEQR said PAID; the tickets are issued.
    Paid {
        /// SEQR's reference of the payment, needed for a refund.
        ers_reference: Option<String>,
    },
    Cancelled,
    Failed,
}

impl Order {
    pub fn new(number: String, token: String, choice: Choice, invoice_reference: String, reserves: bool) -> Self {
        let progress =
            Progress { state: State::Open, version: 0, watched: false, notified: false, unanswered: false, issued: 0 };
        let progress = Mutex::new(progress);
        Self { number, token, choice, reserves, invoice_reference, progress, asking: tokio::sync::Mutex::default() }
    }

    pub fn state(&self) -> State {
        self.progress().state.clone()
    }

    pub fn version(&self) -> i64 {
        self.progress().version
    }

    /// Whether someone is asking SEQR for its status regularly.
    pub fn is_watched(&self) -> bool {
        self.progress().watched
    }

    pub fn set_watched(&self, watched: bool) {
        self.progress().watched = watched;
    }

    /// Remembers that SEQR has notified us of it; `false` if it had done so before.
    pub fn note_notification(&self) -> bool {
        !std::mem::replace(&mut self.progress().notified, true)
    }

    /// Takes in what SEQR answered. PAID is final and issues the tickets, and since it is entered once only, so are they.
    pub fn learn(&self, status: InvoiceStatus, version: i64, ers_reference: Option<String>) {
        let mut progress = self.progress();
        progress.version = progress.version.max(version);
        if matches!(progress.state, State::Paid { .. }) {
            return;
        }
        match status {
            InvoiceStatus::Paid => {
                progress.state = State::Paid { ers_reference };
                progress.issued += 1;
            }
            InvoiceStatus::Canceled => progress.state = State::Cancelled,
            InvoiceStatus::Failed => progress.state = State::Failed,
            InvoiceStatus::Issued
            | InvoiceStatus::PendingIssuerAcknowledge
            | InvoiceStatus::Reserved
            | InvoiceStatus::PartiallyPaid => {}
        }
    }

    pub fn was_unanswered(&self) -> bool {
        self.progress().unanswered
    }

    pub fn note_unanswered(&self) {
        self.progress().unanswered = true;
    }

    /// How often the tickets were issued.
    pub fn issued(&self) -> u32 {
        self.progress().issued
    }

    /// Issues the tickets, or takes them back, outside of [`Self::learn`]: only defects do.
    pub fn issue(&self, tickets: i32) {
        let mut progress = self.progress();
        progress.issued = progress.issued.saturating_add_signed(tickets);
    }

    /// Notes that SEQR has cancelled the invoice at our wish.
    pub fn cancelled(&self) {
        let mut progress = self.progress();
        if progress.state == State::Open {
            progress.state = State::Cancelled;
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the customer gets to see once the order is paid.
    pub fn receipt(&self, currency: Currency) -> Receipt {
        Receipt {
            reference: Some(self.number.clone()),
            show: self.choice.show.title,
            time: self.choice.show.time,
            hall: self.choice.show.hall,
            tickets: self.choice.tickets,
            seats: self.choice.seats(),
            amount: currency.shown(self.choice.total()),
        }
    }
}

/// The receipt that the success page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The order reference.
    pub reference: Option<String>,
    pub show: &'static str,
    pub time: &'static str,
    pub hall: &'static str,
    pub tickets: u32,
    pub seats: String,
    pub amount: String,
}
