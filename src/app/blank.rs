//! A browser between two customers: it runs, and is nobody's phone.

use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::redirect::Policy;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::process::ProcessGroup;
use crate::spec::Engine;
use crate::trace::{Browser, milliseconds};

use super::attached::Attached;
use super::browser::BrowserError;
use super::capabilities::{capabilities, is_shell};
use super::connection::Connection;
use super::driver::{Driver, Seat};
use super::heard::{Heard, OF_BIDI, OfBidi};
use super::{http_client, refusal, webkit};

/// A running browser and its connections. Dropping it ends the browser.
#[derive(Debug)]
pub(super) struct Blank {
    pub(super) client: Client,
    pub(super) facts: Browser,
    pub(super) engine: Engine,
    driver: String,
    /// The window that the browser came with. No customer ever sees it; it keeps the browser from ending.
    home: String,
    // Fields drop in order: the browser's process before the folder in which it writes.
    process: Process,
    pub(super) wire: Wire,
    _profile: Option<TempDir>,
}

/// A web view of its own: it shares no cookie, storage or cache with another one.
#[derive(Debug)]
pub(super) struct WebView {
    pub(super) user_context: String,
    /// Its window, as the driver and BiDi name it.
    pub(super) window: String,
    pub(super) events: mpsc::UnboundedReceiver<Heard>,
}

/// How a browser says what happens in it, and gets commands past its driver.
#[derive(Debug)]
pub(super) enum Wire {
    /// By the DevTools protocol: a Chromium on this machine.
    Attached(Attached),
    /// By WebDriver BiDi, or in its words.
    Bidi(Connection),
}

/// What runs on this machine for the browser. Dropping it ends the browser.
#[derive(Debug)]
struct Process {
    /// The browser's main process.
    main: Option<Pid>,
    /// Its driver and everything that the driver started, where the driver serves no other.
    group: Option<ProcessGroup>,
}

impl Process {
    fn kill(&self) {
        if let Some(process) = self.main {
            // Fails only when it is gone already.
            let _ = kill_process(process, Signal::KILL);
        }
        if let Some(group) = &self.group {
            group.kill();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// For commands that the driver answers by itself, without the page.
const DRIVER_LIMIT: Duration = Duration::from_secs(20);

/// For a browser to let in. Where it does not start, its driver says so before, and why.
const ATTACH_LIMIT: Duration = Duration::from_secs(25);

/// How long a browser may take to open its first window before it is opened one.
const WINDOWLESS: Duration = Duration::from_secs(1);

/// For a browser that a driver elsewhere starts, which may first have to fetch a container.
const ELSEWHERE_LIMIT: Duration = Duration::from_secs(60);

/// How long a driver may take to say that it is there.
const STATUS_LIMIT: Duration = Duration::from_secs(3);

/// For ending a customer's web view or a whole browser; one that takes longer is killed.
const END_LIMIT: Duration = Duration::from_secs(3);

impl Blank {
    /// Starts a browser and opens its event connection. `limit` is the page load timeout of the driver itself.
    pub(super) async fn start(driver: &Driver, limit: Duration) -> Result<Self, BrowserError> {
        let Seat { url, process: group, profile } = driver.seat().await?;
        let engine = driver.engine();
        let limit_ms = milliseconds(limit);
        let program = driver.program().map(std::path::PathBuf::as_path);
        let is_attached = engine == Engine::Chromium && profile.is_some();
        let wanted = capabilities(engine, program, profile.as_ref().map(TempDir::path), limit_ms);
        let no_session = |message: String| BrowserError::NoSession { driver: url.clone(), message };
        let no_bidi = |message: String| BrowserError::NoBidi { driver: url.clone(), message };
        let no_events = |message: String| BrowserError::NoEvents { driver: url.clone(), message };
        let no_view = |message: String| BrowserError::NoView { driver: url.clone(), message };
        let view = match (engine, &profile) {
            (Engine::Webkit, Some(folder)) => Some(webkit::Listening::in_folder(folder.path()).map_err(no_view)?),
            _ => None,
        };
        let mut connector = HttpConnector::new();
        // Commands are small and wait for each other; gathering them costs 40 ms each.
        connector.set_nodelay(true);
        let mut builder = ClientBuilder::new(connector);
        let elsewhere = profile.is_none();
        let limit_here = if elsewhere { ELSEWHERE_LIMIT } else { DRIVER_LIMIT };
        let connecting = async {
            tokio::time::timeout(limit_here, builder.capabilities(wanted).connect(&url))
                .await
                .map_err(|_| no_session(refusal::too_late(limit_here, elsewhere)))?
                .map_err(|error| no_session(refusal::explain(&error, elsewhere)))
        };
        let attaching = async {
            let Some(profile) = profile.as_ref().filter(|_| is_attached) else { return Ok(None) };
            let windowless = if is_shell(program) { Duration::ZERO } else { WINDOWLESS };
            let attached = tokio::time::timeout(ATTACH_LIMIT, Attached::connect(profile.path(), windowless)).await;
            attached.map_err(|_| no_events("no answer in time".to_owned()))?.map(Some).map_err(no_events)
        };
        let (client, attached) = tokio::try_join!(connecting, attaching)?;
        let given = client.capabilities().cloned().unwrap_or_default();
        let process = given
            .get("goog:processID")
            .and_then(Value::as_i64)
            .filter(|_| profile.is_some())
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        let process = Process { main: process, group };
        let wire = match (view, attached) {
            (Some(view), _) => Wire::Bidi(view.connected().await.map_err(no_view)?),
            (None, Some(browser)) => Wire::Attached(browser),
            (None, None) => {
                let socket = given.get("webSocketUrl").and_then(Value::as_str);
                let socket = socket.ok_or_else(|| no_bidi("it gave no webSocketUrl".to_owned()))?;
                let connecting = tokio::time::timeout(DRIVER_LIMIT, subscribed(socket)).await;
                Wire::Bidi(connecting.map_err(|_| no_bidi("no answer in time".to_owned()))?.map_err(no_bidi)?)
            }
        };
        let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let facts = Browser {
            name: text("browserName"),
            version: text("browserVersion"),
            driver: driver_version(&given),
            binary: driver.program().map(|path| path.display().to_string()),
        };
        let home = tokio::time::timeout(DRIVER_LIMIT, client.window())
            .await
            .map_err(|_| no_session("it does not tell its window".to_owned()))?
            .map_err(|error| no_session(error.to_string()))?
            .into();
        Ok(Self { client, facts, engine, driver: url, home, process, wire, _profile: profile })
    }

    /// Opens a web view for a customer. Commands of the client go there from now on.
    pub(super) async fn open_web_view(&self) -> Result<WebView, BrowserError> {
        let no_session = |message: String| BrowserError::NoSession { driver: self.driver.clone(), message };
        let opening = async {
            match &self.wire {
                // The one web view that the browser consists of.
                Wire::Bidi(view) if self.engine == Engine::Webkit => {
                    Ok(WebView { user_context: String::new(), window: self.home.clone(), events: heard(view) })
                }
                Wire::Bidi(bidi) => {
                    let secure = json!({ "acceptInsecureCerts": true });
                    let created = bidi.command("browser.createUserContext", secure).await?;
                    let user_context = created["userContext"].as_str().unwrap_or_default().to_owned();
                    let create = json!({ "type": "tab", "userContext": user_context });
                    let tab = bidi.command("browsingContext.create", create).await?;
                    let window = tab["context"].as_str().unwrap_or_default().to_owned();
                    self.switch_to(&window).await?;
                    Ok(WebView { user_context, window, events: heard(bidi) })
                }
                Wire::Attached(browser) => {
                    let (user_context, window, events) = browser.open_web_view().await?;
                    self.switch_to(&window).await?;
                    Ok(WebView { user_context, window, events })
                }
            }
        };
        tokio::time::timeout(DRIVER_LIMIT, opening)
            .await
            .map_err(|_| no_session(format!("it opened no window within {} s", DRIVER_LIMIT.as_secs())))?
            .map_err(no_session)
    }

    /// Ends a customer's web view with everything it has stored, and every window that it has opened.
    ///
    /// # Errors
    /// In words, when that does not work in time; the browser is of no use any more then.
    pub(super) async fn close_web_view(&self, user_context: &str) -> Result<(), String> {
        let closing = async {
            match &self.wire {
                Wire::Bidi(_) if self.engine == Engine::Webkit => {
                    return Err("its one web view is the customer's".to_owned());
                }
                Wire::Bidi(bidi) => {
                    let gone = json!({ "userContext": user_context });
                    bidi.command("browser.removeUserContext", gone).await.map(drop)?;
                }
                Wire::Attached(browser) => browser.close_web_view(user_context).await?,
            }
            self.switch_to(&self.home).await
        };
        tokio::time::timeout(END_LIMIT, closing).await.map_err(|_| "no answer in time".to_owned())?
    }

    async fn switch_to(&self, window: &str) -> Result<(), String> {
        let handle = window.to_owned().try_into().map_err(|_| format!("`{window}` is no window"))?;
        self.client.switch_to_window(handle).await.map_err(|error| error.to_string())
    }

    /// Whether it is still heard what happens in the browser.
    pub(super) fn is_heard(&self) -> bool {
        match &self.wire {
            Wire::Attached(browser) => browser.is_open(),
            Wire::Bidi(bidi) => bidi.is_open(),
        }
    }

    /// Whether the driver itself still answers, whatever its browser does.
    pub(super) async fn driver_answers(&self) -> bool {
        let Ok(client) = http_client(STATUS_LIMIT, Policy::none()) else { return false };
        client.get(format!("{}status", self.driver)).send().await.is_ok()
    }

    /// Ends the browser without asking it.
    pub(super) fn kill(&self) {
        self.process.kill();
    }

    /// Ends the browser. One that does not end is killed when it is dropped.
    pub(super) async fn close(self) {
        let _ended = tokio::time::timeout(END_LIMIT, self.client.clone().close()).await;
    }
}

/// An event connection of a driver that tells what is understood here.
async fn subscribed(socket: &str) -> Result<Connection, String> {
    let bidi = Connection::open(socket).await?;
    bidi.command("session.subscribe", json!({ "events": OF_BIDI })).await?;
    Ok(bidi)
}

/// What is heard on such a connection from now on.
fn heard(bidi: &Connection) -> mpsc::UnboundedReceiver<Heard> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let mut of_bidi = OfBidi::default();
    bidi.listen(move |event| {
        if let Some(heard) = of_bidi.read(&event) {
            // Nobody listens any more where the phone was put away.
            let _ = sender.send(heard);
        }
    });
    receiver
}

/// The version that a driver tells of itself.
fn driver_version(given: &Map<String, Value>) -> String {
    let told = |name: &str| given.get(name).and_then(Value::as_str);
    let chromedriver = given.get("chrome").and_then(|chrome| chrome["chromedriverVersion"].as_str());
    chromedriver.or_else(|| told("moz:geckodriverVersion")).unwrap_or_default().to_owned()
}
