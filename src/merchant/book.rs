//! The shop's memory: sessions that customers opened and orders that they placed.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use super::order::Order;

/// How many sessions and orders are remembered; the oldest go first.
const KEPT: usize = 5_000;

/// A session that SEQR confirmed.
#[derive(Debug)]
pub struct Session {
    pub token: String,
    /// Held while an order is placed, so that two taps make one invoice.
    pub ordering: tokio::sync::Mutex<()>,
    /// Whether the customer's money is reserved first, as the owner has told us.
    pub reserves: AtomicBool,
    /// Set while an invoice is asked for; only a defect looks at it.
    pub busy: AtomicBool,
    /// The seat that the QR code asked for, in its own words; only a defect looks at it.
    pub asked_seat: OnceLock<String>,
}

/// Sessions and orders, oldest first.
#[derive(Debug)]
pub struct Book {
    sessions: VecDeque<Arc<Session>>,
    orders: VecDeque<Arc<Order>>,
    next_number: u64,
}

impl Book {
    /// An empty book. Order numbers start anywhere, so that those of two runs of the shop rarely meet.
    pub fn new() -> Self {
        let start = std::hash::RandomState::new().build_hasher().finish();
        Self { sessions: VecDeque::new(), orders: VecDeque::new(), next_number: start % NUMBERS }
    }

    /// The next order reference, like `GC-483920`: six digits that repeat only after 900,000 orders.
    pub fn next_number(&mut self) -> String {
        self.next_number = (self.next_number + STRIDE) % NUMBERS;
        format!("GC-{}", 100_000 + self.next_number)
    }

    pub fn session(&self, token: &str) -> Option<Arc<Session>> {
        self.sessions.iter().rev().find(|session| session.token == token).cloned()
    }

    /// Remembers a session; one that is known already stays as it is.
    pub fn open_session(&mut self, token: &str) -> Arc<Session> {
        if let Some(known) = self.session(token) {
            return known;
        }
        let session = Arc::new(Session {
            token: token.to_owned(),
            ordering: tokio::sync::Mutex::default(),
            reserves: AtomicBool::new(false),
            busy: AtomicBool::new(false),
            asked_seat: OnceLock::new(),
        });
        if self.sessions.len() >= KEPT {
            self.sessions.pop_front();
        }
        self.sessions.push_back(session.clone());
        session
    }

    /// Whether the session of one TOKEN was opened after that of another.
    pub fn is_later(&self, token: &str, than: &str) -> bool {
        let place = |token: &str| self.sessions.iter().position(|session| session.token == token);
        place(token) > place(than)
    }

    pub fn add(&mut self, order: Arc<Order>) {
        if self.orders.len() >= KEPT {
            self.orders.pop_front();
        }
        self.orders.push_back(order);
    }

    /// The session's order with this invoice, or else its latest one: the TOKEN alone identifies the customer, the
    /// reference in the fragment is a hint.
    pub fn order(&self, token: &str, invoice_reference: Option<&str>) -> Option<Arc<Order>> {
        let mut of_session = self.orders.iter().rev().filter(|order| order.token == token).peekable();
        let latest = of_session.peek().copied();
        of_session.find(|order| invoice_reference == Some(order.invoice_reference.as_str())).or(latest).cloned()
    }

    /// The session's first order.
    pub fn first_order(&self, token: &str) -> Option<Arc<Order>> {
        self.orders.iter().find(|order| order.token == token).cloned()
    }

    pub fn order_by_invoice(&self, invoice_reference: &str) -> Option<Arc<Order>> {
        self.orders.iter().rev().find(|order| order.invoice_reference == invoice_reference).cloned()
    }

    /// The order with this order reference.
    pub fn order_numbered(&self, number: &str) -> Option<Arc<Order>> {
        self.orders.iter().rev().find(|order| order.number == number).cloned()
    }

    /// Every order that is remembered, latest first.
    pub fn orders(&self) -> impl Iterator<Item = &Arc<Order>> {
        self.orders.iter().rev()
    }
}

/// How many different order numbers there are.
const NUMBERS: u64 = 900_000;

/// Prime to `NUMBERS`, so that every number comes up before one comes up again, and neighbours do not look alike.
const STRIDE: u64 = 262_147;
