//! Ctrl-C and its like end a run in order: what was seen is kept, and no process is left behind.

use tokio::signal::unix::{SignalKind, signal};

use crate::run::Interrupt;

/// Ends the run when the user or the system asks for it.
pub(super) fn interrupt_on_signal(interrupt: Interrupt) {
    tokio::spawn(async move {
        wait().await;
        eprintln!("interrupted: stopping the candidate and the browser, writing the report of what was seen");
        interrupt.now();
    });
}

/// Resolves at the first SIGINT, SIGTERM or SIGHUP after this call, not after the first poll.
pub(super) fn wait() -> impl Future<Output = ()> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut signals: Vec<_> = kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect();
    async move {
        let any = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
        if any.len() == 0 {
            return std::future::pending().await;
        }
        futures_util::future::select_all(any).await;
    }
}
