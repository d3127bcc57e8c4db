//! The task that lets time pass, reversing what nobody acknowledged, and that runs errands: notifications, payments that
//! come late.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::suite::Choice;

use super::notify::{Notification, deliver};
use super::shared::{Shared, World, stopped};

/// What is done beside the answering of requests.
#[derive(Debug)]
pub(super) enum Errand {
    Notify(Notification),
    /// The customer's payment goes through, after this time.
    Pay {
        reference: String,
        after: Duration,
    },
}

/// How long notifications under way may take when the backend is stopped.
const GRACE: Duration = Duration::from_secs(1);

/// Runs until `stop` becomes true. Dropping it ends every notification that is under way.
pub(super) async fn work(
    shared: Arc<Shared>,
    client: Client,
    mut errands: mpsc::UnboundedReceiver<Errand>,
    mut stop: watch::Receiver<bool>,
) {
    let mut under_way = JoinSet::new();
    // Subscribed before the first look at the ledger, so that no change is missed.
    let mut changes = shared.subscribe();
    loop {
        let wait = next_wait(&shared);
        tokio::select! {
            () = stopped(&mut stop) => break,
            changed = changes.changed() => if changed.is_err() { break },
            () = tokio::time::sleep(wait) => {
                shared.advance(&mut shared.world());
            }
            Some(errand) = errands.recv() => {
                let (shared, client) = (Arc::clone(&shared), client.clone());
                under_way.spawn(async move {
                    match errand {
                        Errand::Notify(notification) => deliver(&shared, &client, notification).await,
                        Errand::Pay { reference, after } => pay_late(&shared, &reference, after).await,
                    }
                });
            }
            Some(_) = under_way.join_next() => {}
        }
    }
    let finish = async { while under_way.join_next().await.is_some() {} };
    // Whatever is not done by then is dropped.
    let _late = tokio::time::timeout(GRACE, finish).await;
}

/// A payment that the merchant cancelled meanwhile does not come any more.
async fn pay_late(shared: &Shared, reference: &str, after: Duration) {
    tokio::time::sleep(after).await;
    let mut world = shared.world();
    let now_ms = shared.advance(&mut world);
    let World { ledger, ids, .. } = &mut *world;
    if let Ok(effects) = ledger.decide(reference, Choice::Approve, now_ms, ids) {
        shared.carry_out(&world, effects);
    }
}

/// How long nothing changes by itself; an hour when nothing is due.
fn next_wait(shared: &Shared) -> Duration {
    let due = shared.world().ledger.next_deadline_ms();
    let wait = due.map(|due| due.saturating_sub(shared.recorder.elapsed_ms()));
    wait.map_or(Duration::from_secs(3600), Duration::from_millis)
}
