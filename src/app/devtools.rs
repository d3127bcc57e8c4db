//! The browser by its DevTools protocol, many commands at once.
//!
//! A browser on this machine is asked directly, which takes half the time; one elsewhere through WebDriver BiDi.

use serde_json::{Value, json};

use super::bidi::{Bidi, Sent};
use super::session::{AppError, Session};

/// A connection to the customer's window. What it has told the browser to emulate ends with it.
pub(super) struct DevTools<'s> {
    session: &'s Session,
    way: Way<'s>,
}

enum Way<'s> {
    Direct(Bidi),
    /// The event connection, and the name of the DevTools session there.
    Through(&'s Bidi, String),
}

/// A command that was sent.
pub(super) struct Asked {
    sent: Sent,
    is_wrapped: bool,
}

impl Asked {
    /// Waits for its answer.
    pub(super) async fn answer(self) -> Result<Value, AppError> {
        let mut answer = self.sent.answer().await.map_err(unusable)?;
        Ok(if self.is_wrapped { answer["result"].take() } else { answer })
    }
}

impl<'s> DevTools<'s> {
    pub(super) async fn of(session: &'s Session) -> Result<Self, AppError> {
        let way = match &session.browser.debugger {
            Some(address) => {
                let url = format!("ws://{address}/devtools/page/{}", session.window);
                Way::Direct(session.in_time(Bidi::open(&url)).await?.map_err(unusable)?)
            }
            None => {
                let asked = session.browser.bidi.command("goog:cdp.getSession", json!({ "context": session.window }));
                let given = session.in_time(asked).await?.map_err(unusable)?;
                Way::Through(&session.browser.bidi, given["session"].as_str().unwrap_or_default().to_owned())
            }
        };
        Ok(Self { session, way })
    }

    /// Sends a command without waiting. Commands are carried out in order.
    pub(super) fn send(&self, method: &'static str, parameters: Value) -> Asked {
        match &self.way {
            Way::Direct(connection) => Asked { sent: connection.send(method, parameters), is_wrapped: false },
            Way::Through(bidi, name) => {
                let wrapped = json!({ "session": name, "method": method, "params": parameters });
                Asked { sent: bidi.send("goog:cdp.sendCommand", wrapped), is_wrapped: true }
            }
        }
    }

    /// Sends a command and waits for its answer, under the deadline of every command.
    pub(super) async fn ask(&self, method: &'static str, parameters: Value) -> Result<Value, AppError> {
        self.session.in_time(self.send(method, parameters).answer()).await?
    }
}

fn unusable(message: String) -> AppError {
    AppError::environment(format!("the browser cannot be asked by its DevTools protocol: {message}"))
}
