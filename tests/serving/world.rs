//! A backend with its page, and requests as the page sends them.

use std::time::Duration;

use seqr_cert::backend::{Backend, BackendConfig, Desk, Offer, Remark, Transport};
use seqr_cert::candidate::Urls;
use seqr_cert::trace::{Recorder, Redactor, SoapCall};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use url::Url;

use crate::support::{QR, Reply, Running, config, raw};

/// What the page of a test finds wrong: that a message names an order.
fn judge(call: &SoapCall) -> Vec<Remark> {
    let order = call.client_invoice_id.iter();
    order.map(|order| Remark { kind: "order".to_owned(), level: "should", text: format!("order {order}") }).collect()
}

pub fn desk() -> Desk {
    let page = |name: &str| Url::parse(&format!("http://127.0.0.1:4010/{name}")).unwrap();
    Desk {
        name: "Grand <Cinema>".to_owned(),
        qr_text: QR.to_owned(),
        qr_picture: "<svg xmlns='http://www.w3.org/2000/svg'/>".to_owned(),
        urls: Some(Urls {
            order: page("order"),
            success: page("success"),
            failure: page("failure"),
            cancel: page("cancel"),
        }),
        judge,
    }
}

/// A backend with its page.
pub async fn with_page() -> Running {
    offering(config(), |_| Offer { playground: Some(desk()), ..Offer::default() }).await
}

/// A backend that speaks HTTPS.
pub async fn with_tls(config: BackendConfig) -> Running {
    offering(config, |folder| Offer { transport: Transport::https(folder.path()), playground: Some(desk()) }).await
}

async fn offering(config: BackendConfig, offer: impl FnOnce(&TempDir) -> Offer) -> Running {
    let folder = TempDir::new().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let backend = Backend::start_with(config, offer(&folder), recorder.clone()).await.unwrap();
    Running { backend, recorder, folder }
}

pub async fn get(running: &Running, path: &str) -> Reply {
    let host = running.backend.address();
    send(running, "GET", path, &format!("Host: {host}\n")).await
}

/// A button of the page.
pub async fn press(running: &Running, path: &str) -> Reply {
    let (host, origin) = (running.backend.address(), running.backend.origin());
    send(running, "POST", path, &format!("Host: {host}\nOrigin: {origin}\n")).await
}

/// A request with these headers and no others; `headers` are lines that end in `\n`.
pub async fn send(running: &Running, method: &str, path: &str, headers: &str) -> Reply {
    let headers = headers.replace('\n', "\r\n");
    let text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
    raw(running.backend.address(), text.as_bytes()).await
}

pub async fn in_time<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.unwrap_or_else(|_| panic!("{what} takes too long"))
}

/// The page's stream of news.
pub struct News {
    lines: tokio::io::Lines<BufReader<TcpStream>>,
    pub id: String,
}

impl News {
    /// Answers the stream, or the status with which it is refused.
    pub async fn open(running: &Running, last_event_id: &str) -> Result<Self, u16> {
        let mut stream = TcpStream::connect(running.backend.address()).await.unwrap();
        let host = running.backend.address();
        let last = if last_event_id.is_empty() { String::new() } else { format!("Last-Event-ID: {last_event_id}\r\n") };
        let head = format!("GET /playground/events HTTP/1.1\r\nHost: {host}\r\n{last}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        let first = in_time("an answer", lines.next_line()).await.unwrap().unwrap();
        let status: u16 = first.split(' ').nth(1).unwrap().parse().unwrap();
        if status == 200 { Ok(Self { lines, id: String::new() }) } else { Err(status) }
    }

    /// The next message.
    pub async fn next(&mut self) -> Value {
        let read = async {
            loop {
                let line = self.lines.next_line().await.unwrap().expect("the stream goes on");
                if let Some(id) = line.strip_prefix("id: ") {
                    id.clone_into(&mut self.id);
                }
                if let Some(data) = line.strip_prefix("data: ") {
                    return serde_json::from_str(data).unwrap();
                }
            }
        };
        in_time("news", read).await
    }

    /// The next message for which `wanted` answers something.
    pub async fn until<T>(&mut self, wanted: impl Fn(&Value) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(&self.next().await) {
                return found;
            }
        }
    }
}
