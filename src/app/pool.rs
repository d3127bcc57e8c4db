//! Phones in stock. Starting a browser takes longer than most journeys, so the next one is started while a customer is
//! still at work; every customer gets a browser of its own that nobody used before.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};

use crate::trace::Recorder;

use super::browser::BrowserError;
use super::driver::Driver;
use super::session::{AppError, Blank, Phone, Session};

type Starting = JoinHandle<Result<Blank, BrowserError>>;

/// Gives out phones. Dropping it ends all browsers, with their driver.
#[derive(Debug)]
pub struct Pool {
    driver: Arc<Driver>,
    /// Page load timeout of its browsers.
    limit: Duration,
    next: Mutex<Option<Starting>>,
    closing: Mutex<JoinSet<()>>,
}

impl Pool {
    /// A pool of one driver's browsers. Starts the first.
    ///
    /// # Panics
    /// Outside of an async runtime.
    #[must_use]
    pub fn new(driver: Driver, limit: Duration) -> Self {
        let pool = Self { driver: Arc::new(driver), limit, next: Mutex::new(None), closing: Mutex::default() };
        *lock(&pool.next) = Some(pool.start());
        pool
    }

    fn start(&self) -> Starting {
        let (driver, limit) = (Arc::clone(&self.driver), self.limit);
        tokio::spawn(async move { Blank::start(&driver, limit).await })
    }

    /// A phone for a customer.
    ///
    /// # Errors
    /// When no browser could be started.
    pub async fn phone(&self, phone: Phone, recorder: Recorder) -> Result<Session, AppError> {
        let ready = lock(&self.next).take();
        let blank = match ready {
            Some(starting) => starting.await.map_err(|error| AppError::environment(error.to_string()))?,
            // Two customers at once: one of them waits for a browser of its own.
            None => Blank::start(&self.driver, self.limit).await,
        };
        lock(&self.next).get_or_insert_with(|| self.start());
        Session::of(blank?, phone, recorder).await
    }

    /// Ends a customer's browser in the background.
    pub fn put_away(&self, session: Session) {
        let mut closing = lock(&self.closing);
        // What has ended needs no memory.
        while closing.try_join_next().is_some() {}
        closing.spawn(session.close());
    }

    /// Waits until all browsers have ended.
    pub async fn finish(self) {
        let next = lock(&self.next).take();
        if let Some(starting) = next
            && let Ok(Ok(blank)) = starting.await
        {
            blank.close().await;
        }
        let mut closing = std::mem::take(&mut *lock(&self.closing));
        while closing.join_next().await.is_some() {}
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
