//! Everything around the candidate: backend, browser driver, the candidate's process, the trace.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tokio::sync::{RwLock, watch};

use crate::app::{BrowserChoice, BrowserError, Driver, Pool};
use crate::backend::{Backend, BackendConfig, BackendError, Offer, Transport};
use crate::candidate::Profile;
use crate::process::ProcessError;
use crate::spec::Engine;
use crate::trace::{Blame, Recorder, What};

use super::candidate::Candidate;
use super::mimic::Threads;

/// Why a run could not begin. Nothing was judged; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{0}")]
    Browser(#[from] BrowserError),
    #[error("{0}")]
    Backend(#[from] BackendError),
    #[error("{0}")]
    Process(#[from] ProcessError),
    #[error("`start.command` is empty; name the program that starts the candidate")]
    NoCommand,
    #[error(
        "the candidate does not answer at {url} ({error}); start it, or let `start:` in candidate.yaml say how the harness \
         starts it"
    )]
    CandidateNotUp { url: String, error: String },
    #[error("something already answers at {url}, before the candidate was started; stop it, or change the port")]
    CandidatePortTaken { url: String },
    #[error("the candidate was started, but did not answer at {url} within {seconds} s ({error}){}", printed(.output))]
    CandidateNotReady { url: String, seconds: u64, error: String, output: String },
    #[error("the candidate ended at once ({status}){}", printed(.output))]
    CandidateEnded { status: String, output: String },
    #[error("the run was interrupted before its first case")]
    Interrupted,
}

fn printed(output: &str) -> String {
    if output.trim().is_empty() { "; it printed nothing".to_owned() } else { format!("; it printed last:\n{output}") }
}

/// Ends a run early. Clones share it.
#[derive(Clone, Debug)]
pub struct Interrupt {
    sender: watch::Sender<bool>,
}

impl Default for Interrupt {
    fn default() -> Self {
        Self { sender: watch::Sender::new(false) }
    }
}

impl Interrupt {
    /// Ends the run: cases under way are cut off, further ones do not begin.
    pub fn now(&self) {
        self.sender.send_replace(true);
    }

    /// Whether it was called.
    #[must_use]
    pub fn happened(&self) -> bool {
        *self.sender.borrow()
    }

    /// Resolves when it is called.
    pub async fn wait(&self) {
        let mut receiver = self.sender.subscribe();
        if receiver.wait_for(|happened| *happened).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// A running surrounding for cases. `stop` it; dropping it stops processes as well, only less gently.
#[derive(Debug)]
pub struct World {
    pub(super) profile: Profile,
    /// Folder of candidate.yaml.
    pub(super) folder: PathBuf,
    pub(super) recorder: Recorder,
    pub(super) backend: Backend,
    pub(super) phones: Pool,
    /// In which pages are shown.
    pub(super) engine: Engine,
    pub(super) candidate: Candidate,
    pub(super) interrupt: Interrupt,
    /// Journeys that buy have the candidate to themselves: a sendInvoice names no TOKEN, so only the time tells whose it
    /// is. Cases that only look share it.
    pub(super) turn: RwLock<()>,
    pub(super) browser_told: Mutex<bool>,
}

impl World {
    /// Starts everything, and a browser for each of `threads`. What goes wrong is recorded as trouble of the surroundings.
    ///
    /// # Errors
    /// When a part does not start; the others are stopped again.
    pub async fn start(
        profile: Profile,
        folder: &Path,
        browser: &BrowserChoice,
        threads: Threads,
        recorder: Recorder,
        interrupt: Interrupt,
    ) -> Result<Self, RunError> {
        recorder.redactor().add("terminal password", &profile.backend.terminal.password);
        if let Some(reseller) = &profile.backend.reseller {
            recorder.redactor().add("reseller password", &reseller.password);
        }
        let trouble = recorder.clone();
        let starting = Self::start_parts(profile, folder, browser, threads, recorder, interrupt.clone());
        let started = tokio::select! {
            started = starting => started,
            () = interrupt.wait() => Err(RunError::Interrupted),
        };
        if let Err(error) = &started {
            trouble.record(None, What::Trouble { kind: Blame::Environment, message: error.to_string() });
        }
        started
    }

    async fn start_parts(
        profile: Profile,
        folder: &Path,
        browser: &BrowserChoice,
        threads: Threads,
        recorder: Recorder,
        interrupt: Interrupt,
    ) -> Result<Self, RunError> {
        let driver = Driver::start(browser).await?;
        let transport = Transport::of(&profile, recorder.root());
        let offer = Offer { transport, ..Offer::default() };
        let backend = Backend::start_with(BackendConfig::of(&profile), offer, recorder.clone()).await?;
        let candidate = Candidate::start(&profile, folder, &backend, &recorder).await?;
        let phones = Pool::new(driver, profile.limits.page.duration(), threads.0);
        Ok(Self {
            profile,
            folder: folder.to_owned(),
            recorder,
            backend,
            phones,
            engine: browser.engine,
            candidate,
            interrupt,
            turn: RwLock::new(()),
            browser_told: Mutex::new(false),
        })
    }

    /// Where the trace goes.
    #[must_use]
    pub const fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Stops everything in order: the candidate first, so that its last calls are still answered.
    pub async fn stop(self) {
        self.candidate.stop(&self.recorder).await;
        self.phones.finish().await;
        self.backend.stop().await;
    }
}
