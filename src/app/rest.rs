//! Waiting until a page has come to rest, or knowing that it has.

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::trace::{Blame, PageOpened};

use super::session::{AppError, Session};

/// A page counts as at rest when nothing has moved for this long.
const REST: Duration = Duration::from_millis(150);

/// The same where nothing is due in a page for the rest of that time, so that it need not be watched. What nobody foresees is
/// left this much: promises that the browser keeps by itself, and observers of the layout.
const FORESEEN: Duration = Duration::from_millis(50);

/// How often a page is asked whether something has moved.
const PULSE: Duration = Duration::from_millis(50);

/// Pages that poll or animate never rest; after this long they are taken as they are.
const RESTLESS: Duration = Duration::from_secs(4);

/// So often what comes in is waited for; a page in which something moves again and again is as it should be.
const MOST_ENTRIES: usize = 3;

/// Whether a page came to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    Never,
    /// Nothing has moved for a while.
    Watched,
    /// The same, and nothing was due either.
    Certain,
}

impl Rest {
    /// Writes it down.
    pub(super) fn tell(self, record: &mut PageOpened) {
        (record.settled, record.nothing_due) = (self != Self::Never, self == Self::Certain);
    }
}

/// A page at a moment. Between two documents there is none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pulse {
    /// Two equal ones mean that nothing has moved between them.
    mark: String,
    /// For how long nothing is due; 0 where that is not known.
    still_ms: f64,
    /// For how long something of it is on its way to its place or shape, where that is not for long.
    moves_ms: f64,
}

impl Pulse {
    /// Whether the document has loaded.
    fn is_complete(&self) -> bool {
        self.mark.starts_with("complete")
    }

    /// For how long nothing will move by itself.
    fn still(&self) -> Duration {
        Duration::try_from_secs_f64(self.still_ms / 1000.0).unwrap_or_default()
    }

    /// When everything will be in its place that is on its way.
    fn in_place(&self) -> Instant {
        Instant::now() + Duration::try_from_secs_f64(self.moves_ms / 1000.0).unwrap_or_default()
    }
}

impl Session {
    /// Sees the page as it is at rest, and answers whether it came to rest. Where nothing is due, resting takes time in which the
    /// browser has nothing to do, so the page is measured and photographed meanwhile; and once more, where something has moved in
    /// that time or went wrong.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn at_rest<T, F: Future<Output = Result<T, AppError>>>(
        &self,
        see: impl Fn() -> F,
    ) -> Result<(Result<T, AppError>, Rest), AppError> {
        let began = Instant::now();
        let mut before = self.pulse_now().await?;
        while !(before.is_complete() && self.observer.is_quiet(Duration::ZERO)) && began.elapsed() < REST {
            tokio::time::sleep(Duration::from_millis(5)).await;
            before = self.pulse_now().await?;
        }
        let mut failure = None;
        if before.is_complete() && before.still() >= REST {
            let since = Instant::now();
            let seen = see().await;
            if seen.is_ok() && self.is_certain(&before, since).await? {
                return Ok((seen, Rest::Certain));
            }
            failure = seen.err();
        }
        match (self.settle().await, failure) {
            (Ok(settled), _) => Ok((see().await, if settled { Rest::Watched } else { Rest::Never })),
            // What failed first says more.
            (Err(_), Some(failure)) => Ok((Err(failure), Rest::Never)),
            (Err(error), None) => Err(error),
        }
    }

    /// Whether nothing has moved since then, and nothing is due.
    async fn is_certain(&self, before: &Pulse, since: Instant) -> Result<bool, AppError> {
        tokio::time::sleep(FORESEEN.saturating_sub(since.elapsed())).await;
        let pulse = self.pulse_now().await?;
        Ok(pulse.mark == before.mark && pulse.still() >= REST && self.observer.is_quiet(FORESEEN))
    }

    /// Waits until the page has come to rest. Answers whether it has.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn settle(&self) -> Result<bool, AppError> {
        let end = Instant::now() + RESTLESS.min(self.phone.limit);
        let mut last = String::new();
        let mut since = Instant::now();
        let mut entries = 0;
        while Instant::now() < end {
            let pulse = self.pulse().await?;
            if pulse.mark != last {
                last.clone_from(&pulse.mark);
                since = Instant::now();
            }
            if pulse.is_complete() && since.elapsed() >= REST && self.observer.is_quiet(REST) {
                if pulse.moves_ms <= 0.0 || entries == MOST_ENTRIES {
                    return Ok(true);
                }
                (since, entries) = (pulse.in_place(), entries + 1);
            }
            // Something may begin at any time, but rest cannot be reached before REST has passed.
            let left = REST.saturating_sub(since.elapsed());
            tokio::time::sleep(left.clamp(Duration::from_millis(5), PULSE)).await;
        }
        Ok(false)
    }

    /// Waits for a page that is under way.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn arrive(&self) -> Result<(), AppError> {
        self.pulse().await.map(drop)
    }

    /// A page that is under way is waited for.
    async fn pulse(&self) -> Result<Pulse, AppError> {
        or_none(self.probe("pulse", json!({})).await)
    }

    /// The same of the page as it stands.
    async fn pulse_now(&self) -> Result<Pulse, AppError> {
        let mut pulse = or_none(self.probe_now("pulse", json!({})).await)?;
        if self.observer.has_company() {
            pulse.still_ms = 0.0;
        }
        Ok(pulse)
    }
}

/// Between two documents there is nothing to ask; the next one is asked again.
fn or_none(pulse: Result<Value, AppError>) -> Result<Pulse, AppError> {
    match pulse {
        Ok(told) => Ok(serde_json::from_value(told).unwrap_or_default()),
        Err(error) if error.blame == Blame::Candidate => Ok(Pulse::default()),
        Err(error) => Err(error),
    }
}
