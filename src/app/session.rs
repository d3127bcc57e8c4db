//! One customer's phone: a web view of its own, with the screen and the user agent of that phone.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fantoccini::Client;
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use crate::spec::{Engine, Language, Screen};
use crate::trace::{Blame, Browser, Recorder};

use super::blank::{Blank, WebView};
use super::browser::BrowserError;
use super::devtools::{DevTools, unusable};
use super::driver::Driver;
use super::observer::Observer;
use super::tap::Usable;

/// Whose phone it is, and where its events go.
#[derive(Clone, Debug)]
pub struct Phone {
    pub case: String,
    pub token: String,
    pub screen: Screen,
    /// In Chromium only.
    pub language: Language,
    /// For a page to load, and for an element to become usable.
    pub limit: Duration,
}

/// The helpers of `probe.js`, as the body of a function.
const PROBE: &str = concat!(include_str!("script/common.js"), include_str!("script/probe.js"));

/// How often it is looked whether the browser is still heard.
const EAR: Duration = Duration::from_millis(100);

/// What is said where events do not come any more.
const DEAF: &str =
    "the connection on which the browser tells what happens in it is broken, so nothing can be said of the page";

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

    /// What the browser says when it does not do what it was asked for: the page's trouble, unless there is no browser.
    pub(super) fn refused(message: &str) -> Self {
        if ["crash", "disconnected", "closed"].iter().any(|word| message.contains(word)) {
            Self::environment(format!("the browser is gone: {message}"))
        } else {
            Self::candidate(message)
        }
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
    pub(super) browser: Blank,
    user_context: String,
    /// Where the browser knows that protocol.
    pub(super) devtools: Option<DevTools>,
    /// The window that the customer looks at.
    pub(super) window: String,
    /// The phone's screen now; `None` before it has one.
    screen: Mutex<Option<Screen>>,
    /// What was touched last.
    pub(super) touched: Mutex<Option<Usable>>,
    /// The boxes that were touched, by target, and whether they were ticked then.
    pub(super) boxes: Mutex<HashMap<String, bool>>,
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
        let WebView { user_context, window, events } = browser.open_web_view().await?;
        let observer = Observer::start(recorder.clone(), &phone.case, &phone.token, events);
        let screen = phone.screen;
        let devtools = match browser.engine {
            Engine::Chromium => Some(DevTools::connect(&browser, &window).await.map_err(|message| unusable(&message))?),
            Engine::Firefox | Engine::Webkit => None,
        };
        let (screen_now, touched, boxes) = (Mutex::default(), Mutex::default(), Mutex::default());
        let session = Self {
            observer,
            recorder,
            phone,
            browser,
            user_context,
            devtools,
            window,
            screen: screen_now,
            touched,
            boxes,
        };
        session.set_screen(screen).await?;
        Ok(session)
    }

    /// Takes the phone from the customer; what is left is a browser that knows nothing of them. `None` where the browser
    /// would not let go: it is ended.
    pub(super) async fn put_away(self) -> Option<Blank> {
        self.browser.close_web_view(&self.user_context).await.ok()?;
        Some(self.browser)
    }

    /// Its customer has scanned the code again. What their pages have stored stays, as on every phone.
    pub fn scanned_again(&mut self, token: &str) {
        self.phone.token = token.to_owned();
        self.observer.expect_customer(token);
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

    /// The phone's screen now.
    pub(super) fn screen(&self) -> Screen {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(self.phone.screen)
    }

    /// Notes the phone's screen, and tells what it was.
    pub(super) fn take_screen(&self, screen: Screen) -> Option<Screen> {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner).replace(screen)
    }

    /// Ends the browser. A browser that does not end is killed when the session is dropped.
    pub async fn close(self) {
        self.browser.close().await;
    }

    /// Runs one of the helpers of `probe.js` in the page.
    pub(super) async fn probe(&self, helper: &str, input: Value) -> Result<Value, AppError> {
        self.within(self.client().execute(PROBE, vec![json!(helper), input])).await
    }

    /// The same of the page as it stands, even when another one is under way, where the browser can be asked past its driver.
    pub(super) async fn probe_now(&self, helper: &str, input: Value) -> Result<Value, AppError> {
        if self.devtools.is_none() {
            return self.probe(helper, input).await;
        }
        self.evaluate(&format!("(function () {{ {PROBE}\n}})({}, {input})", json!(helper))).await
    }

    /// Waits until the browser is not heard any more.
    pub(super) async fn unheard(&self) {
        while self.browser.is_heard() {
            tokio::time::sleep(EAR).await;
        }
    }

    /// Runs a command under a deadline of ours: some page states hang a session where no timeout of WebDriver applies.
    pub(super) async fn within<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> Result<T, AppError> {
        let answer = self.in_time(command).await?.map_err(|error| explain(&error))?;
        self.heard().map(|()| answer)
    }

    /// Whoever hears nothing of a page must not say that it does nothing.
    pub(super) fn heard(&self) -> Result<(), AppError> {
        if self.browser.is_heard() { Ok(()) } else { Err(AppError::environment(DEAF)) }
    }

    /// Whatever asks the browser, under that deadline. One that does not answer is ended.
    pub(super) async fn in_time<T>(&self, asking: impl Future<Output = T>) -> Result<T, AppError> {
        match tokio::time::timeout(self.patience(), asking).await {
            Ok(answer) => Ok(answer),
            Err(_) => Err(self.hung().await),
        }
    }

    /// How long the browser may take for anything.
    pub(super) fn patience(&self) -> Duration {
        self.phone.limit + Duration::from_secs(5)
    }

    /// Ends a browser that did not answer in time, and says whose doing that is.
    pub(super) async fn hung(&self) -> AppError {
        let driver_answers = self.browser.driver_answers().await;
        self.browser.kill();
        if !driver_answers {
            return AppError::environment(format!(
                "the browser's driver has not answered for {} s and does not tell its status either: it hangs or is gone",
                self.patience().as_secs()
            ));
        }
        AppError::candidate(format!(
            "the page kept the browser from answering for {} s; look for an endless loop or a very large document",
            self.patience().as_secs()
        ))
    }
}

/// Tells a page's trouble from the browser's.
fn explain(error: &CmdError) -> AppError {
    match error {
        CmdError::Standard(answer) => {
            let message = answer.message.lines().next().unwrap_or_default().to_owned();
            if error.is_invalid_session_id() {
                AppError::environment(format!("the browser is gone: {message}"))
            } else {
                AppError::refused(&message)
            }
        }
        other => AppError::environment(format!("the browser's driver does not answer as it should: {other}")),
    }
}
