//! The ledger itself, and the way of a request through it.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::soap::{Answer, Decoded, Request};
use crate::spec::{InvoiceStatus, ResultCode};
use crate::suite::SessionFault;

use super::super::ids::Ids;
use super::access::{Caller, Refusal, shown};
use super::journal::Journal;
use super::terminals::Terminals;
use super::{Accounts, Book, Invoice, Payment, Session};

/// Sessions, invoices and money of one run.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(super) accounts: Accounts,
    /// Wall clock at time 0, for the dates on receipts.
    pub(super) began: Timestamp,
    pub(super) sessions: HashMap<String, Session>,
    /// By reference. Among very many, a hash finds one in a fraction of the time that a tree takes; and boxed, or it would
    /// move every one of them when it grows, while everybody waits.
    pub(super) invoices: HashMap<String, Box<Invoice>>,
    /// ersReference of a payment → invoice.
    pub(super) payments: HashMap<String, String>,
    /// What time will change: when, and the invoice.
    pub(super) deadlines: BTreeSet<(u64, String)>,
    pub(super) book: Book,
    pub(super) journal: Journal,
    pub(super) terminals: Terminals,
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

/// What an operation has at hand beside its own fields.
pub(super) struct Turn<'a> {
    pub(super) caller: Caller,
    pub(super) call: &'a Call<'a>,
    pub(super) ids: &'a mut Ids,
    pub(super) effects: &'a mut Vec<Effect>,
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
            invoices: HashMap::new(),
            payments: HashMap::new(),
            deadlines: BTreeSet::new(),
            book: Book::default(),
            journal: Journal::default(),
            terminals: Terminals::default(),
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
        let caller = self.admit(call.message.request.operation(), &call.message.context)?;
        let turn = &mut Turn { caller, call, ids, effects };
        match &call.message.request {
            Request::GetClientSessionInfo(request) => self.get_client_session_info(request),
            Request::SendInvoice(request) => self.send_invoice(request, turn),
            Request::UpdateInvoice(request) => self.update_invoice(request, turn),
            Request::GetPaymentStatus(request) => self.get_payment_status(request, turn),
            Request::CancelInvoice(request) => self.cancel_invoice(request, turn),
            Request::CommitReservation(request) => self.commit_reservation(request, turn),
            Request::SubmitPaymentReceipt(request) => self.submit_payment_receipt(request, turn),
            Request::RefundPayment(request) => self.refund_payment(request, turn),
            Request::MarkTransactionPeriod(request) => self.mark_transaction_period(request, turn),
            Request::ExecuteReport(request) => self.execute_report(request, turn),
            Request::RegisterTerminal(request) => self.register_terminal(request, turn),
            Request::UnregisterTerminal(_) => self.unregister_terminal(turn),
            Request::AssignSeqrId(request) => self.assign_seqr_id(request, turn),
        }
    }

    /// Opens a session.
    pub fn open(&mut self, session: Session) {
        self.sessions.insert(session.token.clone(), session);
    }

    /// From now on a session is denied for this reason, or open again. Answers whether there is such a session.
    pub fn deny_session(&mut self, token: &str, denied: Option<SessionFault>) -> bool {
        self.sessions.get_mut(token).map(|session| session.denied = denied).is_some()
    }

    /// The session with this TOKEN.
    #[must_use]
    pub fn session(&self, token: &str) -> Option<&Session> {
        self.sessions.get(token)
    }

    /// The invoice with this reference.
    #[must_use]
    pub fn invoice(&self, reference: &str) -> Option<&Invoice> {
        self.invoices.get(reference).map(Box::as_ref)
    }

    /// The invoice whose payment has this ersReference.
    #[must_use]
    pub fn paid_invoice(&self, ers_reference: &str) -> Option<&Invoice> {
        self.payments.get(ers_reference).and_then(|reference| self.invoice(reference))
    }

    /// The case in which a transaction period was marked; the outer `None` says that there is no such period.
    #[must_use]
    pub fn case_of_period(&self, id: &str) -> Option<Option<&str>> {
        self.journal.period(id).map(|period| period.case.as_deref())
    }

    /// The case in which a point of sale was registered; the outer `None` says that there is no such point of sale.
    #[must_use]
    pub fn case_of_terminal(&self, id: &str) -> Option<Option<&str>> {
        self.terminals.registered.get(id).map(|sale| sale.case.as_deref())
    }

    /// All invoices, by reference.
    pub fn invoices(&self) -> impl Iterator<Item = &Invoice> {
        let mut invoices: Vec<&Invoice> = self.invoices.values().map(Box::as_ref).collect();
        invoices.sort_unstable_by(|one, other| one.reference.cmp(&other.reference));
        invoices.into_iter()
    }

    /// Who has what.
    #[must_use]
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// The invoice that a request names.
    ///
    /// # Errors
    /// INVALID_INVOICE_REFERENCE when it names none of the caller's.
    pub(super) fn named(&mut self, reference: Option<&str>, caller: &Caller) -> Result<&mut Invoice, Refusal> {
        let Some(named) = reference else {
            return Err((ResultCode::InvalidInvoiceReference, "invoiceReference is missing".to_owned()));
        };
        let mistaken = self.mistaken_for_invoice(named);
        let own = self.invoices.get_mut(named).map(Box::as_mut).filter(|invoice| caller.is(&invoice.terminal));
        own.ok_or_else(|| {
            (ResultCode::InvalidInvoiceReference, format!("there is no invoice {}{mistaken}", shown(reference)))
        })
    }

    /// What stands in place of an invoiceReference, where that can be told.
    fn mistaken_for_invoice(&self, named: &str) -> &'static str {
        let of_trigger = named.strip_prefix(['R', 'r']).is_some_and(|rest| self.invoices.contains_key(rest));
        if of_trigger {
            "; the R belongs to the trigger link, not to the reference"
        } else if self.payments.contains_key(named) {
            "; that is the ersReference of a payment"
        } else {
            ""
        }
    }

    /// The payment that a request names, unless it was taken back. Any terminal of the shop may name it: goods are
    /// returned at another till than they were bought at.
    ///
    /// # Errors
    /// INVALID_ERS_REFERENCE when there is none, PAYMENT_ALREADY_CANCELLED when it was reversed.
    pub(super) fn payment(&mut self, ers_reference: Option<&str>) -> Result<&mut Payment, Refusal> {
        let Some(named) = ers_reference else {
            return Err((ResultCode::InvalidErsReference, "ersReference is missing".to_owned()));
        };
        let mistaken = if self.invoices.contains_key(named) {
            "; that is an invoiceReference, and the ersReference comes with PAID in getPaymentStatus"
        } else {
            ""
        };
        let invoice = self.payments.get(named).and_then(|reference| self.invoices.get_mut(reference));
        let Some(payment) = invoice.and_then(|invoice| invoice.payment.as_mut()) else {
            let why = format!("there is no payment {}{mistaken}", shown(ers_reference));
            return Err((ResultCode::InvalidErsReference, why));
        };
        if payment.reversed {
            let why = "the payment was reversed, because nobody called getPaymentStatus in time".to_owned();
            return Err((ResultCode::PaymentAlreadyCancelled, why));
        }
        Ok(payment)
    }

    /// A moment of the run as SEQR writes it.
    pub(super) fn wall_clock(&self, at_ms: u64) -> String {
        date_time(self.began, at_ms)
    }
}

/// `at_ms` milliseconds after `began`, as xs:dateTime.
pub(super) fn date_time(began: Timestamp, at_ms: u64) -> String {
    let since = SignedDuration::from_millis(i64::try_from(at_ms).unwrap_or(i64::MAX));
    format!("{:.3}", began.checked_add(since).unwrap_or(began))
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
