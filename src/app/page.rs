//! Opening a page and waiting until it has come to rest.

use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use reqwest::redirect::Policy;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::error::Elapsed;

use crate::spec::Page;
use crate::trace::{Blame, PageOpened, Swept, View, What};

use super::command::Command;
use super::http_client;
use super::observer::Document;
use super::session::{AppError, Session};
use super::survey::{Look, Seen};

/// A page that was opened: what the runner needs to know at once.
#[derive(Debug)]
pub struct Opened<T = View> {
    /// Why it did not load, and whose doing that is.
    pub problem: Option<(Blame, String)>,
    /// What was seen of it, where it loaded; or why it could not be looked at.
    pub seen: Option<Result<T, AppError>>,
}

impl<T> Opened<T> {
    /// The same with something else in place of what was seen.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Opened<U> {
        Opened { problem: self.problem, seen: self.seen.map(|seen| seen.map(of)) }
    }
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
    /// Whether controls that were asked about can be touched; in their order.
    pub(super) usable: Vec<Option<bool>>,
}

/// A page counts as at rest when nothing has moved for this long.
const REST: Duration = Duration::from_millis(150);

/// How often a page is asked whether something has moved.
const PULSE: Duration = Duration::from_millis(50);

/// Pages that poll or animate never rest; after this long they are taken as they are.
const RESTLESS: Duration = Duration::from_secs(4);

/// The browser's events may come after the driver's answer, by this much at most.
const EVENTS_LATE: Duration = Duration::from_secs(1);

/// How chromedriver refuses to open a page when the one before had asked to stay, which it answers itself, but not always in
/// time.
const STALE_QUESTION: &str = "Unexpected dialog type beforeunload";

/// A service that answers within this time is not slow.
const ANSWERED: Duration = Duration::from_secs(1);

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
    /// Opens a page by its full URL, records what came of it, and looks at it when it is at rest or the limit has passed.
    ///
    /// # Errors
    /// When the browser does not answer. A page that does not load is no error here: it is recorded. Nor is one that cannot
    /// be looked at: the answer says so.
    pub async fn open_and_look(&self, url: &str, keep: Keep, look: Look<'_>) -> Result<Opened, AppError> {
        let page = look.page;
        let (mut record, problem) = self.load(page, url).await?;
        if let Some(problem) = problem {
            return Ok(self.unopened(record, problem).await);
        }
        let (seen, settled) = self.at_rest(|| self.see(&look, keep)).await?;
        record.settled = settled;
        let (mut seen, failure) = match seen {
            Ok(seen) => (seen, None),
            // That it cannot be measured or photographed is no reason to forget what it says; that it cannot be read is no
            // reason to take it for empty.
            Err(failure) => match self.told(Keep::Nothing, &[]).await {
                Ok(told) => (Seen::of_words(told), Some(failure)),
                Err(_) => return Err(failure),
            },
        };
        if keep == Keep::DocumentAndPicture {
            let keep = |name: String, bytes: &[u8]| self.recorder.artifact(Some(&self.phone.case), &name, bytes);
            record.screenshot = seen.screenshot.take().and_then(|picture| keep(format!("{page}.png"), &picture));
            record.dom =
                record.screenshot.as_ref().and_then(|_| keep(format!("{page}.html"), seen.told.html.as_bytes()));
        }
        self.describe(&mut record, &seen.told);
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        let seen = match failure {
            Some(failure) => Err(failure),
            None => self.finish(look, seen).await,
        };
        Ok(Opened { problem: None, seen: Some(seen) })
    }

    /// Opens a page, and measures it at every width while it comes to rest. Otherwise as [`Session::open_and_look`].
    ///
    /// # Errors
    /// As [`Session::open_and_look`]. That the page cannot be measured is no error here: the answer says so.
    pub async fn open_and_sweep(&self, page: Page, url: &str, number: usize) -> Result<Opened<Swept>, AppError> {
        let (mut record, problem) = self.load(page, url).await?;
        if let Some(problem) = problem {
            return Ok(self.unopened(record, problem).await);
        }
        let (marked, settled) = self.at_rest(|| self.mark()).await?;
        record.settled = settled;
        self.describe(&mut record, &self.told(Keep::Nothing, &[]).await.unwrap_or_default());
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        let seen = match marked {
            Ok(marked) => self.look_closely(marked, page, number, "opened").await,
            Err(failure) => Err(failure),
        };
        Ok(Opened { problem: None, seen: Some(seen) })
    }

    /// Records a page that did not load; what cannot be had of it is recorded as missing.
    async fn unopened<T>(&self, mut record: PageOpened, problem: (Blame, String)) -> Opened<T> {
        self.describe(&mut record, &self.told(Keep::Nothing, &[]).await.unwrap_or_default());
        record.problem = Some(problem.1.clone());
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        Opened { problem: Some(problem), seen: None }
    }

    /// Loads a page, up to its `load` event. Answers what is known of it, and why it did not load.
    async fn load(&self, page: Page, url: &str) -> Result<(PageOpened, Option<(Blame, String)>), AppError> {
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
                    lost_ms = Some(milliseconds_since(began));
                    (loaded, began) = again;
                }
                // A page that the browser cannot even leave is slow, whatever others get.
                Err(error) if error.blame == Blame::Candidate => {}
                Err(error) => return Err(error),
            }
        }
        let load_ms = milliseconds_since(began);
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
        Ok((PageOpened { lost_ms, ..self.opened(page, url, load_ms) }, problem))
    }

    /// Leaves the page that is open, and has the driver open another. Answers when that began, and what the driver said
    /// unless it was too late.
    async fn go(&self, url: &str) -> Result<(Result<Result<Value, CmdError>, Elapsed>, Instant), AppError> {
        // Opening the URL that is open with another fragment would not load it, and a trigger may have left a dialog
        // behind that swallows the next tap; an empty page between clears both.
        self.within(self.client().issue_cmd(Command::open("about:blank"))).await?;
        self.observer.expect_navigation();
        let began = Instant::now();
        let loading = self.client().issue_cmd(Command::open(url));
        Ok((tokio::time::timeout(self.patience(), loading).await, began))
    }

    /// Sees the page as it is at rest, and answers whether it came to rest. Resting takes time in which the browser has
    /// nothing to do, so the page is measured and photographed meanwhile; and once more, where something has moved in that
    /// time or went wrong.
    ///
    /// # Errors
    /// When the browser does not answer.
    async fn at_rest<T, F: Future<Output = Result<T, AppError>>>(
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

    /// What the page says of itself, its document where that is kept, and whether the controls can be touched.
    pub(super) async fn told(&self, keep: Keep, controls: &[Option<&str>]) -> Result<Told, AppError> {
        let document_limit = if keep == Keep::DocumentAndPicture { DOM_LIMIT } else { 0 };
        let told = self.probe_now("page", json!({ "document_limit": document_limit, "controls": controls })).await?;
        // A page can replace the functions of its own browser; what makes no sense counts as nothing told.
        Ok(serde_json::from_value(told).unwrap_or_default())
    }

    /// What is known of a page before it is asked.
    fn opened(&self, page: Page, url: &str, load_ms: u64) -> PageOpened {
        PageOpened {
            page,
            token: self.phone.token.clone(),
            screen: self.screen().label(),
            requested: url.to_owned(),
            final_url: String::new(),
            status: None,
            headers: Vec::new(),
            redirects: Vec::new(),
            sent_on_from: None,
            lost_ms: None,
            load_ms,
            settled: false,
            title: String::new(),
            text: String::new(),
            dom: None,
            screenshot: None,
            problem: None,
        }
    }

    /// Where the page came from, and what it says.
    fn describe(&self, record: &mut PageOpened, told: &Told) {
        let (documents, _) = self.observer.navigation();
        let last = documents.last();
        // Neither the empty page nor the browser's own page about an error is where the customer ended.
        let stands = !["", "about:blank"].contains(&told.url.as_str()) && !told.url.starts_with("chrome-error:");
        record.final_url = match last {
            Some(document) if !stands => document.url.clone(),
            _ => told.url.clone(),
        };
        record.status = last.map(|document| document.status);
        record.headers = last.map(|document| document.headers.clone()).unwrap_or_default();
        record.redirects = documents.iter().filter_map(Document::redirect).collect();
        let mut pages = documents.iter().skip_while(|document| document.redirect().is_some());
        let (itself, next) = (pages.next(), pages.next());
        record.sent_on_from = itself.filter(|_| next.is_some()).map(|document| document.status);
        record.title.clone_from(&told.title);
        record.text.clone_from(&told.text);
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

fn milliseconds_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
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

/// The `ERR_…` name in a message of the browser.
fn net_error(message: &str) -> &str {
    let Some((_, rest)) = message.split_once("net::") else { return "" };
    rest.split(|c: char| !(c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())).next().unwrap_or_default()
}
