//! Loading a page, up to its `load` event, and what went wrong where it did not load.

use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use reqwest::redirect::Policy;
use serde_json::Value;
use tokio::time::error::Elapsed;

use crate::trace::{Blame, milliseconds};

use super::command::Command;
use super::http_client;
use super::observer::shortened;
use super::session::{AppError, Session};

/// What came of loading a page.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) load_ms: u64,
    /// How long the browser waited in vain before it was asked once more.
    pub(super) lost_ms: Option<u64>,
    /// Why it did not load, and whose doing that is.
    pub(super) problem: Option<(Blame, String)>,
}

/// The browser's events may come after the driver's answer, by this much at most.
const EVENTS_LATE: Duration = Duration::from_secs(1);

/// How chromedriver refuses to open a page when the one before had asked to stay, which it answers itself, but not always in
/// time.
const STALE_QUESTION: &str = "Unexpected dialog type beforeunload";

/// Keeps a page and the frames of its own from opening dialogs.
const NO_MORE_DIALOGS: &str = "for (let at = -1; at < frames.length; at++) {
    try { Object.assign(at < 0 ? window : frames[at], { alert() {}, confirm() {}, prompt() {} }) } catch {}
}";

/// A service that answers within this time is not slow.
const ANSWERED: Duration = Duration::from_secs(1);

impl Session {
    /// Loads a page.
    ///
    /// # Errors
    /// When the browser does not answer. A page that does not load is no error here.
    pub(super) async fn load(&self, url: &str) -> Result<Loaded, AppError> {
        let (mut loaded, mut began) = self.go(url).await?;
        let mut lost_ms = None;
        if matches!(&loaded, Ok(Err(CmdError::Standard(answer))) if answer.message.contains(STALE_QUESTION)) {
            (loaded, began) = self.go(url).await?;
        }
        // Chromium may forget a page in the middle of giving it a process of its own. Where the service answers others at once
        // and the browser has seen no answer, the browser is asked once more before anybody is called slow.
        if matches!(&loaded, Ok(Err(error)) if error.is_timeout())
            && self.observer.navigation().0.is_empty()
            && answers_others(url).await
        {
            match self.go(url).await {
                Ok(again) => {
                    lost_ms = Some(milliseconds(began.elapsed()));
                    (loaded, began) = again;
                }
                // A page that the browser cannot even leave is slow, whatever others get.
                Err(error) if error.blame == Blame::Candidate => {}
                Err(error) => return Err(error),
            }
        }
        let load_ms = milliseconds(began.elapsed());
        let problem = match loaded {
            // Some failures the driver does not tell, only the browser's own events do.
            Ok(Ok(_)) => match self.observer.navigation_end(EVENTS_LATE).await {
                (_, Some(failed)) => Some(self.net_problem(&failed)?),
                (_, None) => None,
            },
            Ok(Err(error)) => Some(self.load_problem(&error)?),
            Err(_) if self.browser.driver_answers().await => Some((Blame::Candidate, self.too_slow())),
            Err(_) => return Err(self.hung().await),
        };
        Ok(Loaded { load_ms, lost_ms, problem })
    }

    /// Leaves the page that is open, and has the driver open another. Answers when that began, and what the driver said
    /// unless it was too late.
    async fn go(&self, url: &str) -> Result<(Result<Result<Value, CmdError>, Elapsed>, Instant), AppError> {
        // Where a dialog opens while its page is being left, Chromium never says that it is closed, and the driver refuses
        // everything from then on.
        if self.devtools.is_some() && self.observer.has_dialogs() {
            // A page that cannot be asked, as it computes without end, opens none meanwhile.
            let _silent = self.evaluate(NO_MORE_DIALOGS).await;
        }
        // Opening the URL that is open with another fragment would not load it, and a trigger may have left a dialog
        // behind that swallows the next tap; an empty page between clears both.
        self.within(self.client().issue_cmd(Command::open("about:blank"))).await?;
        self.observer.expect_navigation();
        let began = Instant::now();
        let loading = self.client().issue_cmd(Command::open(url));
        Ok((tokio::time::timeout(self.patience(), loading).await, began))
    }

    /// What a failed navigation says about the page, or the error if it says something about the browser.
    fn load_problem(&self, error: &CmdError) -> Result<(Blame, String), AppError> {
        let CmdError::Standard(answer) = error else {
            return Err(AppError::environment(format!("the browser's driver does not answer as it should: {error}")));
        };
        if error.is_timeout() {
            return Ok((Blame::Candidate, self.too_slow()));
        }
        let (_, failed) = self.observer.navigation();
        let told = failed.unwrap_or_else(|| answer.message.lines().next().unwrap_or_default().to_owned());
        if error.is_invalid_session_id() {
            return Err(AppError::environment(format!("the browser is gone: {told}")));
        }
        self.net_problem(&told)
    }

    /// A failed navigation in words for the page's owner.
    fn net_problem(&self, told: &str) -> Result<(Blame, String), AppError> {
        let (documents, _) = self.observer.navigation();
        let sent_on = documents.last().and_then(|document| document.redirect()?.location);
        let place = sent_on.map_or_else(String::new, |to| format!("it redirects to {}, and ", shortened(&to)));
        let candidate = |message: &str| Ok((Blame::Candidate, format!("{place}{message}")));
        let unreachable = |message: &str| Ok((Blame::Environment, format!("{place}{message}")));
        match net_error(told) {
            "ERR_TOO_MANY_REDIRECTS" => {
                let message = "the page redirects without end; the browser gave up after 20 redirects";
                Ok((Blame::Candidate, message.to_owned()))
            }
            "ERR_CONNECTION_REFUSED" => unreachable("the connection was refused: nothing listens at this address"),
            "ERR_NAME_NOT_RESOLVED" => unreachable("the host name cannot be resolved"),
            "ERR_CONNECTION_TIMED_OUT" | "ERR_ADDRESS_UNREACHABLE" | "ERR_INTERNET_DISCONNECTED" => {
                unreachable("the address cannot be reached")
            }
            "ERR_EMPTY_RESPONSE" | "ERR_CONNECTION_RESET" | "ERR_CONNECTION_CLOSED" => {
                candidate("the service closed the connection without an answer")
            }
            "ERR_INVALID_HTTP_RESPONSE" | "ERR_RESPONSE_HEADERS_TRUNCATED" => candidate("the answer is not HTTP"),
            _ if told.contains("crash") => Err(AppError::environment(format!("the browser is gone: {told}"))),
            _ => Ok((Blame::Candidate, format!("the browser could not open it: {told}"))),
        }
    }

    fn too_slow(&self) -> String {
        let late = format!("the page did not finish loading within {} s (`limits.page`)", self.phone.limit.as_secs());
        match self.observer.waits_for() {
            Some((address, 0)) => format!("{late}: {address} was not answered to its end"),
            Some((address, more)) => format!("{late}: {address} and {more} more were not answered to their end"),
            None => late,
        }
    }
}

/// Whether somebody else gets the whole of this page at once.
async fn answers_others(url: &str) -> bool {
    let Ok(client) = http_client(ANSWERED, Policy::default()) else { return false };
    let Ok(mut answer) = client.get(url).send().await else { return false };
    loop {
        match answer.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => return answer.status().is_success(),
            Err(_) => return false,
        }
    }
}

/// The `ERR_…` name in a message of the browser.
fn net_error(message: &str) -> &str {
    let Some((_, rest)) = message.split_once("net::") else { return "" };
    rest.split(|c: char| !(c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())).next().unwrap_or_default()
}
