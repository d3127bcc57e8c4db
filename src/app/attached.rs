//! The events of a Chromium on this machine, by its DevTools protocol.
//!
//! chromedriver makes its WebDriver BiDi of the same events, in a hidden page of the browser under test. Hearing them without
//! that page saves a quarter of what a render computes, and most of the time in which a browser starts.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::trace::Destination;

use super::connection::{Commands, Connection, Event};
use super::console;
use super::heard::{Heard, Response, status, text};

/// What runs in every page before the page's own scripts.
const AGENDA: &str = include_str!("script/agenda.js");

/// The file of a profile in which Chromium says where it listens.
const ADDRESS: &str = "DevToolsActivePort";

/// How often a browser that is starting is looked at.
const OFTEN: Duration = Duration::from_millis(5);

/// A connection to a whole browser. It hears every page, frame and worker of the customer, and every window that they open.
#[derive(Debug)]
pub(super) struct Attached {
    connection: Connection,
    hearing: Arc<Mutex<Hearing>>,
    /// Where it listens, on this machine.
    port: String,
}

impl Attached {
    /// Connects to a browser that is starting, as soon as it listens; forever where it never does. The driver waits for a window,
    /// which the headless shell does not open by itself: it is opened one where none is there after `windowless`.
    ///
    /// # Errors
    /// In words, when the browser does not let in.
    pub(super) async fn connect(profile: &Path, windowless: Duration) -> Result<Self, String> {
        let (port, path) = loop {
            let told = tokio::fs::read_to_string(profile.join(ADDRESS)).await.unwrap_or_default();
            match told.split_once('\n') {
                Some((port, path)) if path.starts_with('/') => break (port.to_owned(), path.trim_end().to_owned()),
                _ => tokio::time::sleep(OFTEN).await,
            }
        };
        let connection = Connection::open(&format!("ws://127.0.0.1:{port}{path}")).await?;
        let hearing = Arc::new(Mutex::new(Hearing::default()));
        let (listening, commands) = (Arc::clone(&hearing), connection.commands());
        connection.listen(move |event| lock(&listening).take_in(&event, &commands));
        connection.command("Target.setAutoAttach", attaching()).await?;
        let began = Instant::now();
        loop {
            let targets = connection.command("Target.getTargets", json!({})).await?;
            if targets["targetInfos"].as_array().into_iter().flatten().any(|target| target["type"] == "page") {
                break;
            }
            if began.elapsed() >= windowless {
                connection.command("Target.createTarget", json!({ "url": "about:blank" })).await?;
                break;
            }
            tokio::time::sleep(OFTEN).await;
        }
        Ok(Self { connection, hearing, port })
    }

    /// Whether the browser is still heard.
    pub(super) fn is_open(&self) -> bool {
        self.connection.is_open()
    }

    /// A connection for commands to one window.
    ///
    /// # Errors
    /// In words, when the browser does not let in.
    pub(super) async fn window(&self, window: &str) -> Result<Connection, String> {
        Connection::open(&format!("ws://127.0.0.1:{}/devtools/page/{window}", self.port)).await
    }

    /// Opens a window that shares nothing with any other. Answers the name of what it stores, its own, and what is heard.
    ///
    /// # Errors
    /// In the browser's words, when it refuses.
    pub(super) async fn open_web_view(&self) -> Result<(String, String, mpsc::UnboundedReceiver<Heard>), String> {
        let created = self.connection.command("Target.createBrowserContext", json!({})).await?;
        let context = text(&created["browserContextId"]);
        let (events, heard) = mpsc::unbounded_channel();
        lock(&self.hearing).customer = Some(Customer { context: context.clone(), page: None, events });
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        let window = self.connection.command("Target.createTarget", blank).await?;
        Ok((context, text(&window["targetId"]), heard))
    }

    /// Closes all windows of a customer and forgets what they stored.
    ///
    /// # Errors
    /// In the browser's words, when it refuses.
    pub(super) async fn close_web_view(&self, context: &str) -> Result<(), String> {
        *lock(&self.hearing) = Hearing::default();
        self.connection.command("Target.disposeBrowserContext", json!({ "browserContextId": context })).await.map(drop)
    }
}

fn lock(hearing: &Mutex<Hearing>) -> MutexGuard<'_, Hearing> {
    hearing.lock().unwrap_or_else(PoisonError::into_inner)
}

/// New pages, frames and workers wait until it is heard what they say.
fn attaching() -> Value {
    json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true })
}

/// Who is listened to, and what is known of their requests.
#[derive(Debug, Default)]
struct Hearing {
    customer: Option<Customer>,
    /// The frame that a page consists of, by the page's session; `None` of what is no page.
    speakers: HashMap<String, Option<String>>,
    requests: HashMap<String, Request>,
}

#[derive(Debug)]
struct Customer {
    /// What their pages have in common, and with nobody else's.
    context: String,
    /// The page that they see: the first that was there.
    page: Option<String>,
    events: mpsc::UnboundedSender<Heard>,
}

/// A request that is under way.
#[derive(Debug)]
struct Request {
    url: String,
    method: String,
    /// Whose it is.
    session: String,
    is_document: bool,
    /// Once its head is there.
    response: Option<Value>,
}

impl Request {
    fn response(&self, id: &str, told: &Value) -> Heard {
        Heard::Response(Response {
            id: id.to_owned(),
            url: self.url.clone(),
            method: self.method.clone(),
            status: status(&told["status"]),
            mime_type: told["mimeType"].as_str().map(str::to_owned),
            headers: headers(&told["headers"]),
            is_document: self.is_document,
        })
    }
}

impl Hearing {
    fn take_in(&mut self, event: &Event, commands: &Commands) {
        let told = &event.parameters;
        match (event.method.as_str(), event.session.as_deref()) {
            ("Target.attachedToTarget", _) => self.welcome(told, commands),
            ("Target.detachedFromTarget", _) => self.part(&text(&told["sessionId"])),
            (method, Some(session)) if self.speakers.contains_key(session) => {
                for heard in self.understood(method, told, session) {
                    self.tell(heard);
                }
                // chromedriver answers for itself the page that asks whether the customer wants to leave it.
                if method == "Page.javascriptDialogOpening" && told["type"] != "beforeunload" {
                    // A customer who is asked whether to buy says yes.
                    let answer =
                        json!({ "accept": true, "promptText": told["defaultPrompt"].as_str().unwrap_or_default() });
                    commands.send(Some(session), "Page.handleJavaScriptDialog", answer);
                }
            }
            _ => {}
        }
    }

    /// Lets somebody go on who waits to be heard.
    fn welcome(&mut self, told: &Value, commands: &Commands) {
        let session = text(&told["sessionId"]);
        let target = &told["targetInfo"];
        let kind = target["type"].as_str().unwrap_or_default();
        let has_document = ["page", "iframe"].contains(&kind);
        // Workers are of several kinds, and there are worklets. Everything else is the browser's own, even where it says that it
        // belongs to the customer's pages.
        let is_worker = kind.contains("work");
        let is_customers = (has_document || is_worker)
            && self.customer.as_ref().is_some_and(|customer| target["browserContextId"] == customer.context.as_str());
        let send = |method, parameters| drop(commands.send(Some(&session), method, parameters));
        if is_customers {
            send("Page.enable", json!({}));
            send("Runtime.enable", json!({}));
            // Nobody asks for bodies afterwards.
            send("Network.enable", json!({ "maxTotalBufferSize": 0, "maxResourceBufferSize": 0 }));
            // As `acceptInsecureCerts` has the driver do with windows of its own.
            send("Security.setIgnoreCertificateErrors", json!({ "ignore": true }));
            send("Target.setAutoAttach", attaching());
            if has_document {
                send("Page.addScriptToEvaluateOnNewDocument", json!({ "source": AGENDA }));
            }
        }
        send("Runtime.runIfWaitingForDebugger", json!({}));
        if is_customers {
            if is_worker {
                self.tell(Heard::Company);
            }
            let page = (kind == "page").then(|| text(&target["targetId"]));
            if let Some(customer) = &mut self.customer {
                customer.page = customer.page.take().or_else(|| page.clone());
            }
            self.speakers.insert(session, page);
        }
    }

    /// Takes leave of a page, frame or worker that is gone, and of what it was still asking for.
    fn part(&mut self, session: &str) {
        self.speakers.remove(session);
        let theirs: Vec<String> =
            self.requests.iter().filter(|(_, request)| request.session == session).map(|(id, _)| id.clone()).collect();
        for id in theirs {
            for heard in self.failed(id, "net::ERR_ABORTED") {
                self.tell(heard);
            }
        }
    }

    fn tell(&self, heard: Heard) {
        if let Some(customer) = &self.customer {
            // Nobody listens any more where the phone was put away.
            let _ = customer.events.send(heard);
        }
    }

    /// What an event says.
    fn understood(&mut self, method: &str, told: &Value, session: &str) -> Vec<Heard> {
        let id = text(&told["requestId"]);
        match method {
            "Network.requestWillBeSent" => self.request(id, told, session),
            "Network.responseReceived" => {
                if let Some(request) = self.requests.get_mut(&id) {
                    request.response = Some(told["response"].clone());
                }
                Vec::new()
            }
            "Network.loadingFinished" => self.ended(&id).map(|(_, response)| response).into_iter().flatten().collect(),
            "Network.loadingFailed" => self.failed(id, &text(&told["errorText"])),
            "Runtime.consoleAPICalled" => vec![console::line(told)],
            "Runtime.exceptionThrown" => vec![console::exception(&told["exceptionDetails"])],
            "Page.javascriptDialogOpening" => vec![Heard::Dialog { text: text(&told["message"]) }],
            "Network.webSocketCreated" | "Network.webTransportCreated" => vec![Heard::Company],
            _ => Vec::new(),
        }
    }

    /// What is to be said of a request that failed: what came back until then, and why no more did.
    fn failed(&mut self, id: String, error: &str) -> Vec<Heard> {
        let Some((request, response)) = self.ended(&id) else { return Vec::new() };
        let Request { url, method, is_document, .. } = request;
        let failure = Heard::Failure { id, url, method, error: error.to_owned(), is_document };
        response.into_iter().chain([failure]).collect()
    }

    fn request(&mut self, id: String, told: &Value, session: &str) -> Vec<Heard> {
        let asked = &told["request"];
        let url = text(&asked["url"]) + asked["urlFragment"].as_str().unwrap_or_default();
        // The browser's own idea, not the page's.
        if url.ends_with("/favicon.ico") {
            return Vec::new();
        }
        let redirected = self
            .requests
            .remove(&id)
            .filter(|_| told["redirectResponse"].is_object())
            .map(|request| request.response(&id, &told["redirectResponse"]));
        let is_navigation = told["type"] == "Document" && told["loaderId"] == id.as_str();
        let page = self.speakers.get(session).and_then(Option::as_deref);
        let is_document = is_navigation && page.is_some_and(|frame| told["frameId"] == frame);
        let seen = self.customer.as_ref().and_then(|customer| customer.page.as_deref());
        let destination = match (is_navigation, is_document) {
            (false, _) => Destination::Part,
            (true, false) => Destination::Frame,
            (true, true) if page == seen => Destination::Page,
            (true, true) => Destination::Window,
        };
        let (method, session) = (text(&asked["method"]), session.to_owned());
        let request = Request { url: url.clone(), method, session, is_document, response: None };
        self.requests.insert(id.clone(), request);
        redirected.into_iter().chain([Heard::Request { id, url, destination }]).collect()
    }

    /// Takes a request that is over from the list, and says what came back for it.
    fn ended(&mut self, id: &str) -> Option<(Request, Option<Heard>)> {
        let request = self.requests.remove(id)?;
        let response = request.response.as_ref().map(|response| request.response(id, response));
        Some((request, response))
    }
}

/// Values of headers that came several times are separated by line ends.
fn headers(told: &Value) -> Vec<(String, String)> {
    let told = told.as_object().into_iter().flatten();
    told.flat_map(|(name, values)| {
        let values = values.as_str().unwrap_or_default().lines();
        values.map(|value| (name.to_ascii_lowercase(), value.to_owned()))
    })
    .collect()
}
