//! The WebDriver BiDi connection: events that the browser pushes, and the few commands that only BiDi has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_util::codec::{Framed, LinesCodec};

/// Everything that a verdict may need from the browser itself.
const EVENTS: [&str; 5] = [
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
    "log.entryAdded",
    "browsingContext.userPromptOpened",
];

/// An open connection. Dropping it ends the listening.
#[derive(Debug)]
pub(super) struct Bidi {
    commands: mpsc::UnboundedSender<Asked>,
    listener: Listener,
    task: JoinHandle<()>,
}

/// One event: its method and parameters.
pub(super) type Pushed = (String, Value);

type Answer = Result<Value, String>;
type Listener = Arc<Mutex<mpsc::UnboundedSender<Pushed>>>;

/// Bytes of one message of a web view; a picture of a long page is the longest.
const LONGEST_MESSAGE: usize = 64 * 1024 * 1024;

/// A command that was sent.
pub(super) struct Sent(oneshot::Receiver<Answer>);

impl Sent {
    /// Waits for its answer.
    ///
    /// # Errors
    /// As [`Bidi::command`].
    pub(super) async fn answer(self) -> Answer {
        self.0.await.map_err(|_| "the connection was closed".to_owned())?
    }
}

/// A command on its way, and where its answer goes.
#[derive(Debug)]
struct Asked {
    method: &'static str,
    parameters: Value,
    answer: oneshot::Sender<Answer>,
}

impl Bidi {
    /// Connects and subscribes. Events are lost until somebody listens.
    ///
    /// # Errors
    /// In words, when the connection or the subscription is refused.
    pub(super) async fn connect(url: &str) -> Result<Self, String> {
        let connection = Self::open(url).await?;
        connection.command("session.subscribe", json!({ "events": EVENTS })).await?;
        Ok(connection)
    }

    /// Connects, and is told nothing that it does not ask for.
    ///
    /// # Errors
    /// In words, when the connection is refused.
    pub(super) async fn open(url: &str) -> Result<Self, String> {
        // Commands are small; gathering them costs 40 ms each.
        let (socket, _) =
            tokio_tungstenite::connect_async_with_config(url, None, true).await.map_err(|error| error.to_string())?;
        let (sink, stream) = socket.split();
        let texts = stream.map(|message| match message {
            Ok(Message::Text(text)) => Some(text.as_str().to_owned()),
            Ok(_) => Some(String::new()),
            Err(_) => None,
        });
        Ok(Self::over(sink.with(async |text: String| Ok::<_, tungstenite::Error>(Message::text(text))), texts))
    }

    /// Takes the connection that a web view of ours has opened: the same messages, one a line. It tells all events.
    pub(super) fn of_view(socket: UnixStream) -> Self {
        let (sink, stream) = Framed::new(socket, LinesCodec::new_with_max_length(LONGEST_MESSAGE)).split();
        Self::over(sink, stream.map(Result::ok))
    }

    fn over(
        sink: impl Sink<String> + Send + 'static,
        stream: impl Stream<Item = Option<String>> + Send + 'static,
    ) -> Self {
        let (commands, asked) = mpsc::unbounded_channel();
        let listener = Arc::new(Mutex::new(mpsc::unbounded_channel().0));
        let task = tokio::spawn(converse(Box::pin(sink), Box::pin(stream), asked, Arc::clone(&listener)));
        Self { commands, listener, task }
    }

    /// Sends a command and waits for its answer, which comes after all events that the browser pushed before it.
    ///
    /// # Errors
    /// In the browser's words, when it refuses; or when the connection is gone.
    pub(super) async fn command(&self, method: &'static str, parameters: Value) -> Answer {
        self.send(method, parameters).answer().await
    }

    /// Sends a command without waiting, so that others can follow it at once. They are carried out in order.
    pub(super) fn send(&self, method: &'static str, parameters: Value) -> Sent {
        let (answer, answered) = oneshot::channel();
        // Where the connection is gone, the answer's way is closed with it.
        let _ = self.commands.send(Asked { method, parameters, answer });
        Sent(answered)
    }

    /// The events from now on. Whoever listened before hears no more.
    pub(super) fn listen(&self) -> mpsc::UnboundedReceiver<Pushed> {
        let (sender, receiver) = mpsc::unbounded_channel();
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = sender;
        receiver
    }
}

impl Drop for Bidi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries commands out and events in, until the connection ends.
async fn converse(
    mut sink: impl Sink<String> + Unpin,
    mut stream: impl Stream<Item = Option<String>> + Unpin,
    mut asked: mpsc::UnboundedReceiver<Asked>,
    listener: Listener,
) {
    let mut waiting: HashMap<u64, oneshot::Sender<Answer>> = HashMap::new();
    let mut last = 0_u64;
    loop {
        tokio::select! {
            Some(Asked { method, parameters, answer }) = asked.recv() => {
                last += 1;
                let command = json!({ "id": last, "method": method, "params": parameters });
                waiting.insert(last, answer);
                if sink.send(command.to_string()).await.is_err() {
                    break;
                }
            }
            message = next(&mut stream) => {
                let Some(mut message) = message else { break };
                let answered = message["id"].as_u64().and_then(|id| waiting.remove(&id));
                if let Some(answer) = answered {
                    // Nobody waits any more where a deadline has struck.
                    let _ = answer.send(outcome(&mut message));
                } else if let Some(event) = event(message) {
                    let _ = listener.lock().unwrap_or_else(PoisonError::into_inner).send(event);
                }
            }
        }
    }
}

/// The next message that is one; `None` at the end, or when the connection breaks.
async fn next(stream: &mut (impl Stream<Item = Option<String>> + Unpin)) -> Option<Value> {
    loop {
        if let Ok(value) = serde_json::from_str(&stream.next().await??) {
            return Some(value);
        }
    }
}

/// The DevTools protocol says the same as BiDi, without a `type`.
fn outcome(message: &mut Value) -> Answer {
    let fulfilled = message.get("result").is_some() && message["type"].as_str().is_none_or(|kind| kind == "success");
    if fulfilled {
        return Ok(message["result"].take());
    }
    let told = message["message"].as_str().or_else(|| message["error"]["message"].as_str());
    Err(told.unwrap_or("the command was refused").to_owned())
}

fn event(mut message: Value) -> Option<Pushed> {
    let method = message["method"].as_str()?.to_owned();
    Some((method, message["params"].take()))
}
