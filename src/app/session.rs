//! One customer's phone: a web view of its own, with the screen and the user agent of that phone.

use std::future::Future;
use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use crate::spec::{Platform, Screen};
use crate::trace::{Blame, Browser, Recorder};

use super::blank::{Blank, WebView};
use super::browser::BrowserError;
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

/// A customer's phone in use. Dropping it ends its browser.
#[derive(Debug)]
pub struct Session {
    pub(super) observer: Observer,
    pub(super) recorder: Recorder,
    pub(super) phone: Phone,
    browser: Blank,
    user_context: String,
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
    pub(super) async fn of(browser: Blank, phone: Phone, recorder: Recorder) -> Result<Self, AppError> {
        let WebView { user_context, events } = browser.open_web_view().await?;
        let observer = Observer::start(recorder.clone(), &phone.case, &phone.token, events);
        let screen = phone.screen;
        let session = Self { observer, recorder, phone, browser, user_context };
        session.set_screen(screen).await?;
        Ok(session)
    }

    /// Takes the phone from the customer; what is left is a browser that knows nothing of them. `None` where the browser
    /// would not let go: it is ended.
    pub(super) async fn put_away(self) -> Option<Blank> {
        self.browser.close_web_view(&self.user_context).await.ok()?;
        Some(self.browser)
    }

    /// What judges.
    #[must_use]
    pub const fn browser(&self) -> &Browser {
        &self.browser.facts
    }

    /// Gives commands to the browser.
    pub(super) const fn client(&self) -> &Client {
        &self.browser.client
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
        let agent = user_agent(screen.platform, &self.browser.facts.version);
        self.devtools("Emulation.setUserAgentOverride", json!({ "userAgent": agent })).await?;
        Ok(())
    }

    /// A picture of what is on the screen, PNG.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn screenshot(&self) -> Result<Vec<u8>, AppError> {
        self.capture(json!({ "format": "png", "optimizeForSpeed": true })).await
    }

    /// A picture of the page from its top to its end, PNG, as wide as the screen. `height` is in CSS pixels.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn whole_page(&self, width: u32, height: f64) -> Result<Vec<u8>, AppError> {
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        self.capture(json!({ "format": "png", "optimizeForSpeed": true, "captureBeyondViewport": true, "clip": clip }))
            .await
    }

    async fn capture(&self, how: Value) -> Result<Vec<u8>, AppError> {
        use base64::Engine as _;
        let answer = self.devtools("Page.captureScreenshot", how).await?;
        let data = answer["data"].as_str().unwrap_or_default();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .map_err(|error| AppError::environment(format!("the browser's picture cannot be read: {error}")))
    }

    /// Ends the browser. A browser that does not end is killed when the session is dropped.
    pub async fn close(self) {
        self.browser.close().await;
    }

    pub(super) async fn devtools(&self, name: &str, parameters: Value) -> Result<Value, AppError> {
        self.within(self.client().issue_cmd(Command::devtools(name, parameters))).await
    }

    /// Runs one of the helpers of `probe.js` in the page.
    pub(super) async fn probe(&self, helper: &str, input: Value) -> Result<Value, AppError> {
        let script = concat!(include_str!("script/common.js"), include_str!("script/probe.js"));
        self.within(self.client().execute(script, vec![json!(helper), input])).await
    }

    /// Runs a command under a deadline of ours: some page states hang a session where no timeout of WebDriver applies.
    pub(super) async fn within<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> Result<T, AppError> {
        let limit = self.phone.limit + Duration::from_secs(5);
        let began = Instant::now();
        match tokio::time::timeout(limit, command).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(explain(&error)),
            Err(_) => {
                self.browser.kill();
                Err(AppError::candidate(format!(
                    "the page kept the browser from answering for {} s; look for an endless loop or a very large document",
                    began.elapsed().as_secs()
                )))
            }
        }
    }
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
