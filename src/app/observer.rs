//! Listens to what the browser says and records it: trigger links, failed requests, console lines, dialogs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

use crate::spec::is_trigger_scheme;
use crate::trace::{Destination, Recorder, Redirect, TriggerFired, What, milliseconds};

use super::failure::chromium_name;
use super::heard::{Heard, Response};

/// What is known about the browser at this moment. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Observer {
    state: Arc<Mutex<State>>,
    changed: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    recorder: Recorder,
    case: String,
    token: String,
    in_flight: HashMap<String, Waiting>,
    /// Those that the browser gave up, with when it did.
    given_up: Vec<(Instant, Waiting)>,
    requests: usize,
    last_activity: Instant,
    /// Responses to the navigation that began last.
    documents: Vec<Document>,
    /// Why that navigation came to nothing.
    navigation_error: Option<String>,
    /// Content types by URL, to know pictures without pixels.
    mime_types: HashMap<String, String>,
    /// Where a redirect of a request leads, as written.
    locations: HashMap<String, String>,
    /// Those of which an app would be told.
    triggers: Vec<String>,
    /// How many of them were there when the last navigation began.
    triggers_before: usize,
    last_tap: Option<(Instant, Option<String>)>,
    /// Where the page that the customer sees went since it was opened or tapped.
    went_to: Option<String>,
    /// What a dialog asked since then.
    asked: Option<String>,
    /// Whether a dialog has opened since the last navigation began.
    has_dialogs: bool,
    has_company: bool,
}

/// A request that is under way.
#[derive(Debug)]
struct Waiting {
    /// How many there were before.
    number: usize,
    url: String,
}

const NOT_MODIFIED: u16 = 304;

/// Where a driver stops a page loading, it is known what came of that within this time.
const JUST_NOW: Duration = Duration::from_secs(2);

/// So much of what a candidate says is repeated in messages, in characters.
const LONGEST_TOLD: usize = 300;

/// What a candidate says, as long as messages repeat it.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_TOLD).collect()
}

/// A response to a navigation.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) url: String,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
}

impl Document {
    fn location(&self) -> Option<&String> {
        self.headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value)
    }

    /// As a step on the way to the page, if it is one. Status 304 stands for the page that the browser has already.
    pub(super) fn redirect(&self) -> Option<Redirect> {
        ((300..400).contains(&self.status) && self.status != NOT_MODIFIED).then(|| Redirect {
            url: self.url.clone(),
            status: self.status,
            location: self.location().cloned(),
        })
    }
}

impl Observer {
    /// Begins to listen, until the sending side is gone.
    pub(super) fn start(
        recorder: Recorder,
        case: &str,
        token: &str,
        mut events: mpsc::UnboundedReceiver<Heard>,
    ) -> Self {
        let state = State {
            recorder,
            case: case.to_owned(),
            token: token.to_owned(),
            in_flight: HashMap::new(),
            given_up: Vec::new(),
            requests: 0,
            last_activity: Instant::now(),
            documents: Vec::new(),
            navigation_error: None,
            mime_types: HashMap::new(),
            locations: HashMap::new(),
            triggers: Vec::new(),
            triggers_before: 0,
            last_tap: None,
            went_to: None,
            asked: None,
            has_dialogs: false,
            has_company: false,
        };
        let observer = Self { state: Arc::new(Mutex::new(state)), changed: watch::Sender::new(0) };
        let listener = observer.clone();
        tokio::spawn(async move {
            while let Some(heard) = events.recv().await {
                listener.state().take_in(heard);
                listener.changed.send_modify(|times| *times += 1);
            }
        });
        observer
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the former navigation; call it right before a page is opened.
    pub(super) fn expect_navigation(&self) {
        let mut state = self.state();
        state.documents.clear();
        state.navigation_error = None;
        state.in_flight.clear();
        state.given_up.clear();
        state.last_tap = None;
        (state.went_to, state.asked) = (None, None);
        state.has_dialogs = false;
        state.triggers_before = state.triggers.len();
        state.last_activity = Instant::now();
    }

    /// What is heard from now on belongs to this TOKEN.
    pub(super) fn expect_customer(&self, token: &str) {
        self.state().token = token.to_owned();
    }

    /// Notes a tap that is about to be done, and the link under it as written.
    pub(super) fn expect_tap(&self, href: Option<String>) {
        let mut state = self.state();
        state.last_tap = Some((Instant::now(), href));
        (state.went_to, state.asked) = (None, None);
    }

    /// What a dialog asked since the page was opened or tapped.
    pub(super) fn asked(&self) -> Option<String> {
        self.state().asked.clone()
    }

    /// Whether a dialog has opened since the last navigation began.
    pub(super) fn has_dialogs(&self) -> bool {
        self.state().has_dialogs
    }

    /// Where the page went since it was opened or tapped, if it left.
    pub(super) fn went_to(&self) -> Option<String> {
        self.state().went_to.clone()
    }

    /// Responses to the last navigation, and why it failed if it did.
    pub(super) fn navigation(&self) -> (Vec<Document>, Option<String>) {
        let state = self.state();
        (state.documents.clone(), state.navigation_error.clone())
    }

    /// The same, once the navigation has come to an end: a page, a trigger link, or a failure. A driver may answer before
    /// the browser's last events are here; they are waited for, `limit` at most.
    pub(super) async fn navigation_end(&self, limit: Duration) -> (Vec<Document>, Option<String>) {
        let mut changes = self.changed.subscribe();
        let ended = async {
            loop {
                let (documents, error) = self.navigation();
                let goes_on = match documents.last() {
                    Some(document) => document.redirect().is_some_and(|redirect| {
                        redirect.location.is_some_and(|location| !is_trigger_scheme(&location))
                    }),
                    None => !self.has_fired(),
                };
                if error.is_some() || !goes_on || changes.changed().await.is_err() {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(limit, ended).await;
        self.navigation()
    }

    /// The status of the page that the customer sees, where it tells of an error.
    pub(super) fn error_status(&self) -> Option<u16> {
        self.state().documents.last().map(|document| document.status).filter(|status| *status >= 400)
    }

    /// Whether the navigation that began last, or its page, has fired a trigger link.
    fn has_fired(&self) -> bool {
        let state = self.state();
        state.triggers.len() > state.triggers_before
    }

    /// Whether no request is under way and none was for `quiet`.
    pub(super) fn is_quiet(&self, quiet: Duration) -> bool {
        let state = self.state();
        state.in_flight.is_empty() && state.last_activity.elapsed() >= quiet
    }

    /// The address without its parameters of what has waited longest for an answer, or did when the browser stopped loading
    /// just now, and how many more wait.
    pub(super) fn waits_for(&self) -> Option<(String, usize)> {
        let state = self.state();
        let just_now = state.given_up.iter().filter(|(at, _)| at.elapsed() < JUST_NOW).map(|(_, waiting)| waiting);
        let waiting: Vec<&Waiting> = state.in_flight.values().chain(just_now).collect();
        let first = waiting.iter().min_by_key(|waiting| waiting.number)?;
        let address = first.url.split(['?', '#']).next().unwrap_or_default();
        Some((shortened(address), waiting.len() - 1))
    }

    /// Whether one of the customer's pages has worked with somebody who may make it move at any time.
    pub(super) fn has_company(&self) -> bool {
        self.state().has_company
    }

    /// Whether the server called this URL's content an SVG picture.
    pub(super) fn is_svg(&self, url: &str) -> bool {
        self.state().mime_types.get(url).is_some_and(|mime| mime.contains("svg"))
    }

    /// Trigger links so far, as the browser spells them.
    pub(super) fn triggers(&self) -> Vec<String> {
        self.state().triggers.clone()
    }

    /// Resolves after something was taken in that came after this call.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}

impl State {
    fn take_in(&mut self, heard: Heard) {
        match heard {
            Heard::Request { id, url, destination } => self.request(id, url, destination),
            Heard::Response(response) => self.response(response),
            Heard::Failure { id, url, method, error, is_document } => {
                self.failure(&id, url, method, chromium_name(error), is_document);
            }
            Heard::Console { level, text, source } => self.console(level, &text, source),
            Heard::Dialog { text } => {
                self.asked = Some(shortened(&text));
                self.has_dialogs = true;
                self.record(What::Dialog { text });
            }
            Heard::Company => self.has_company = true,
        }
    }

    fn record(&self, what: What) {
        self.recorder.record(Some(&self.case), what);
    }

    fn request(&mut self, id: String, url: String, destination: Destination) {
        if is_trigger_scheme(&url) {
            self.trigger(url, &id, destination);
        } else if url.starts_with("http") {
            self.last_activity = Instant::now();
            if destination.is_page() {
                self.went_to = Some(shortened(&url));
            }
            self.in_flight.insert(id, Waiting { number: self.requests, url });
            self.requests += 1;
        }
    }

    fn trigger(&mut self, url: String, request: &str, destination: Destination) {
        // A redirect keeps the request's id, so the Location that led here is known by it.
        let location = self.locations.get(request).filter(|location| location.eq_ignore_ascii_case(&url)).cloned();
        let link =
            self.last_tap.as_ref().and_then(|(_, href)| href.clone()).filter(|href| href.eq_ignore_ascii_case(&url));
        let by = match (&location, &link) {
            (Some(_), _) => Some("redirect".to_owned()),
            (None, Some(_)) => Some("link".to_owned()),
            (None, None) => None,
        };
        let since_tap_ms = self.last_tap.as_ref().map(|(at, _)| milliseconds(at.elapsed()));
        if destination.is_noticed() {
            self.triggers.push(url.clone());
        }
        self.record(What::TriggerFired(TriggerFired {
            url,
            as_written: location.or(link),
            by,
            destination,
            token: self.token.clone(),
            since_tap_ms,
        }));
    }

    fn response(&mut self, response: Response) {
        let Response { id, url, method, status, mime_type, headers, is_document } = response;
        let before = self.in_flight.remove(&id);
        self.last_activity = Instant::now();
        if let Some(mime) = mime_type {
            self.mime_types.insert(url.clone(), mime);
        }
        let document = Document { url, status, headers };
        if let Some(location) = document.location() {
            self.locations.insert(id, location.clone());
        }
        if is_document {
            // A page that gives way to another takes along what it was still loading, and not every browser tells the end
            // of that.
            if let Some(before) = before.filter(|_| document.redirect().is_none()) {
                self.in_flight.retain(|_, waiting| waiting.number > before.number);
            }
            self.documents.push(document);
        } else if status >= 400 {
            self.record(What::RequestFailed { url: document.url, method, status: Some(status), error: None });
        }
    }

    fn failure(&mut self, id: &str, url: String, method: String, error: String, is_document: bool) {
        let waiting = self.in_flight.remove(id);
        self.last_activity = Instant::now();
        // Leaving a page aborts what it was still loading; that is nobody's fault.
        let is_given_up = error.contains("ERR_ABORTED");
        if is_given_up {
            self.given_up.extend(waiting.map(|waiting| (Instant::now(), waiting)));
        }
        if is_given_up || is_trigger_scheme(&url) {
            return;
        }
        if is_document {
            self.navigation_error = Some(error);
        } else {
            self.record(What::RequestFailed { url, method, status: None, error: Some(error) });
        }
    }

    fn console(&self, level: String, message: &str, source: Option<String>) {
        // This browser has no SEQR app to hand a trigger link to, and says so; a phone would not.
        let about_trigger = message.contains("scheme does not have a registered handler")
            || (message.contains("launch") && message.to_ascii_lowercase().contains("'seqr"));
        if about_trigger || !matches!(level.as_str(), "error" | "warn") {
            return;
        }
        self.record(What::Console { level, text: message.chars().take(2000).collect(), source });
    }
}
