//! What the backend has to know about the candidate.

use std::collections::BTreeSet;

use url::Url;

use crate::candidate::{Action, Profile, Reseller, Terminal};

/// Settings of a simulated backend.
#[derive(Clone, Debug)]
pub struct BackendConfig {
    /// `host:port`; port 0 takes any free one.
    pub listen: String,
    pub terminal: Terminal,
    pub reseller: Option<Reseller>,
    /// `EXTERNAL_SERVICE_ID` that QR codes must carry.
    pub service_id: String,
    /// Hosts to which notifications may go, as `host` or `host:port`; ports are not compared.
    pub allowed_hosts: Vec<String>,
}

impl BackendConfig {
    /// The settings that a profile asks for. Notifications may go to every host that it names.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let urls = &profile.urls;
        let mut named: Vec<Url> = [&urls.order, &urls.success, &urls.failure, &urls.cancel].map(Url::clone).into();
        named.extend(profile.start.iter().map(|start| start.ready.clone()));
        named.extend(profile.actions.declared().filter_map(|(_, action)| match action {
            Action::Http(http) => Url::parse(&http.url).ok(),
            Action::Command(_) => None,
        }));
        let hosts: BTreeSet<String> = named.iter().filter_map(Url::host_str).map(str::to_owned).collect();
        Self {
            listen: profile.backend.listen.clone(),
            terminal: profile.backend.terminal.clone(),
            reseller: profile.backend.reseller.clone(),
            service_id: profile.service_id.clone(),
            allowed_hosts: hosts.into_iter().collect(),
        }
    }

    /// Whether a notification may go to this host. The names of this machine stand for each other.
    pub(super) fn allows(&self, host: &str) -> bool {
        self.allowed_hosts
            .iter()
            .map(|allowed| bare(allowed))
            .any(|allowed| allowed.eq_ignore_ascii_case(host) || (is_this_machine(allowed) && is_this_machine(host)))
    }
}

/// `host` of `host:port`; the brackets of an IPv6 address stay.
fn bare(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_this_machine(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| host.eq_ignore_ascii_case(name))
}
