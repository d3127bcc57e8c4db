//! Tells the merchant's notificationUrl that an invoice is paid (protocol facts, section 5, "Payment").

use std::error::Error as _;
use std::io;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use reqwest::{Client, redirect};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use crate::suite::NotificationFault;
use crate::trace::{Misbehaved, Misdeed, Notified, What, milliseconds};

use super::shared::Shared;
use super::{BackendConfig, BackendError};

/// A notification that has to be sent.
#[derive(Clone, Debug)]
pub(super) struct Notification {
    pub(super) case: Option<String>,
    pub(super) invoice_reference: String,
    pub(super) url: String,
    /// What a case wants to be wrong with it.
    pub(super) fault: Option<NotificationFault>,
}

const LIMIT: Duration = Duration::from_secs(10);
/// The field of the form.
const FIELD: &str = "invoiceReference";

/// A client that goes nowhere but where it is sent: no redirects, no proxies.
pub(super) fn client() -> Result<Client, BackendError> {
    // No connection is kept: a server may close it at the moment at which the next notification goes out.
    let builder =
        Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(LIMIT).pool_max_idle_per_host(0);
    Ok(builder.user_agent(concat!("seqr-cert/", env!("CARGO_PKG_VERSION"))).build()?)
}

/// Sends it, once unless a case wants otherwise, and records how it was answered. An answer that is no success is not
/// tried again.
pub(super) async fn deliver(shared: &Shared, client: &Client, notification: Notification) {
    match notification.fault {
        Some(NotificationFault::Late(by)) => {
            tokio::time::sleep(by.duration()).await;
            send(shared, client, &notification, true).await;
        }
        Some(NotificationFault::Twice) => {
            send(shared, client, &notification, false).await;
            send(shared, client, &notification, true).await;
        }
        Some(NotificationFault::Lost) => lose(shared, client, notification).await,
        fault => send(shared, client, &notification, fault.is_some()).await,
    }
}

/// Sends it to an address of our own that answers 500.
async fn lose(shared: &Shared, client: &Client, mut notification: Notification) {
    let began = Instant::now();
    let refusing = async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?)).map_err(io::Error::other)?;
        io::Result::Ok((listener, url))
    };
    let sent = match refusing.await {
        Ok((listener, url)) => {
            notification.url = url.to_string();
            tokio::select! {
                sent = post(client, url, &notification.invoice_reference) => sent,
                never = refuse(listener, &notification.invoice_reference) => never,
            }
        }
        Err(error) => Err(format!("not called: there is no address that could answer 500: {error}")),
    };
    note(shared, &notification, sent, began, true);
}

/// Answers 500 to everything that posts this reference, until it is dropped.
async fn refuse<T>(listener: TcpListener, invoice_reference: &str) -> T {
    let end = format!("{FIELD}={invoice_reference}");
    loop {
        // Whoever goes away without an answer has none.
        let _gone = refuse_one(&listener, end.as_bytes()).await;
    }
}

async fn refuse_one(listener: &TcpListener, end: &[u8]) -> io::Result<()> {
    let (mut stream, _) = listener.accept().await?;
    let mut seen = Vec::new();
    while !seen.ends_with(end) && stream.read_buf(&mut seen).await? > 0 {}
    stream.write_all(b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").await
}

async fn send(shared: &Shared, client: &Client, notification: &Notification, wrong: bool) {
    let began = Instant::now();
    let sent = match permitted(&shared.config, &notification.url) {
        Ok(url) => post(client, url, &notification.invoice_reference).await,
        Err(refusal) => Err(refusal),
    };
    note(shared, notification, sent, began, wrong);
}

/// Records how it was answered, and whether that was wrong on purpose.
fn note(shared: &Shared, notification: &Notification, sent: Result<u16, String>, began: Instant, wrong: bool) {
    let (status, error) = match sent {
        Ok(status) => (Some(status), None),
        Err(error) => (None, Some(error)),
    };
    let Notification { case, invoice_reference, url, fault } = notification.clone();
    let took_ms = milliseconds(began.elapsed());
    let notified = Notified { invoice_reference: invoice_reference.clone(), url, status, error, took_ms };
    // Under the lock, as everything that is recorded here.
    let world = shared.world();
    let sent = shared.recorder.record(case.as_deref(), What::Notified(notified));
    if let Some(fault) = fault.filter(|_| wrong) {
        let deed = Misdeed::Notification { fault, invoice_reference };
        shared.recorder.record(case.as_deref(), What::Misbehaved(Misbehaved { hit: Some(sent), deed }));
    }
    drop(world);
    shared.announce();
}

fn permitted(config: &BackendConfig, url: &str) -> Result<Url, String> {
    let url = Url::parse(url).map_err(|error| format!("not called: the notificationUrl is no URL: {error}"))?;
    let host = url.host_str().unwrap_or("");
    if config.allows(host) {
        Ok(url)
    } else {
        let known = config.allowed_hosts.join(", ");
        Err(format!("not called: the profile does not name the host `{host}`; it names {known}"))
    }
}

async fn post(client: &Client, url: Url, invoice_reference: &str) -> Result<u16, String> {
    let form = [(FIELD, invoice_reference)];
    match client.post(url).form(&form).send().await {
        Ok(response) => Ok(response.status().as_u16()),
        Err(error) if error.is_timeout() => Err(format!("no answer within {} s", LIMIT.as_secs())),
        Err(error) => Err(innermost(&error.without_url())),
    }
}

/// The cause at the bottom says the most: `Connection refused`.
fn innermost(error: &reqwest::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message = cause.to_string();
        source = cause.source();
    }
    message
}
