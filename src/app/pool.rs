//! Phones in stock. Starting a browser takes longer than most journeys, so one that a customer is done with serves the
//! next, who gets a web view of its own in it; and the first ones are started before they are asked for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};

use crate::trace::Recorder;

use super::blank::Blank;
use super::browser::BrowserError;
use super::driver::Driver;
use super::session::{AppError, Phone, Session};

/// A browser that is free now or will be soon; `None` when it turned out to be of no use any more.
type Coming = JoinHandle<Result<Option<Blank>, BrowserError>>;

/// Gives out phones. Dropping it ends all browsers, with their driver.
#[derive(Debug)]
pub struct Pool {
    driver: Arc<Driver>,
    /// Page load timeout of its browsers.
    limit: Duration,
    free: Mutex<VecDeque<Coming>>,
}

impl Pool {
    /// A pool of one driver's browsers. Starts `ahead` of them.
    ///
    /// # Panics
    /// Outside of an async runtime.
    #[must_use]
    pub fn new(driver: Driver, limit: Duration, ahead: usize) -> Self {
        let pool = Self { driver: Arc::new(driver), limit, free: Mutex::default() };
        for _ in 0..ahead {
            let driver = Arc::clone(&pool.driver);
            pool.free().push_back(tokio::spawn(async move { Blank::start(&driver, limit).await.map(Some) }));
        }
        pool
    }

    /// A phone for a customer.
    ///
    /// # Errors
    /// When no browser could be started.
    pub async fn phone(&self, phone: Phone, recorder: Recorder) -> Result<Session, AppError> {
        let coming = self.next();
        let blank = match coming {
            Some(coming) => coming.await.map_err(|error| AppError::environment(error.to_string()))??,
            None => None,
        };
        let blank = match blank {
            Some(blank) => blank,
            None => Blank::start(&self.driver, self.limit).await?,
        };
        Session::of(blank, phone, recorder).await
    }

    /// The browser that is free first, so that none is waited for while another stands by.
    fn next(&self) -> Option<Coming> {
        let mut free = self.free();
        let ready = free.iter().position(JoinHandle::is_finished).unwrap_or_default();
        free.remove(ready)
    }

    /// Takes a customer's phone back, in the background.
    pub fn put_away(&self, session: Session) {
        self.free().push_back(tokio::spawn(async move { Ok(session.put_away().await) }));
    }

    /// Ends all browsers that are free, and waits for that.
    pub async fn finish(self) {
        let free = std::mem::take(&mut *self.free());
        let mut closing = JoinSet::new();
        for coming in free {
            closing.spawn(async move {
                if let Ok(Ok(Some(blank))) = coming.await {
                    blank.close().await;
                }
            });
        }
        while closing.join_next().await.is_some() {}
    }

    fn free(&self) -> std::sync::MutexGuard<'_, VecDeque<Coming>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
