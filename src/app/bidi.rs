//! The WebDriver BiDi connection: events that the browser pushes.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Everything that a verdict may need from the browser itself.
const EVENTS: [&str; 6] = [
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
    "log.entryAdded",
    "browsingContext.userPromptOpened",
    "browsingContext.contextCreated",
];

/// An open connection. Dropping it ends the listening.
#[derive(Debug)]
pub(super) struct Bidi {
    task: JoinHandle<()>,
}

/// One event: its method and parameters.
pub(super) type Pushed = (String, Value);

impl Bidi {
    /// Connects, subscribes, and passes on every event.
    ///
    /// # Errors
    /// In words, when the connection or the subscription is refused.
    pub(super) async fn connect(url: &str) -> Result<(Self, mpsc::UnboundedReceiver<Pushed>), String> {
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.map_err(|error| error.to_string())?;
        let subscribe = json!({ "id": 1, "method": "session.subscribe", "params": { "events": EVENTS } });
        socket.send(Message::text(subscribe.to_string())).await.map_err(|error| error.to_string())?;
        let (sender, receiver) = mpsc::unbounded_channel();
        subscribed(&mut socket, &sender).await?;
        let task = tokio::spawn(async move {
            while let Some(message) = next(&mut socket).await {
                if let Some(event) = event(message)
                    && sender.send(event).is_err()
                {
                    break;
                }
            }
        });
        Ok((Self { task }, receiver))
    }
}

impl Drop for Bidi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Waits for the answer to the subscription; events that come first are kept.
async fn subscribed(socket: &mut Socket, sender: &mpsc::UnboundedSender<Pushed>) -> Result<(), String> {
    while let Some(message) = next(socket).await {
        if message["id"] == 1 {
            return match message["type"].as_str() {
                Some("success") => Ok(()),
                _ => Err(message["message"].as_str().unwrap_or("the subscription was refused").to_owned()),
            };
        }
        if let Some(event) = event(message) {
            let _ = sender.send(event);
        }
    }
    Err("the connection was closed".to_owned())
}

async fn next(socket: &mut Socket) -> Option<Value> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => {
                if let Ok(value) = serde_json::from_str(text.as_str()) {
                    return Some(value);
                }
            }
            Ok(_) => {}
            Err(_) => return None,
        }
    }
}

fn event(mut message: Value) -> Option<Pushed> {
    let method = message["method"].as_str()?.to_owned();
    Some((method, message["params"].take()))
}
