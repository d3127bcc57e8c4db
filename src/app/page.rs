//! Opening a page and waiting until it has come to rest.

use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use serde::Deserialize;
use serde_json::json;

use crate::spec::Page;
use crate::trace::{Blame, PageOpened, What};

use super::command::Command;
use super::session::{AppError, Session};

/// A page that was opened: what the runner needs to know at once.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Why it did not load, and whose doing that is.
    pub problem: Option<(Blame, String)>,
}

/// A page in its own words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) text: String,
    /// Empty where it was not asked for.
    pub(super) html: String,
    /// Places of elements that came out of hostile markup.
    pub(super) injected: Vec<String>,
}

/// A page counts as at rest when nothing has moved for this long.
const REST: Duration = Duration::from_millis(150);

/// Pages that poll or animate never rest; after this long they are taken as they are.
const RESTLESS: Duration = Duration::from_secs(4);

/// The browser's events may come after the driver's answer, by this much at most.
const EVENTS_LATE: Duration = Duration::from_secs(1);

/// Characters of a document that are kept.
const DOM_LIMIT: usize = 1_000_000;

/// How much of a page is kept beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The document and a picture.
    DocumentAndPicture,
    /// Neither: a view with its own picture follows.
    Nothing,
}

impl Session {
    /// Opens a page by its full URL, records what came of it, and comes back when the page is at rest or the limit has
    /// passed.
    ///
    /// # Errors
    /// When the browser does not answer. A page that does not load is no error here: it is recorded.
    pub async fn open(&self, page: Page, url: &str, keep: Keep) -> Result<Opened, AppError> {
        // Opening the URL that is open with another fragment would not load it, and a trigger may have left a dialog
        // behind that swallows the next tap; an empty page between clears both.
        self.within(self.client().issue_cmd(Command::open("about:blank"))).await?;
        self.observer.expect_navigation();
        let began = Instant::now();
        let loading = tokio::time::timeout(
            self.phone.limit + Duration::from_secs(5),
            self.client().issue_cmd(Command::open(url)),
        );
        let loaded = loading.await;
        let load_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
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
        let settled = problem.is_none() && self.settle().await?;
        let keeps = keep == Keep::DocumentAndPicture && problem.is_none();
        // What cannot be had of a broken page is recorded as missing.
        let told = self.told(if keeps { DOM_LIMIT } else { 0 }).await.unwrap_or_default();
        let mut record = self.describe(page, url, load_ms, settled, &told);
        record.problem = problem.as_ref().map(|(_, message)| message.clone());
        if keeps {
            let case = Some(self.phone.case.as_str());
            record.dom = self.recorder.artifact(case, &format!("{page}.html"), told.html.as_bytes());
            record.screenshot = self.recorder.artifact(case, &format!("{page}.png"), &self.screenshot().await?);
        }
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        Ok(Opened { problem })
    }

    /// Waits until the page has come to rest. Answers whether it has.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn settle(&self) -> Result<bool, AppError> {
        let end = Instant::now() + RESTLESS.min(self.phone.limit);
        let mut last = serde_json::Value::Null;
        let mut since = Instant::now();
        while Instant::now() < end {
            // Between two documents there is nothing to ask; the next round finds the new one.
            let pulse = match self.probe("pulse", json!({})).await {
                Ok(pulse) => pulse,
                Err(error) if error.blame == Blame::Candidate => serde_json::Value::Null,
                Err(error) => return Err(error),
            };
            if pulse != last {
                last = pulse;
                since = Instant::now();
            }
            let complete = last.as_str().is_some_and(|pulse| pulse.starts_with("complete"));
            if complete && since.elapsed() >= REST && self.observer.is_quiet(REST) {
                return Ok(true);
            }
            // Something may begin at any time, but rest cannot be reached before REST has passed.
            let left = REST.saturating_sub(since.elapsed());
            tokio::time::sleep(left.clamp(Duration::from_millis(5), Duration::from_millis(25))).await;
        }
        Ok(false)
    }

    /// What the page says of itself, and its document up to a number of characters.
    pub(super) async fn told(&self, document_limit: usize) -> Result<Told, AppError> {
        let told = self.probe("page", json!({ "document_limit": document_limit })).await?;
        // A page can replace the functions of its own browser; what makes no sense counts as nothing told.
        Ok(serde_json::from_value(told).unwrap_or_default())
    }

    fn describe(&self, page: Page, url: &str, load_ms: u64, settled: bool, told: &Told) -> PageOpened {
        let (documents, _) = self.observer.navigation();
        let last = documents.last();
        // The browser's own page about an error is not where the customer ended.
        let stands = !told.url.is_empty() && !told.url.starts_with("chrome-error:");
        let final_url = match last {
            Some(document) if !stands => document.url.clone(),
            _ => told.url.clone(),
        };
        PageOpened {
            page,
            token: self.phone.token.clone(),
            screen: self.screen().label(),
            requested: url.to_owned(),
            final_url,
            status: last.map(|document| document.status),
            headers: last.map(|document| document.headers.clone()).unwrap_or_default(),
            redirects: documents.iter().filter_map(super::observer::Document::redirect).collect(),
            load_ms,
            settled,
            title: told.title.clone(),
            text: told.text.clone(),
            dom: None,
            screenshot: None,
            problem: None,
        }
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
        let candidate = |message: &str| Ok((Blame::Candidate, message.to_owned()));
        let unreachable = |message: &str| Ok((Blame::Environment, message.to_owned()));
        match net_error(told) {
            "ERR_TOO_MANY_REDIRECTS" => {
                candidate("the page redirects without end; the browser gave up after 20 redirects")
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
        format!("the page did not finish loading within {} s (`limits.page`)", self.phone.limit.as_secs())
    }
}

/// The `ERR_…` name in a message of the browser.
fn net_error(message: &str) -> &str {
    let Some((_, rest)) = message.split_once("net::") else { return "" };
    rest.split(|c: char| !(c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())).next().unwrap_or_default()
}
