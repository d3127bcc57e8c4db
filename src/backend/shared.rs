//! What the server, the worker and the handle share: the state under one lock, and the record of its changes.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, watch};

use crate::soap::Answer;
use crate::suite::NotificationFault;
use crate::trace::{Batch, InvoiceChanged, Misbehaved, Misdeed, Recorder, What};

use super::fault::Faults;
use super::ledger::{Effect, Ledger};
use super::notify::Notification;
use super::worker::Errand;
use super::{BackendConfig, Ids};

/// Everything that changes.
#[derive(Debug)]
pub(super) struct World {
    pub(super) ledger: Ledger,
    pub(super) ids: Ids,
    /// The case that runs now.
    pub(super) case: Option<String>,
    /// What cases want to go wrong.
    pub(super) faults: Faults,
    /// How many passwords of the candidate's making are known as secrets.
    pub(super) foreign_passwords: usize,
}

/// Changes an answer.
pub(super) type Flaw = fn(Answer) -> Answer;

/// Shared by the tasks of one backend.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: BackendConfig,
    pub(super) address: SocketAddr,
    pub(super) recorder: Recorder,
    /// What happens to an answer on its way out: nothing, unless a test wants the backend to be wrong.
    pub(super) flaw: Flaw,
    world: Mutex<World>,
    changes: watch::Sender<u64>,
    errands: mpsc::UnboundedSender<Errand>,
    /// When the ledger changes by itself next.
    due_ms: watch::Sender<Option<u64>>,
}

impl Shared {
    pub(super) fn new(
        config: BackendConfig,
        address: SocketAddr,
        recorder: Recorder,
        flaw: Flaw,
        world: World,
        errands: mpsc::UnboundedSender<Errand>,
    ) -> Self {
        let (changes, _) = watch::channel(0);
        let (due_ms, _) = watch::channel(world.ledger.next_deadline_ms());
        Self { config, address, recorder, flaw, world: Mutex::new(world), changes, due_ms, errands }
    }

    /// The state, for as long as the guard lives. What is recorded meanwhile is in the order of the changes.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those that wait that there is something new to see.
    pub(super) fn announce(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Tells when the ledger changes by itself next, in milliseconds since the run began, whenever that changes.
    pub(super) fn due_ms(&self) -> watch::Receiver<Option<u64>> {
        self.due_ms.subscribe()
    }

    /// Brings the ledger up to now and records what that changed.
    pub(super) fn advance(&self, world: &mut World) -> u64 {
        let now_ms = self.recorder.elapsed_ms();
        let effects = world.ledger.advance(now_ms);
        if !effects.is_empty() {
            self.carry_out(world, effects);
        }
        now_ms
    }

    /// Records that the candidate reached us and did not come to a message.
    pub(super) fn note_failed_connection(&self, reason: String) {
        let case = self.world().case.clone();
        self.recorder.record(case.as_deref(), What::ConnectionFailed { reason });
        self.announce();
    }

    /// Leaves something to the worker.
    pub(super) fn entrust(&self, errand: Errand) {
        // Nobody listens any more only when the backend is being stopped.
        let _sent = self.errands.send(errand);
    }

    /// Records what changed, and sends what has to be sent.
    pub(super) fn carry_out(&self, world: &World, effects: Vec<Effect>) {
        self.carry_out_in(&self.recorder.batch(), world, effects);
    }

    /// As [`Self::carry_out`], among other records.
    pub(super) fn carry_out_in(&self, batch: &Batch<'_>, world: &World, effects: Vec<Effect>) {
        let changed = !effects.is_empty();
        for effect in effects {
            let reference = effect.reference();
            let case = world.ledger.invoice(reference).and_then(|invoice| invoice.case.clone());
            match effect {
                Effect::Changed { reference: invoice_reference, from, to, version } => {
                    let change = InvoiceChanged { invoice_reference, from, to, version };
                    batch.record(case.as_deref(), What::InvoiceChanged(change));
                }
                Effect::Acknowledged { reference: invoice_reference, after_ms } => {
                    batch.record(case.as_deref(), What::Acknowledged { invoice_reference, after_ms });
                }
                Effect::Reversed { reference: invoice_reference, after_ms } => {
                    batch.record(case.as_deref(), What::Reversed { invoice_reference, after_ms });
                }
                Effect::Notify { reference: invoice_reference, url } => {
                    let fault = world.faults.notification(case.as_deref());
                    if fault == Some(NotificationFault::Never) {
                        let deed = Misdeed::Notification { fault: NotificationFault::Never, invoice_reference };
                        batch.record(case.as_deref(), What::Misbehaved(Misbehaved { hit: None, deed }));
                    } else {
                        self.entrust(Errand::Notify(Notification { case, invoice_reference, url, fault }));
                    }
                }
            }
        }
        let due_ms = world.ledger.next_deadline_ms();
        self.due_ms.send_if_modified(|known| std::mem::replace(known, due_ms) != due_ms);
        if changed {
            self.announce();
        }
    }
}

/// Resolves when the backend is being stopped.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the handle is gone, which stops the backend as well.
    let _told = stop.wait_for(|stopped| *stopped).await;
}
