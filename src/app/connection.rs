//! A connection on which commands go to a browser, and answers and events come from it: by WebDriver BiDi, by the DevTools
//! protocol, and to a web view of ours, which all have the same form.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_util::codec::{Framed, LinesCodec};

/// An open connection. Dropping it ends the listening.
pub(super) struct Connection {
    commands: Commands,
    listener: Listener,
    task: JoinHandle<()>,
}

/// The side of a connection on which commands are given.
#[derive(Clone, Debug)]
pub(super) struct Commands(mpsc::UnboundedSender<Asked>);

/// What the browser says without being asked.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) method: String,
    pub(super) parameters: Value,
    /// Which page, frame or worker says it, by the DevTools protocol.
    pub(super) session: Option<String>,
}

type Answer = Result<Value, String>;
type Listener = Arc<Mutex<Box<dyn FnMut(Event) + Send>>>;

/// Bytes of one message: a picture of a long page, or what a page writes into the console. A longer one ends the connection.
const LONGEST_MESSAGE: usize = 256 * 1024 * 1024;

/// A command that was sent.
pub(super) struct Sent(oneshot::Receiver<Answer>);

impl Sent {
    /// Waits for its answer.
    ///
    /// # Errors
    /// As [`Connection::command`].
    pub(super) async fn answer(self) -> Answer {
        self.0.await.map_err(|_| "the connection was closed".to_owned())?
    }
}

/// A command on its way, and where its answer goes.
#[derive(Debug)]
struct Asked {
    method: &'static str,
    parameters: Value,
    session: Option<String>,
    answer: oneshot::Sender<Answer>,
}

impl Commands {
    /// Sends a command without waiting, so that others can follow it at once. They are carried out in order. `session` names the
    /// page, frame or worker that a command of the DevTools protocol is for; without it, it is for the browser.
    pub(super) fn send(&self, session: Option<&str>, method: &'static str, parameters: Value) -> Sent {
        let (answer, answered) = oneshot::channel();
        // Where the connection is gone, the answer's way is closed with it.
        let _ = self.0.send(Asked { method, parameters, session: session.map(str::to_owned), answer });
        Sent(answered)
    }
}

impl Connection {
    /// Connects, and is told nothing that it does not ask for.
    ///
    /// # Errors
    /// In words, when the connection is refused.
    pub(super) async fn open(url: &str) -> Result<Self, String> {
        let limits =
            WebSocketConfig::default().max_message_size(Some(LONGEST_MESSAGE)).max_frame_size(Some(LONGEST_MESSAGE));
        // Commands are small; gathering them costs 40 ms each.
        let connecting = tokio_tungstenite::connect_async_with_config(url, Some(limits), true);
        let (socket, _) = connecting.await.map_err(|error| error.to_string())?;
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
        let nobody: Box<dyn FnMut(Event) + Send> = Box::new(drop);
        let listener = Arc::new(Mutex::new(nobody));
        let task = tokio::spawn(converse(Box::pin(sink), Box::pin(stream), asked, Arc::clone(&listener)));
        Self { commands: Commands(commands), listener, task }
    }

    /// Whether it has not ended.
    pub(super) fn is_open(&self) -> bool {
        !self.task.is_finished()
    }

    /// Sends a command and waits for its answer, which comes after all events that the browser pushed before it.
    ///
    /// # Errors
    /// In the browser's words, when it refuses; or when the connection is gone.
    pub(super) async fn command(&self, method: &'static str, parameters: Value) -> Answer {
        self.send(method, parameters).answer().await
    }

    /// Sends a command without waiting, as [`Commands::send`] does.
    pub(super) fn send(&self, method: &'static str, parameters: Value) -> Sent {
        self.commands.send(None, method, parameters)
    }

    /// The side on which commands are given.
    pub(super) fn commands(&self) -> Commands {
        self.commands.clone()
    }

    /// Has somebody listen to the events from now on. Whoever listened before hears no more.
    pub(super) fn listen(&self, listener: impl FnMut(Event) + Send + 'static) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(listener);
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Drop for Connection {
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
            Some(Asked { method, parameters, session, answer }) = asked.recv() => {
                last += 1;
                let mut command = json!({ "id": last, "method": method, "params": parameters });
                if let Some(session) = session {
                    command["sessionId"] = Value::String(session);
                }
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
                    (listener.lock().unwrap_or_else(PoisonError::into_inner))(event);
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

fn event(mut message: Value) -> Option<Event> {
    let method = message["method"].as_str()?.to_owned();
    let session = message["sessionId"].as_str().map(str::to_owned);
    Some(Event { method, parameters: message["params"].take(), session })
}
