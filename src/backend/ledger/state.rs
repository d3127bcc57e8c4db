//! The ledger itself, and the way of a request through it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use crate::soap::{Answer, Decoded, Request};
use crate::spec::{InvoiceStatus, ResultCode};

use super::super::ids::Ids;
use super::access::Refusal;
use super::{Accounts, Book, Invoice, Session};

/// Sessions, invoices and money of one run.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(super) accounts: Accounts,
    /// Wall clock at time 0, for the dates on receipts.
    pub(super) began: Timestamp,
    pub(super) sessions: HashMap<String, Session>,
    pub(super) invoices: BTreeMap<String, Invoice>,
    /// ersReference of a payment → invoice.
    pub(super) payments: HashMap<String, String>,
    /// Payments that wait for their acknowledgement: when they are reversed, and the invoice.
    pub(super) unacknowledged: BTreeSet<(u64, String)>,
    pub(super) book: Book,
}

/// A request on its way into the ledger.
#[derive(Debug)]
pub struct Call<'a> {
    pub message: &'a Decoded,
    /// The case that is current; what the call creates belongs to it.
    pub case: Option<&'a str>,
    /// Milliseconds since the run began.
    pub now_ms: u64,
}

/// What a change of the ledger means for the world outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `from` is `None` when the invoice was issued just now.
    Changed {
        reference: String,
        from: Option<InvoiceStatus>,
        to: InvoiceStatus,
        version: i64,
    },
    Acknowledged {
        reference: String,
        after_ms: u64,
    },
    Reversed {
        reference: String,
        after_ms: u64,
    },
    /// The merchant wants to be told that the invoice is paid.
    Notify {
        reference: String,
        url: String,
    },
}

/// What an operation makes of a request.
pub(super) type Outcome = Result<Answer, Refusal>;

impl Ledger {
    /// An empty ledger. `began` is the wall clock at millisecond 0.
    #[must_use]
    pub fn new(accounts: Accounts, began: Timestamp) -> Self {
        Self {
            accounts,
            began,
            sessions: HashMap::new(),
            invoices: BTreeMap::new(),
            payments: HashMap::new(),
            unacknowledged: BTreeSet::new(),
            book: Book::default(),
        }
    }

    /// Answers a request.
    pub fn handle(&mut self, call: &Call<'_>, ids: &mut Ids) -> (Answer, Vec<Effect>) {
        let operation = call.message.request.operation();
        let mut effects = self.advance(call.now_ms);
        let outcome = self.dispatch(call, ids, &mut effects);
        let answer = outcome.unwrap_or_else(|(code, why)| Answer::failure(operation, code, &why));
        (answer, effects)
    }

    fn dispatch(&mut self, call: &Call<'_>, ids: &mut Ids, effects: &mut Vec<Effect>) -> Outcome {
        self.accounts.admit(call.message.request.operation(), &call.message.context)?;
        match &call.message.request {
            Request::GetClientSessionInfo(request) => self.get_client_session_info(request),
            Request::SendInvoice(request) => self.send_invoice(request, call, ids, effects),
            Request::GetPaymentStatus(request) => self.get_payment_status(request, call.now_ms, effects),
            Request::CancelInvoice(request) => self.cancel_invoice(request, effects),
            Request::RefundPayment(request) => self.refund_payment(request, ids),
            Request::MarkTransactionPeriod(request) => self.mark_transaction_period(request, ids),
            Request::Unsupported(operation) => {
                Err((ResultCode::UnsupportedOperation, format!("{operation} is not simulated")))
            }
        }
    }

    /// Opens a session.
    pub fn open(&mut self, session: Session) {
        self.sessions.insert(session.token.clone(), session);
    }

    /// The session with this TOKEN.
    #[must_use]
    pub fn session(&self, token: &str) -> Option<&Session> {
        self.sessions.get(token)
    }

    /// The invoice with this reference.
    #[must_use]
    pub fn invoice(&self, reference: &str) -> Option<&Invoice> {
        self.invoices.get(reference)
    }

    /// The invoice whose payment has this ersReference.
    #[must_use]
    pub fn paid_invoice(&self, ers_reference: &str) -> Option<&Invoice> {
        self.payments.get(ers_reference).and_then(|reference| self.invoices.get(reference))
    }

    /// All invoices, by reference.
    pub fn invoices(&self) -> impl Iterator<Item = &Invoice> {
        self.invoices.values()
    }

    /// Who has what.
    #[must_use]
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// The invoice that a request names.
    ///
    /// # Errors
    /// INVALID_INVOICE_REFERENCE when it names none of the terminal.
    pub(super) fn named(&mut self, reference: Option<&str>) -> Result<&mut Invoice, Refusal> {
        let Some(reference) = reference else {
            return Err((ResultCode::InvalidInvoiceReference, "invoiceReference is missing".to_owned()));
        };
        self.invoices.get_mut(reference).ok_or_else(|| {
            let shown: String = reference.chars().take(60).collect();
            (ResultCode::InvalidInvoiceReference, format!("there is no invoice `{shown}`"))
        })
    }
}

impl Effect {
    /// The invoice that it is about.
    #[must_use]
    pub fn reference(&self) -> &str {
        match self {
            Self::Changed { reference, .. }
            | Self::Acknowledged { reference, .. }
            | Self::Reversed { reference, .. }
            | Self::Notify { reference, .. } => reference,
        }
    }
}
