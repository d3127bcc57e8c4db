//! A browser between two customers: it runs, and is nobody's phone.

use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::trace::Browser;

use super::bidi::{Bidi, Pushed};
use super::browser::{BrowserError, capabilities};
use super::driver::Driver;

/// A running browser and its connections. Dropping it ends the browser.
#[derive(Debug)]
pub(super) struct Blank {
    pub(super) client: Client,
    pub(super) facts: Browser,
    driver: String,
    /// The window that the browser came with. No customer ever sees it; it keeps the browser from ending.
    home: String,
    // Fields drop in order: the browser's process before the folder in which it writes.
    process: Process,
    bidi: Bidi,
    _profile: Option<TempDir>,
}

/// A web view of its own: it shares no cookie, storage or cache with another one.
#[derive(Debug)]
pub(super) struct WebView {
    pub(super) user_context: String,
    pub(super) events: mpsc::UnboundedReceiver<Pushed>,
}

/// The browser's main process, where it runs on this machine. Dropping it ends the browser.
#[derive(Debug)]
struct Process(Option<Pid>);

impl Process {
    fn kill(&self) {
        if let Some(process) = self.0 {
            // Fails only when it is gone already.
            let _ = kill_process(process, Signal::KILL);
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

/// For ending a customer's web view or a whole browser; one that takes longer is killed.
const END_LIMIT: Duration = Duration::from_secs(3);

impl Blank {
    /// Starts a browser and opens its event connection. `limit` is the page load timeout of the driver itself.
    pub(super) async fn start(driver: &Driver, limit: Duration) -> Result<Self, BrowserError> {
        let profile = driver.profile()?;
        let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let wanted = capabilities(
            driver.program().map(std::path::PathBuf::as_path),
            profile.as_ref().map(TempDir::path),
            limit_ms,
        );
        let no_session = |message: String| BrowserError::NoSession { driver: driver.url().to_owned(), message };
        let mut connector = HttpConnector::new();
        // Commands are small and wait for each other; gathering them costs 40 ms each.
        connector.set_nodelay(true);
        let mut builder = ClientBuilder::new(connector);
        let connecting = builder.capabilities(wanted).connect(driver.url());
        let client = tokio::time::timeout(DRIVER_LIMIT, connecting)
            .await
            .map_err(|_| no_session(format!("no answer within {} s", DRIVER_LIMIT.as_secs())))?
            .map_err(|error| no_session(error.to_string()))?;
        let given = client.capabilities().cloned().unwrap_or_default();
        let process = given
            .get("goog:processID")
            .and_then(Value::as_i64)
            .filter(|_| profile.is_some())
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        let process = Process(process);
        let no_bidi =
            |message: &str| BrowserError::NoBidi { driver: driver.url().to_owned(), message: message.to_owned() };
        let socket =
            given.get("webSocketUrl").and_then(Value::as_str).ok_or_else(|| no_bidi("it gave no webSocketUrl"))?;
        let bidi = tokio::time::timeout(DRIVER_LIMIT, Bidi::connect(socket))
            .await
            .map_err(|_| no_bidi("no answer in time"))?
            .map_err(|message| no_bidi(&message))?;
        let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let facts = Browser {
            name: text("browserName"),
            version: text("browserVersion"),
            driver: given
                .get("chrome")
                .and_then(|chrome| chrome["chromedriverVersion"].as_str())
                .unwrap_or_default()
                .to_owned(),
            binary: driver.program().map(|path| path.display().to_string()),
        };
        let home = tokio::time::timeout(DRIVER_LIMIT, client.window())
            .await
            .map_err(|_| no_session("it does not tell its window".to_owned()))?
            .map_err(|error| no_session(error.to_string()))?
            .into();
        Ok(Self { client, facts, driver: driver.url().to_owned(), home, process, bidi, _profile: profile })
    }

    /// Opens a web view for a customer. Commands of the client go there from now on.
    pub(super) async fn open_web_view(&self) -> Result<WebView, BrowserError> {
        let no_session = |message: String| BrowserError::NoSession { driver: self.driver.clone(), message };
        let opening = async {
            let created =
                self.bidi.command("browser.createUserContext", json!({ "acceptInsecureCerts": true })).await?;
            let user_context = created["userContext"].as_str().unwrap_or_default().to_owned();
            let create = json!({ "type": "tab", "userContext": user_context });
            let tab = self.bidi.command("browsingContext.create", create).await?;
            self.switch_to(tab["context"].as_str().unwrap_or_default()).await?;
            Ok(user_context)
        };
        let user_context = tokio::time::timeout(DRIVER_LIMIT, opening)
            .await
            .map_err(|_| no_session(format!("it opened no window within {} s", DRIVER_LIMIT.as_secs())))?
            .map_err(no_session)?;
        Ok(WebView { user_context, events: self.bidi.listen() })
    }

    /// Ends a customer's web view with everything it has stored, and every window that it has opened.
    ///
    /// # Errors
    /// In words, when that does not work in time; the browser is of no use any more then.
    pub(super) async fn close_web_view(&self, user_context: &str) -> Result<(), String> {
        let closing = async {
            self.bidi.command("browser.removeUserContext", json!({ "userContext": user_context })).await?;
            self.switch_to(&self.home).await
        };
        tokio::time::timeout(END_LIMIT, closing).await.map_err(|_| "no answer in time".to_owned())?
    }

    async fn switch_to(&self, window: &str) -> Result<(), String> {
        let handle = window.to_owned().try_into().map_err(|_| format!("`{window}` is no window"))?;
        self.client.switch_to_window(handle).await.map_err(|error| error.to_string())
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
