//! A page on which a developer plays the customer, while the merchant service under development talks to the backend.
//!
//! `board` folds the trace into what the page shows, `stream` sends it as it changes, `route` takes the customer's decisions,
//! `guard` keeps other web pages in the same browser away. What is wrong with a call is judged by whoever starts the
//! backend: this room must not know the checks.

mod board;
mod guard;
mod route;
mod stream;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::{Semaphore, watch};

use crate::candidate::Urls;
use crate::suite::SessionFault;
use crate::trace::SoapCall;

use super::Session;
use super::handle::WeakBackend;
use super::shared::Shared;
use board::Board;

pub(super) use route::router;

/// What the page has to be told.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Name of the merchant service.
    pub name: String,
    /// Text of the service's QR code, and a picture of it (SVG).
    pub qr_text: String,
    pub qr_picture: String,
    /// The service's pages, where they are known.
    pub urls: Option<Urls>,
    /// What is wrong with a call.
    pub judge: fn(&SoapCall) -> Vec<Remark>,
}

/// Something that is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Remarks of one kind say the same about another place or another call.
    pub kind: String,
    /// `must`, `should` or `may`.
    pub level: &'static str,
    /// One line.
    pub text: String,
}

/// Pages that may be open at once; each holds a connection.
const MOST_LISTENERS: usize = 16;
/// Customers that the page shows.
const MOST_CUSTOMERS: usize = 3;

/// The page of one backend.
#[derive(Debug)]
pub(super) struct Playground {
    desk: Desk,
    shared: Arc<Shared>,
    scheme: &'static str,
    backend: WeakBackend,
    stop: watch::Receiver<bool>,
    board: Mutex<Board>,
    customers: Mutex<VecDeque<Customer>>,
    listeners: Arc<Semaphore>,
}

/// A customer who scanned the QR code by way of this page.
#[derive(Clone, Debug, Serialize)]
struct Customer {
    token: String,
    /// Why SEQR does not know the customer any more.
    denied: Option<SessionFault>,
    /// The merchant's pages as the app opens them for this customer.
    links: Vec<Link>,
}

#[derive(Clone, Debug, Serialize)]
struct Link {
    page: &'static str,
    url: String,
}

impl Playground {
    pub(super) fn new(
        desk: Desk,
        shared: Arc<Shared>,
        scheme: &'static str,
        backend: WeakBackend,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self {
            desk,
            shared,
            scheme,
            backend,
            stop,
            board: Mutex::default(),
            customers: Mutex::default(),
            listeners: Arc::new(Semaphore::new(MOST_LISTENERS)),
        }
    }

    /// The board as the trace stands now.
    fn board(&self) -> MutexGuard<'_, Board> {
        let mut board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        for event in self.shared.recorder.events_after(board.seen()) {
            board.note(&event, self.desk.judge);
        }
        board
    }

    fn customers(&self) -> MutexGuard<'_, VecDeque<Customer>> {
        self.customers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a customer who has just scanned.
    fn welcome(&self, session: &Session) -> Customer {
        let links = self.desk.urls.iter().flat_map(|urls| {
            crate::spec::Page::ALL.map(|page| {
                let mut url = urls.of(page).clone();
                url.set_fragment(Some(&session.token));
                Link { page: page.name(), url: url.into() }
            })
        });
        let customer = Customer { token: session.token.clone(), denied: session.denied, links: links.collect() };
        let mut customers = self.customers();
        customers.push_front(customer.clone());
        customers.truncate(MOST_CUSTOMERS);
        customer
    }

    /// Shows that a customer's session is denied now, or open again.
    fn note_denial(&self, token: &str, denied: Option<SessionFault>) {
        for customer in self.customers().iter_mut().filter(|customer| customer.token == token) {
            customer.denied = denied;
        }
    }
}
