//! What the shop does for its customers.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::task::JoinSet;

use crate::spec::{InvoiceStatus, ResultCode};

use super::book::{Book, Session};
use super::catalogue::{Choice, Currency, SHOWS, Seat, show};
use super::order::{Order, Receipt, State};
use super::soap::{Invoice, SeqrClient, SessionInfo, SoapError};
use super::{Defect, Variant, poller, trigger};

/// The shop, shared by all requests and pollers.
pub struct Shop {
    pub seqr: SeqrClient,
    pub defect: Option<Defect>,
    pub variant: Option<Variant>,
    notification_url: String,
    book: Mutex<Book>,
    /// Whatever runs on its own: pollers, and questions after a notification.
    chores: Mutex<JoinSet<()>>,
}

/// Why a customer cannot go on, in terms that the pages have words for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// SEQR does not know the TOKEN, or does not accept it any more.
    SessionUnknown,
    /// SEQR cannot be reached, or refuses for reasons that are not the customer's.
    SeqrUnavailable,
    /// We do not sell that.
    NotOnSale,
    /// The same choice was paid in this session already.
    AlreadyPaid,
}

/// A session as the order page needs it.
#[derive(Debug, Serialize)]
pub struct OpenSession {
    /// What the QR code asks for, where we have it.
    pub show: Option<&'static str>,
    pub seat: Option<String>,
    /// Whether something was paid in this session.
    pub paid: bool,
}

/// An order that is ready to be paid.
#[derive(Debug, Serialize)]
pub struct Payable {
    /// The link that starts the payment in the app.
    pub trigger: String,
}

/// What becomes of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notified {
    Heeded,
    /// It names an invoice that is not ours.
    NotOurs,
    Crashed,
    Refused,
}

/// How the latest order of a session stands.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Standing {
    /// There is no order.
    None,
    Waiting,
    Paid {
        receipt: Receipt,
    },
    Cancelled,
    Failed,
}

impl Shop {
    /// `base` is the shop's own address, without a slash at its end.
    pub fn new(seqr: SeqrClient, base: &str, defect: Option<Defect>, variant: Option<Variant>) -> Self {
        Self {
            seqr,
            defect,
            variant,
            notification_url: format!("{base}/seqr/notify"),
            book: Mutex::new(Book::new()),
            chores: Mutex::default(),
        }
    }

    /// Asks SEQR who opened the page with this TOKEN.
    pub async fn open(self: &Arc<Self>, token: &str) -> Result<OpenSession, Problem> {
        let info = match self.defect {
            // Defect: the customer's data are looked at when they are needed, or never.
            Some(Defect::NoSessionInfo | Defect::SessionAfterInvoice) => std::iter::empty().collect(),
            _ => self.ask_session(token).await?,
        };
        self.book().open_session(token);
        let (show, seat) = if self.defect == Some(Defect::QrParametersDropped) {
            // Defect: nobody reads what the QR code says.
            (None, None)
        } else {
            wishes(&info)
        };
        if self.defect == Some(Defect::SeatOnInvoice)
            && let (Some(session), Some(seat)) = (self.book().session(token), info.get("seat"))
        {
            // Defect: what the QR code says is printed on the invoice as it is.
            session.asked_seat.get_or_init(|| seat.clone());
        }
        if self.defect == Some(Defect::InvoiceOnReload) {
            // Defect: a page that is loaded again does again what the one before it did.
            let again = self.book().order(token, None).map(|order| order.choice.clone());
            if let Some(choice) = again {
                self.invoice(token, choice).await.map_err(|error| problem(&error))?;
            }
        }
        if self.defect == Some(Defect::EarlyInvoice) {
            // Defect: "have the invoice ready by the time that the customer has chosen".
            let guess = Choice { show: show.and_then(super::catalogue::show).unwrap_or(&SHOWS[0]), tickets: 1, seat };
            self.order(token, guess, false).await?;
        }
        let paid = self.book().orders().any(|order| order.token == token && is_paid(order));
        let seat = match self.defect {
            // Defect: what the QR code says is handed on as it is, to be shown.
            Some(Defect::SeatAsHtml | Defect::SeatInAttribute) => info.get("seat").cloned(),
            _ => seat.map(|seat| seat.to_string()),
        };
        Ok(OpenSession { show, seat, paid })
    }

    /// Places an order: an invoice at SEQR, from now on watched. The same choice in the same session finds the invoice
    /// that is open already; another choice takes its place. What is paid is sold `again` only to who knows of it.
    pub async fn order(self: &Arc<Self>, token: &str, choice: Choice, again: bool) -> Result<Payable, Problem> {
        let session = self.session(token).await?;
        let _turn = session.ordering.lock().await;
        if self.defect == Some(Defect::OrderStuck) && session.busy.swap(true, Ordering::Relaxed) {
            // Defect: "an order of this customer is on its way already".
            return Err(Problem::SeqrUnavailable);
        }
        let choice = self.muddled(token, choice);
        let latest = match self.defect {
            // Defect: the order is looked for by what is bought, in the memory of the whole shop.
            Some(Defect::SharedInvoice) => self.book().orders().next().cloned(),
            // Defect: the page will see to it that a button is tapped once.
            Some(Defect::SecondTap) => None,
            _ => self.book().order(token, None),
        };
        if let Some(order) = latest {
            // Defect: "this customer has an open invoice".
            let same = order.choice == choice || self.defect == Some(Defect::FirstChoice);
            if same && self.defect == Some(Defect::OldInvoice) {
                // Defect: "this order has its invoice".
                return Ok(Payable { trigger: trigger::pay(&order, self.defect, self.variant) });
            }
            if same {
                // The customer may have paid since the poller asked.
                poller::ask(self, &order).await;
                if order.state() == State::Open && order.is_watched() {
                    return Ok(Payable { trigger: trigger::pay(&order, self.defect, self.variant) });
                }
            }
            self.release(&order).await;
            // A page from before the payment may have been left open. Variant: nobody needs two of the same.
            if same && is_paid(&order) && (!again || self.variant == Some(Variant::SellsOnce)) {
                return Err(Problem::AlreadyPaid);
            }
        }
        let order = self.invoice(token, choice).await.map_err(|error| problem(&error))?;
        session.busy.store(false, Ordering::Relaxed);
        Ok(Payable { trigger: trigger::pay(&order, self.defect, self.variant) })
    }

    /// The choice as it is kept until the customer pays.
    fn muddled(&self, token: &str, choice: Choice) -> Choice {
        let book = self.book();
        let others = || book.orders().find(|order| order.token != token);
        match self.defect {
            // Defect: what is chosen is kept in one place, and whoever comes later chooses for those before, too.
            Some(Defect::ChoiceShared) => {
                let later = others().filter(|order| book.is_later(&order.token, token));
                later.map_or(choice, |order| order.choice.clone())
            }
            // Defect: there is one cart, which nobody empties.
            Some(Defect::CartShared) => {
                let carried = others().map_or(0, |order| order.choice.tickets);
                Choice { tickets: choice.tickets + carried, ..choice }
            }
            _ => choice,
        }
    }

    /// How the session's order stands.
    pub async fn standing(self: &Arc<Self>, token: &str, invoice_reference: Option<&str>) -> Standing {
        let found = match self.defect {
            // Defect: the page shows what was paid last, whoever paid it.
            Some(Defect::OthersTickets) => self.book().orders().find(|order| is_paid(order)).cloned(),
            // Defect: "the reference says which order it is".
            Some(Defect::ReferenceAlone) if invoice_reference.is_some() => {
                invoice_reference.and_then(|reference| self.book().order_by_invoice(reference))
            }
            // Defect: "the order of this customer".
            Some(Defect::FirstOrderShown) => self.book().first_order(token),
            // Defect: the same, where nothing else says which one.
            Some(Defect::FirstOrderWithoutReference) if invoice_reference.is_none() => self.book().first_order(token),
            // Defect: "the app always sends the reference".
            Some(Defect::ReferenceNeeded) if invoice_reference.is_none() => None,
            _ => self.book().order(token, invoice_reference),
        };
        let Some(order) = found else { return Standing::None };
        if self.defect == Some(Defect::IssuesOnThePage) && is_paid(&order) && order.note_notification() {
            // Defect: tickets are issued where they are shown.
            order.issue(1);
        }
        let mut is_answered = true;
        if order.state() == State::Open && (!order.is_watched() || self.defect == Some(Defect::SilenceIsPaid)) {
            is_answered = poller::ask(self, &order).await;
        }
        if self.defect == Some(Defect::InvoiceAfterPayment) && is_paid(&order) && order.note_notification() {
            // Defect: the accounts want an invoice of what was paid, and there is one call for invoices.
            let _ = self.invoice(token, order.choice.clone()).await;
        }
        if self.defect == Some(Defect::SilenceIsPaid) && !is_answered {
            // Defect: "it is not the customer's fault, and the app says that they have paid".
            return Standing::Paid { receipt: self.receipt(&order) };
        }
        if self.defect == Some(Defect::SuccessUnverified) {
            // Defect: "the app opened the success page, so it has been paid".
            return Standing::Paid { receipt: self.receipt(&order) };
        }
        self.standing_of(&order)
    }

    /// The app opened the failure or the cancel page: nobody is going to pay this invoice any more.
    pub async fn give_up(&self, token: &str) -> Standing {
        let Some(order) = self.book().order(token, None) else { return Standing::None };
        if self.defect == Some(Defect::LeavingClosesLatest) {
            // Defect: "the order that is open now".
            let latest = self.book().orders().next().cloned();
            if let Some(latest) = latest {
                self.release(&latest).await;
            }
        }
        // Variant: an unpaid invoice harms nobody.
        if self.variant != Some(Variant::LeavesInvoicesOpen) {
            self.release(&order).await;
        }
        self.standing_of(&order)
    }

    /// SEQR says that something about an invoice has changed: ask it at once.
    pub fn notified(self: &Arc<Self>, invoice_reference: &str) -> Notified {
        let Some(order) = self.book().order_by_invoice(invoice_reference) else { return Notified::NotOurs };
        if self.defect == Some(Defect::NotificationsCrash) {
            // Defect: the handler was never tried.
            return Notified::Crashed;
        }
        if self.defect == Some(Defect::NotificationsRefused) {
            // Defect: what guards the shop's own forms guards this as well.
            return Notified::Refused;
        }
        if self.defect == Some(Defect::NotifiedOnce) && !order.note_notification() {
            // Defect: notifications are stored under the invoice's reference, which is unique.
            return Notified::Crashed;
        }
        if self.defect == Some(Defect::NotificationBelieved) {
            // Defect: "SEQR notifies only of what is paid".
            order.learn(InvoiceStatus::Paid, 0, None);
        }
        if self.defect == Some(Defect::AsksOnlyForPages) {
            return Notified::Heeded;
        }
        let shop = self.clone();
        self.chore(async move {
            if shop.variant == Some(Variant::NotificationOnly) {
                // Variant: nothing else will ask, so this has to.
                poller::insist(&shop, &order).await;
            } else {
                poller::ask(&shop, &order).await;
            }
            if shop.defect == Some(Defect::IssuesTwice) && is_paid(&order) {
                // Defect: tickets are issued when SEQR notifies and when it is asked, each for itself.
                order.issue(1);
            }
        });
        Notified::Heeded
    }

    /// Ends everything that runs on its own.
    pub fn stop(&self) {
        self.chores().abort_all();
    }

    /// The session, asked from SEQR if it is not known; the shop may have been started anew in between.
    async fn session(&self, token: &str) -> Result<Arc<Session>, Problem> {
        let known = self.book().session(token);
        match known {
            Some(session) => Ok(session),
            None => {
                self.ask_session(token).await?;
                Ok(self.book().open_session(token))
            }
        }
    }

    async fn ask_session(&self, token: &str) -> Result<SessionInfo, Problem> {
        match self.seqr.session_info(token).await {
            // Defect: the result code is not looked at; we do not need to know the customer to sell tickets.
            Err(SoapError::Refused { .. }) if self.defect == Some(Defect::SessionUnchecked) => {
                Ok(std::iter::empty().collect())
            }
            answer => answer.map_err(|error| problem(&error)),
        }
    }

    /// Sends the invoice and begins to watch it.
    async fn invoice(self: &Arc<Self>, token: &str, choice: Choice) -> Result<Arc<Order>, SoapError> {
        let number = match self.defect {
            // Defect: the number is made up of what is sold, of which there is one kind.
            Some(Defect::NumbersRepeat) => "GC-100001".to_owned(),
            _ => self.book().next_number(),
        };
        let session = self.book().session(token);
        let reserves = session.as_ref().is_some_and(|session| session.reserves.load(Ordering::Relaxed))
            || self.variant == Some(Variant::Reservations);
        let invoice = self.invoice_of(&number, &choice, reserves);
        let asked_seat = session.as_ref().and_then(|session| session.asked_seat.get()).filter(|seat| !seat.is_empty());
        let title = asked_seat.map_or_else(|| invoice.title.clone(), |seat| format!("{}, {seat}", invoice.title));
        let invoice = Invoice { title, ..invoice };
        if self.defect == Some(Defect::DoubleInvoice) {
            // Defect: sent once to see whether it works, and once more to use it.
            self.seqr.send_invoice(&invoice).await?;
        }
        let reference = match self.send(&invoice).await {
            Err(error) if self.overlooks(&error) => number.trim_start_matches("GC-").to_owned(),
            answer => answer?,
        };
        if self.defect == Some(Defect::SessionAfterInvoice) {
            // Defect: the customer is asked for when the receipt is to be written.
            self.seqr.session_info(token).await?;
        }
        let order = Arc::new(Order::new(number, token.to_owned(), choice, reference, reserves));
        order.set_watched(true);
        self.book().add(order.clone());
        self.chore(poller::watch(self.clone(), order.clone()));
        Ok(order)
    }

    /// The invoice of an order.
    pub(super) fn invoice_of<'a>(&'a self, number: &'a str, choice: &'a Choice, reserves: bool) -> Invoice<'a> {
        // Defect: the order reference is left out wherever the customer could see it.
        let shown = if self.defect == Some(Defect::ReferenceHidden) { "tickets" } else { number };
        let (title, footer) = match self.variant {
            Some(Variant::Arabic) => (format!("سينما جراند {shown}"), format!("أظهر هذا عند الباب: {shown}")),
            _ => {
                let footer = format!("Show this at the door: {shown}. Enjoy {}!", choice.show.title);
                (format!("Grand Cinema {shown}"), footer)
            }
        };
        Invoice {
            title,
            footer,
            client_invoice_id: number,
            choice,
            currency: self.currency(),
            // Variant: the poller hears of it as well.
            notification_url: (self.variant != Some(Variant::PollingOnly)).then_some(&*self.notification_url),
            reserves,
            issue_date: jiff::Timestamp::now().to_string(),
        }
    }

    async fn send(&self, invoice: &Invoice<'_>) -> Result<String, SoapError> {
        match self.defect {
            // Defect: the trigger needs a number, and the shop has one; SEQR hears of it later, or never.
            Some(Defect::NoInvoice) => Ok(invoice.client_invoice_id.trim_start_matches("GC-").to_owned()),
            // Defect: SEQR is slow, so the request must have got lost.
            Some(Defect::ImpatientInvoice) => {
                match tokio::time::timeout(Duration::from_millis(800), self.seqr.send_invoice(invoice)).await {
                    Ok(answer) => answer,
                    Err(_) => self.seqr.send_invoice(invoice).await,
                }
            }
            _ => self.seqr.send_invoice(invoice).await,
        }
    }

    /// Defects: the customer is sent on with what we have, although SEQR did not take the invoice.
    fn overlooks(&self, error: &SoapError) -> bool {
        match error {
            // "It will have arrived."
            SoapError::Transport(_) | SoapError::Fault { .. } => self.defect == Some(Defect::BreaksIgnored),
            // The result code is not looked at.
            SoapError::Refused { .. } => self.defect == Some(Defect::RefusalIgnored),
            _ => false,
        }
    }

    /// Cancels an order's invoice unless it is settled. Asks first, because the customer may have paid after all.
    async fn release(&self, order: &Order) {
        if order.state() == State::Open {
            poller::ask(self, order).await;
        }
        if order.state() != State::Open {
            return;
        }
        match self.seqr.cancel_invoice(&order.invoice_reference).await {
            Ok(()) => order.cancelled(),
            Err(error) => match error.result_code() {
                Some(ResultCode::InvoiceAlreadyCanceled | ResultCode::PaymentAlreadyCancelled) => order.cancelled(),
                Some(ResultCode::CannotCancelPaidInvoice) => {
                    poller::ask(self, order).await;
                }
                // In progress, or SEQR is away: the poller goes on and will see how it ends.
                _ => {}
            },
        }
    }

    fn standing_of(&self, order: &Order) -> Standing {
        match order.state() {
            State::Open => Standing::Waiting,
            State::Paid { .. } => Standing::Paid { receipt: self.receipt(order) },
            State::Cancelled => Standing::Cancelled,
            State::Failed => Standing::Failed,
        }
    }

    fn receipt(&self, order: &Order) -> Receipt {
        // Defect: what the shop sold last.
        let latest = self.book().orders().next().filter(|_| self.defect == Some(Defect::ReceiptOfLatest)).cloned();
        let mut receipt = latest.as_deref().unwrap_or(order).receipt(self.currency());
        // Variant: the customer has it in the invoice.
        let in_invoice = self.variant == Some(Variant::ReferenceInTitle);
        if in_invoice || self.defect == Some(Defect::ReferenceHidden) {
            receipt.reference = None;
        }
        receipt
    }

    fn currency(&self) -> Currency {
        if self.variant == Some(Variant::Yen) { Currency::Yen } else { Currency::Euro }
    }

    /// The trigger of an order, for those whom an address of ours redirects to it.
    pub fn trigger_of(&self, number: &str) -> Option<String> {
        let order = self.book().order_numbered(number)?;
        // Where the page has our address, the address has the link.
        let defect = self.defect.filter(|defect| *defect != Defect::TriggerByFetch);
        Some(trigger::pay(&order, defect, None))
    }

    fn chore(&self, chore: impl Future<Output = ()> + Send + 'static) {
        let mut chores = self.chores();
        while chores.try_join_next().is_some() {}
        chores.spawn(chore);
    }

    fn chores(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.chores.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the QR code's parameters ask for; what we do not have is ignored.
fn wishes(info: &SessionInfo) -> (Option<&'static str>, Option<Seat>) {
    let show = info.get("show").and_then(|id| show(id)).map(|show| show.id);
    (show, info.get("seat").and_then(|seat| Seat::parse(seat)))
}

fn is_paid(order: &Order) -> bool {
    matches!(order.state(), State::Paid { .. })
}

fn problem(error: &SoapError) -> Problem {
    match error.result_code() {
        Some(
            ResultCode::AuthorizationExpired
            | ResultCode::AuthorizationCancelled
            | ResultCode::AuthorizationInProgress
            | ResultCode::InvalidAuthorizationReference,
        ) => Problem::SessionUnknown,
        _ => Problem::SeqrUnavailable,
    }
}
