//! The task that lets time pass, reversing what nobody acknowledged, and that sends notifications.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::notify::{Notification, deliver};
use super::shared::{Shared, stopped};

/// How long notifications under way may take when the backend is stopped.
const GRACE: Duration = Duration::from_secs(1);

/// Runs until `stop` becomes true. Dropping it ends every notification that is under way.
pub(super) async fn work(
    shared: Arc<Shared>,
    client: Client,
    mut notifications: mpsc::UnboundedReceiver<Notification>,
    mut stop: watch::Receiver<bool>,
) {
    let mut under_way = JoinSet::new();
    let mut due_ms = shared.due_ms();
    loop {
        let wait = wait_until(*due_ms.borrow_and_update(), shared.recorder.elapsed_ms());
        tokio::select! {
            () = stopped(&mut stop) => break,
            changed = due_ms.changed() => if changed.is_err() { break },
            () = tokio::time::sleep(wait) => {
                shared.advance(&mut shared.world());
            }
            Some(notification) = notifications.recv() => {
                let (shared, client) = (Arc::clone(&shared), client.clone());
                under_way.spawn(async move { deliver(&shared, &client, notification).await });
            }
            Some(_) = under_way.join_next() => {}
        }
    }
    let finish = async { while under_way.join_next().await.is_some() {} };
    // Whatever is not done by then is dropped.
    let _late = tokio::time::timeout(GRACE, finish).await;
}

/// How long nothing changes by itself; an hour when nothing is due.
fn wait_until(due_ms: Option<u64>, now_ms: u64) -> Duration {
    due_ms.map_or(Duration::from_secs(3600), |due_ms| Duration::from_millis(due_ms.saturating_sub(now_ms)))
}
