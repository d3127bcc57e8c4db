//! Tells the merchant's notificationUrl that an invoice is paid (protocol facts, section 5, "Payment").

use std::error::Error as _;
use std::time::{Duration, Instant};

use reqwest::{Client, redirect};
use url::Url;

use crate::suite::NotificationFault;
use crate::trace::{Misbehaved, Misdeed, Notified, What};

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

/// A client that goes nowhere but where it is sent: no redirects, no proxies.
pub(super) fn client() -> Result<Client, BackendError> {
    let builder = Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(LIMIT);
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
        fault => send(shared, client, &notification, fault.is_some()).await,
    }
}

async fn send(shared: &Shared, client: &Client, notification: &Notification, wrong: bool) {
    let began = Instant::now();
    let sent = match permitted(&shared.config, &notification.url) {
        Ok(url) => post(client, url, &notification.invoice_reference).await,
        Err(refusal) => Err(refusal),
    };
    let (status, error) = match sent {
        Ok(status) => (Some(status), None),
        Err(error) => (None, Some(error)),
    };
    let Notification { case, invoice_reference, url, fault } = notification.clone();
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
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
    let form = [("invoiceReference", invoice_reference)];
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
