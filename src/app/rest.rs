//! Waiting until a page has come to rest.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::trace::Blame;

use super::session::{AppError, Session};

/// A page counts as at rest when nothing has moved for this long.
const REST: Duration = Duration::from_millis(150);

/// How often a page is asked whether something has moved.
const PULSE: Duration = Duration::from_millis(50);

/// Pages that poll or animate never rest; after this long they are taken as they are.
const RESTLESS: Duration = Duration::from_secs(4);

impl Session {
    /// Sees the page as it is at rest, and answers whether it came to rest. Resting takes time in which the browser has
    /// nothing to do, so the page is measured and photographed meanwhile; and once more, where something has moved in that
    /// time or went wrong.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn at_rest<T, F: Future<Output = Result<T, AppError>>>(
        &self,
        see: impl Fn() -> F,
    ) -> Result<(Result<T, AppError>, bool), AppError> {
        let began = Instant::now();
        let mut before = self.pulse_now().await?;
        while !(is_complete(&before) && self.observer.is_quiet(Duration::ZERO)) && began.elapsed() < REST {
            tokio::time::sleep(Duration::from_millis(5)).await;
            before = self.pulse_now().await?;
        }
        let since = Instant::now();
        let seen = see().await;
        if seen.is_ok() && is_complete(&before) {
            tokio::time::sleep(REST.saturating_sub(since.elapsed())).await;
            if self.pulse_now().await? == before && self.observer.is_quiet(REST) {
                return Ok((seen, true));
            }
        }
        match (self.settle().await, seen) {
            (Ok(settled), _) => Ok((see().await, settled)),
            // What failed first says more.
            (Err(_), Err(failure)) => Ok((Err(failure), false)),
            (Err(error), Ok(_)) => Err(error),
        }
    }

    /// Waits until the page has come to rest. Answers whether it has.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn settle(&self) -> Result<bool, AppError> {
        let end = Instant::now() + RESTLESS.min(self.phone.limit);
        let mut last = Value::Null;
        let mut since = Instant::now();
        while Instant::now() < end {
            let pulse = self.pulse().await?;
            if pulse != last {
                last = pulse;
                since = Instant::now();
            }
            if is_complete(&last) && since.elapsed() >= REST && self.observer.is_quiet(REST) {
                return Ok(true);
            }
            // Something may begin at any time, but rest cannot be reached before REST has passed.
            let left = REST.saturating_sub(since.elapsed());
            tokio::time::sleep(left.clamp(Duration::from_millis(5), PULSE)).await;
        }
        Ok(false)
    }

    /// A mark of the page's state: two equal ones mean that nothing has moved between them. A page that is under way is waited
    /// for.
    pub(super) async fn pulse(&self) -> Result<Value, AppError> {
        or_none(self.probe("pulse", json!({})).await)
    }

    /// The same of the page as it stands.
    async fn pulse_now(&self) -> Result<Value, AppError> {
        or_none(self.probe_now("pulse", json!({})).await)
    }
}

/// Between two documents there is nothing to ask; the next one is asked again.
fn or_none(pulse: Result<Value, AppError>) -> Result<Value, AppError> {
    match pulse {
        Err(error) if error.blame == Blame::Candidate => Ok(Value::Null),
        pulse => pulse,
    }
}

/// Whether a pulse is that of a document that has loaded.
fn is_complete(pulse: &Value) -> bool {
    pulse.as_str().is_some_and(|pulse| pulse.starts_with("complete"))
}
