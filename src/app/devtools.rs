//! The browser by its DevTools protocol: screens, pictures, and many commands at once.
//!
//! A browser on this machine is asked directly, which takes half the time; one elsewhere through WebDriver BiDi. What a
//! connection has told the browser to emulate ends with it, so a phone has one for as long as it is in use.

use std::time::Duration;

use serde_json::{Value, json};

use super::blank::{Blank, Wire};
use super::connection::{Connection, Sent};
use super::console;
use super::session::{AppError, Session};

/// A connection to the customer's window.
#[derive(Debug)]
pub(super) enum DevTools {
    Direct(Connection),
    /// The name of the DevTools session on the event connection.
    Through(String),
}

/// How long a connection may take to come about.
const LIMIT: Duration = Duration::from_secs(20);

/// How long a script of ours may take. Drivers are told the same.
pub(super) const SCRIPT: Duration = Duration::from_secs(10);

/// How the browser says that a page gave way to another while it was asked.
const LEFT: &str = "navigated or closed";

/// A command that was sent.
pub(super) struct Asked {
    sent: Sent,
    is_wrapped: bool,
}

impl Asked {
    /// Waits for its answer.
    ///
    /// # Errors
    /// In the browser's words, when it refuses; or when the connection is gone.
    pub(super) async fn answer(self) -> Result<Value, String> {
        let mut answer = self.sent.answer().await?;
        Ok(if self.is_wrapped { answer["result"].take() } else { answer })
    }
}

impl DevTools {
    /// Connects to a window of a Chromium.
    ///
    /// # Errors
    /// In words, when the browser does not let in.
    pub(super) async fn connect(browser: &Blank, window: &str) -> Result<Self, String> {
        let connecting = async {
            match &browser.wire {
                Wire::Attached(browser) => Ok(Self::Direct(browser.window(window).await?)),
                Wire::Bidi(bidi) => {
                    let given = bidi.command("goog:cdp.getSession", json!({ "context": window })).await?;
                    Ok(Self::Through(given["session"].as_str().unwrap_or_default().to_owned()))
                }
            }
        };
        tokio::time::timeout(LIMIT, connecting)
            .await
            .unwrap_or_else(|_| Err(format!("no answer within {} s", LIMIT.as_secs())))
    }
}

impl Session {
    /// Sends a command of the DevTools protocol without waiting. Commands are carried out in order.
    pub(super) fn send(&self, method: &'static str, parameters: Value) -> Result<Asked, AppError> {
        match (&self.devtools, &self.browser.wire) {
            (Some(DevTools::Direct(connection)), _) => {
                Ok(Asked { sent: connection.send(method, parameters), is_wrapped: false })
            }
            (Some(DevTools::Through(name)), Wire::Bidi(bidi)) => {
                let wrapped = json!({ "session": name, "method": method, "params": parameters });
                Ok(Asked { sent: bidi.send("goog:cdp.sendCommand", wrapped), is_wrapped: true })
            }
            _ => Err(unusable("it has none")),
        }
    }

    /// What a script of ours says in the page as it stands, asked past the driver: a driver would wait for another page that is
    /// under way. A promise is waited for.
    ///
    /// # Errors
    /// When the script throws, takes too long or loses its page: the page's doing; or when the browser is gone.
    pub(super) async fn evaluate(&self, expression: &str) -> Result<Value, AppError> {
        let script = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let asked = self.send("Runtime.evaluate", script)?;
        match tokio::time::timeout(SCRIPT, asked.answer()).await {
            Ok(Ok(mut answer)) => match &answer["exceptionDetails"] {
                Value::Null => Ok(answer["result"]["value"].take()),
                thrown => Err(AppError::candidate(console::thrown(thrown))),
            },
            Ok(Err(message)) if message.contains(LEFT) => Err(AppError::candidate(message)),
            Ok(Err(message)) => Err(AppError::refused(&message)),
            Err(_) => {
                let seconds = SCRIPT.as_secs();
                Err(AppError::candidate(format!("the page kept the browser from looking at it for {seconds} s")))
            }
        }
    }

    /// Sends a command and waits for its answer, under the deadline of every command.
    pub(super) async fn ask(&self, method: &'static str, parameters: Value) -> Result<Value, AppError> {
        self.in_time(self.send(method, parameters)?.answer()).await?.map_err(|message| unusable(&message))
    }
}

pub(super) fn unusable(message: &str) -> AppError {
    AppError::environment(format!("the browser cannot be asked by its DevTools protocol: {message}"))
}
