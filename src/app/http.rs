//! HTTP to the candidate outside the browser.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

/// A client for the candidate alone: certificates of a test service need not be trusted, and no proxy stands between.
///
/// # Errors
/// When the TLS library does not start.
pub fn client(limit: Duration, redirects: Policy) -> reqwest::Result<Client> {
    Client::builder()
        .timeout(limit)
        .redirect(redirects)
        .tls_danger_accept_invalid_certs(true)
        .no_proxy()
        // A server may close a kept connection at the moment at which the next request goes out; that would look like its fault.
        .pool_max_idle_per_host(0)
        .build()
}
