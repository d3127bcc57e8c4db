//! One customer's phone: a browser of its own, with the screen and the user agent of that phone.

use std::future::Future;
use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::spec::{Platform, Screen};
use crate::trace::{Blame, Browser, Recorder};

use super::bidi::{Bidi, Pushed};
use super::browser::{BrowserError, capabilities};
use super::command::Command;
use super::driver::Driver;
use super::observer::Observer;

/// Whose phone it is, and where its events go.
#[derive(Clone, Debug)]
pub struct Phone {
    pub case: String,
    pub token: String,
    pub screen: Screen,
    /// For a page to load, and for an element to become usable.
    pub limit: Duration,
}

/// Why something could not be done in the browser.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    pub blame: Blame,
    pub message: String,
}

impl AppError {
    pub(super) fn candidate(message: impl Into<String>) -> Self {
        Self { blame: Blame::Candidate, message: message.into() }
    }

    pub(super) fn environment(message: impl Into<String>) -> Self {
        Self { blame: Blame::Environment, message: message.into() }
    }
}

impl From<BrowserError> for AppError {
    fn from(error: BrowserError) -> Self {
        Self::environment(error.to_string())
    }
}

/// A browser that is nobody's phone yet. Dropping it ends the browser.
#[derive(Debug)]
pub(super) struct Blank {
    client: Client,
    events: mpsc::UnboundedReceiver<Pushed>,
    browser: Browser,
    process: Process,
    bidi: Bidi,
    profile: Option<TempDir>,
}

/// A browser session. Dropping it ends its browser.
#[derive(Debug)]
pub struct Session {
    pub(super) client: Client,
    pub(super) observer: Observer,
    pub(super) recorder: Recorder,
    pub(super) phone: Phone,
    browser: Browser,
    // Fields drop in order: the browser's process before the folder in which it writes.
    process: Process,
    _bidi: Bidi,
    _profile: Option<TempDir>,
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

impl Blank {
    /// Starts a browser and opens its event connection.
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
        warm_up(&client, driver).await;
        let given = client.capabilities().cloned().unwrap_or_default();
        let no_bidi =
            |message: &str| BrowserError::NoBidi { driver: driver.url().to_owned(), message: message.to_owned() };
        let socket =
            given.get("webSocketUrl").and_then(Value::as_str).ok_or_else(|| no_bidi("it gave no webSocketUrl"))?;
        let (bidi, events) = tokio::time::timeout(DRIVER_LIMIT, Bidi::connect(socket))
            .await
            .map_err(|_| no_bidi("no answer in time"))?
            .map_err(|message| no_bidi(&message))?;
        let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let browser = Browser {
            name: text("browserName"),
            version: text("browserVersion"),
            driver: given
                .get("chrome")
                .and_then(|chrome| chrome["chromedriverVersion"].as_str())
                .unwrap_or_default()
                .to_owned(),
            binary: driver.program().map(|path| path.display().to_string()),
        };
        let process = given
            .get("goog:processID")
            .and_then(Value::as_i64)
            .filter(|_| profile.is_some())
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        Ok(Self { client, events, browser, process: Process(process), bidi, profile })
    }

    /// Ends the browser.
    pub(super) async fn close(self) {
        end(self.client.clone()).await;
    }
}

impl Session {
    /// Starts a browser and makes it the customer's phone.
    ///
    /// # Errors
    /// When the driver gives no session, or no BiDi connection.
    pub async fn start(driver: &Driver, phone: Phone, recorder: Recorder) -> Result<Self, AppError> {
        let blank = Blank::start(driver, phone.limit).await?;
        Self::of(blank, phone, recorder).await
    }

    /// Makes a browser the customer's phone.
    pub(super) async fn of(blank: Blank, phone: Phone, recorder: Recorder) -> Result<Self, AppError> {
        let Blank { client, events, browser, process, bidi, profile } = blank;
        let observer = Observer::start(recorder.clone(), &phone.case, &phone.token, events);
        let screen = phone.screen;
        let session = Self { client, observer, recorder, phone, browser, process, _bidi: bidi, _profile: profile };
        session.set_screen(screen).await?;
        Ok(session)
    }

    /// What judges.
    #[must_use]
    pub const fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Turns the phone into one with another screen. Takes effect on the next page load at the latest.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn set_screen(&self, screen: Screen) -> Result<(), AppError> {
        let metrics = json!({
            "width": screen.width, "height": screen.height, "deviceScaleFactor": screen.ratio, "mobile": true,
            "screenWidth": screen.width, "screenHeight": screen.height,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 })).await?;
        let agent = user_agent(screen.platform, &self.browser.version);
        self.devtools("Emulation.setUserAgentOverride", json!({ "userAgent": agent })).await?;
        Ok(())
    }

    /// A picture of what is on the screen, PNG.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn screenshot(&self) -> Result<Vec<u8>, AppError> {
        use base64::Engine as _;
        let answer =
            self.devtools("Page.captureScreenshot", json!({ "format": "png", "optimizeForSpeed": true })).await?;
        let data = answer["data"].as_str().unwrap_or_default();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .map_err(|error| AppError::environment(format!("the browser's picture cannot be read: {error}")))
    }

    /// Ends the browser. A browser that does not end is killed when the session is dropped.
    pub async fn close(self) {
        end(self.client.clone()).await;
    }

    pub(super) async fn devtools(&self, name: &str, parameters: Value) -> Result<Value, AppError> {
        self.within(self.client.issue_cmd(Command::devtools(name, parameters))).await
    }

    /// Runs one of the helpers of `probe.js` in the page.
    pub(super) async fn probe(&self, helper: &str, input: Value) -> Result<Value, AppError> {
        let script = concat!(include_str!("script/common.js"), include_str!("script/probe.js"));
        self.within(self.client.execute(script, vec![json!(helper), input])).await
    }

    /// Runs a command under a deadline of ours: some page states hang a session where no timeout of WebDriver applies.
    pub(super) async fn within<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> Result<T, AppError> {
        let limit = self.phone.limit + Duration::from_secs(5);
        let began = Instant::now();
        match tokio::time::timeout(limit, command).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(explain(&error)),
            Err(_) => {
                self.process.kill();
                Err(AppError::candidate(format!(
                    "the page kept the browser from answering for {} s; look for an endless loop or a very large document",
                    began.elapsed().as_secs()
                )))
            }
        }
    }
}

/// The first page of a browser takes several times as long as the next ones. The driver's own status page bears that,
/// before anybody listens.
async fn warm_up(client: &Client, driver: &Driver) {
    if driver.is_local() {
        let status = format!("{}status", driver.url());
        let opened = async {
            client.issue_cmd(Command::open(&status)).await?;
            client.issue_cmd(Command::open("about:blank")).await
        };
        // A browser that cannot do that will say so at its first page.
        let _ = tokio::time::timeout(DRIVER_LIMIT, opened).await;
    }
}

async fn end(client: Client) {
    let _ended = tokio::time::timeout(Duration::from_secs(3), client.close()).await;
}

/// Tells a page's trouble from the browser's.
fn explain(error: &CmdError) -> AppError {
    match error {
        CmdError::Standard(answer) => {
            let message = answer.message.lines().next().unwrap_or_default().to_owned();
            if message.contains("crash") || message.contains("disconnected") || error.is_invalid_session_id() {
                AppError::environment(format!("the browser is gone: {message}"))
            } else {
                AppError::candidate(message)
            }
        }
        other => AppError::environment(format!("the browser's driver does not answer as it should: {other}")),
    }
}

/// What web views of the platforms call themselves, with the engine's real version.
fn user_agent(platform: Platform, version: &str) -> String {
    match platform {
        Platform::Android => format!(
            "Mozilla/5.0 (Linux; Android 14; Mobile; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
             Chrome/{version} Mobile Safari/537.36 SEQR"
        ),
        Platform::Ios => {
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Mobile/15E148 SEQR"
                .to_owned()
        }
    }
}
