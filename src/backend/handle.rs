//! What the rest of the harness holds of a running backend.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::soap::Answer;
use crate::spec::{InvoiceStatus, SERVICE_PATHS, ServiceQr};
use crate::suite::Choice;
use crate::trace::{Recorder, What};

use super::fault::Faults;
use super::ledger::{Accounts, Ledger, Money, Session, Undecidable};
use super::notify::Notification;
use super::playground::Playground;
use super::server::Site;
use super::shared::{Shared, World};
use super::worker::Errand;
use super::{BackendConfig, BackendError, Ids, Offer, Transport, certificate, notify, server, worker};

/// A running backend. Clones are handles to the same one; it stops when the last is dropped.
#[derive(Clone, Debug)]
pub struct Backend {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    shared: Arc<Shared>,
    transport: Transport,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// A handle that does not keep the backend running: for what runs inside of it.
#[derive(Clone, Debug)]
pub(super) struct WeakBackend {
    inner: Weak<Inner>,
}

impl WeakBackend {
    /// The backend, unless its last handle is gone.
    pub(super) fn upgrade(&self) -> Option<Backend> {
        self.inner.upgrade().map(|inner| Backend { inner })
    }
}

/// An invoice as the harness sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceView {
    pub status: InvoiceStatus,
    pub version: i64,
    pub client_invoice_id: Option<String>,
    /// Of the payment, also of one that was reversed.
    pub ers_reference: Option<String>,
    /// Whether getPaymentStatus was answered PAID.
    pub acknowledged: bool,
    /// Whether the payment was taken back for want of an acknowledgement.
    pub reversed: bool,
    pub total: Money,
}

impl Backend {
    /// Starts to listen. Passwords become secrets of the recorder.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(config: BackendConfig, recorder: Recorder) -> Result<Self, BackendError> {
        Self::start_with(config, Offer::default(), recorder).await
    }

    /// As [`Self::start`], with extras.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the certificate cannot be made or stored.
    pub async fn start_with(config: BackendConfig, offer: Offer, recorder: Recorder) -> Result<Self, BackendError> {
        Self::launch(config, offer, recorder, std::convert::identity).await
    }

    /// Starts a backend that sends what `flaw` makes of its answers. Only for trying out whether the harness notices a
    /// mistake of its own and takes the blame.
    ///
    /// # Errors
    /// As [`Backend::start`].
    #[doc(hidden)]
    pub async fn start_flawed(
        config: BackendConfig,
        recorder: Recorder,
        flaw: fn(Answer) -> Answer,
    ) -> Result<Self, BackendError> {
        Self::launch(config, Offer::default(), recorder, flaw).await
    }

    async fn launch(
        config: BackendConfig,
        offer: Offer,
        recorder: Recorder,
        flaw: fn(Answer) -> Answer,
    ) -> Result<Self, BackendError> {
        recorder.redactor().add("terminal password", &config.terminal.password);
        if let Some(reseller) = &config.reseller {
            recorder.redactor().add("reseller password", &reseller.password);
        }
        let client = notify::client()?;
        let listener = server::bind(&config.listen).await?;
        let tls = match &offer.transport {
            Transport::Http => None,
            Transport::Https { ca_file } => Some(certificate::make(&config.listen, ca_file)?),
        };
        let address =
            listener.local_addr().map_err(|source| BackendError::Listen { listen: config.listen.clone(), source })?;

        let world = new_world(&config, &recorder);
        let (errands, to_do) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::new(config, address, recorder, flaw, world, errands));
        let (stop, stopped) = watch::channel(false);
        let (scheme, tasks) = (offer.transport.scheme(), Mutex::default());
        let inner = Inner { shared: Arc::clone(&shared), transport: offer.transport, stop, tasks };
        let backend = Self { inner: Arc::new(inner) };
        let weak = WeakBackend { inner: Arc::downgrade(&backend.inner) };
        let playground = offer
            .playground
            .map(|desk| Arc::new(Playground::new(desk, Arc::clone(&shared), scheme, weak, stopped.clone())));
        let entrance = server::entrance(Site { shared: Arc::clone(&shared), scheme, playground });
        backend.tasks().extend([
            tokio::spawn(server::serve(listener, entrance, tls, Arc::clone(&shared), stopped.clone())),
            tokio::spawn(worker::work(shared, client, to_do, stopped)),
        ]);
        Ok(backend)
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.inner.shared.address
    }

    /// Scheme, host and port as a client on this machine reaches them: `http://127.0.0.1:8480`.
    #[must_use]
    pub fn origin(&self) -> String {
        let mut address = self.address();
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("{}://{address}", self.inner.transport.scheme())
    }

    /// The service's URL as a candidate on this machine reaches it.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        format!("{}{}", self.origin(), SERVICE_PATHS[0])
    }

    /// The certificate that clients have to trust; `None` without TLS.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        match &self.inner.transport {
            Transport::Http => None,
            Transport::Https { ca_file } => Some(ca_file),
        }
    }

    /// Where clients get the description of the service.
    #[must_use]
    pub fn wsdl_url(&self) -> String {
        format!("{}?wsdl", self.endpoint_url())
    }

    /// From now on calls that name no session and no invoice belong to this case. The rules of the former one are gone.
    pub fn set_case(&self, case: Option<&str>) {
        let mut world = self.inner.shared.world();
        if world.case.as_deref() != case
            && let Some(former) = std::mem::replace(&mut world.case, case.map(str::to_owned))
        {
            world.faults.forget(&former);
        }
    }

    /// The app scanned a service QR code: opens a session for the customer of `case`.
    ///
    /// # Errors
    /// When the text is no QR code of the service.
    pub fn scan(&self, case: Option<&str>, qr_text: &str) -> Result<Session, BackendError> {
        let shared = &self.inner.shared;
        let ServiceQr { service_id, parameters } = ServiceQr::parse(qr_text)?;
        if service_id != shared.config.service_id {
            return Err(BackendError::Service { found: service_id, known: shared.config.service_id.clone() });
        }
        let mut world = shared.world();
        let (msisdn, subscriber_key) = (world.ids.msisdn(), world.ids.subscriber_key());
        shared.recorder.redactor().add("msisdn", &msisdn);
        shared.recorder.redactor().add("subscriberKey", &subscriber_key);
        let (token, case) = (world.ids.token(), case.map(str::to_owned));
        let session = Session { token, case, parameters, msisdn, subscriber_key, denied: None };
        world.ledger.open(session.clone());
        drop(world);
        shared.announce();
        Ok(session)
    }

    /// The customer decides in the app about an invoice that is ISSUED. Where the case wants payments to go wrong, an
    /// approval does not make it PAID, or only later.
    ///
    /// # Errors
    /// When there is no such invoice, or it does not wait for the customer any more; nothing is recorded then.
    pub fn decide(&self, invoice_reference: &str, choice: Choice) -> Result<(), BackendError> {
        let shared = &self.inner.shared;
        let mut world = shared.world();
        let now_ms = shared.advance(&mut world);
        let invoice = world.ledger.invoice(invoice_reference);
        let case = invoice.and_then(|invoice| invoice.case.clone());
        let waits = invoice.is_some_and(|invoice| invoice.status() == InvoiceStatus::Issued);
        let fault = world.faults.payment(case.as_deref()).filter(|_| waits && choice == Choice::Approve);
        if let Some(fault) = fault {
            let decided = What::Decided { choice, invoice_reference: invoice_reference.to_owned() };
            shared.recorder.record(case.as_deref(), decided);
            shared.pay_wrongly(case.as_deref(), invoice_reference, fault);
            return Ok(());
        }
        let World { ledger, ids, .. } = &mut *world;
        let effects = ledger.decide(invoice_reference, choice, now_ms, ids)?;
        let decided = What::Decided { choice, invoice_reference: invoice_reference.to_owned() };
        shared.recorder.record(case.as_deref(), decided);
        shared.carry_out(&world, effects);
        Ok(())
    }

    /// Tells the merchant once more that an invoice is paid, as a network that delivers twice would.
    ///
    /// # Errors
    /// When there is no such invoice, it is not PAID, or the merchant gave no notificationUrl.
    pub fn notify_again(&self, invoice_reference: &str) -> Result<(), BackendError> {
        let shared = &self.inner.shared;
        let mut world = shared.world();
        shared.advance(&mut world);
        let reference = invoice_reference.to_owned();
        let invoice = world.ledger.invoice(invoice_reference).ok_or(Undecidable::Unknown(reference.clone()))?;
        if invoice.status() != InvoiceStatus::Paid {
            return Err(BackendError::NothingToTell { reference, status: invoice.status() });
        }
        let url = invoice.notification_url.clone().ok_or(BackendError::NoNotificationUrl(reference.clone()))?;
        let notification = Notification { case: invoice.case.clone(), invoice_reference: reference, url, fault: None };
        shared.entrust(Errand::Notify(notification));
        Ok(())
    }

    /// How an invoice stands now.
    #[must_use]
    pub fn invoice(&self, invoice_reference: &str) -> Option<InvoiceView> {
        let shared = &self.inner.shared;
        let mut world = shared.world();
        shared.advance(&mut world);
        let invoice = world.ledger.invoice(invoice_reference)?;
        let payment = invoice.payment.as_ref();
        Some(InvoiceView {
            status: invoice.status(),
            version: invoice.version(),
            client_invoice_id: invoice.client_invoice_id.clone(),
            ers_reference: payment.map(|payment| payment.ers_reference.clone()),
            acknowledged: payment.is_some_and(|payment| payment.acknowledged_at_ms.is_some()),
            reversed: payment.is_some_and(|payment| payment.reversed),
            total: invoice.total.clone(),
        })
    }

    /// Resolves after the next exchange or change that is recorded after this call, not after the first poll: whoever
    /// takes the future, then looks, then awaits it, misses nothing.
    pub fn changed(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut changes = self.inner.shared.subscribe();
        async move {
            // An error means that the backend is gone, and nothing will change any more.
            let _gone = changes.changed().await;
        }
    }

    /// Stops listening, lets exchanges and notifications under way end within a second, and drops the rest.
    pub async fn stop(self) {
        // Without receivers both tasks have ended by themselves.
        let _told = self.inner.stop.send(true);
        let tasks = std::mem::take(&mut *self.tasks());
        for task in tasks {
            // A task that panicked has nothing left to stop.
            let _ended = task.await;
        }
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let tasks = self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner);
        tasks.iter().for_each(JoinHandle::abort);
    }
}

fn new_world(config: &BackendConfig, recorder: &Recorder) -> World {
    let accounts = Accounts { terminal: config.terminal.clone(), reseller: config.reseller.clone() };
    let so_far = SignedDuration::from_millis(i64::try_from(recorder.elapsed_ms()).unwrap_or(0));
    let now = Timestamp::now();
    World {
        ledger: Ledger::new(accounts, now.checked_sub(so_far).unwrap_or(now)),
        ids: Ids::random(recorder.redactor().clone()),
        case: None,
        faults: Faults::default(),
        foreign_passwords: 0,
    }
}
