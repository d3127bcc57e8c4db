//! Where the simulated backend listens, and who may call it.

use crate::diagnostic::{Diagnostic, quoted};
use crate::yaml::{Document, Node};

use super::super::Profile;

/// A terminal password shorter than this gets ACCESS_DENIED (protocol facts, section 6).
const SHORTEST_PASSWORD: usize = 4;

pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    let backend = &document.value.backend;
    let node = document.root().field("backend");
    let mut found = Vec::new();
    if !is_host_and_port(&backend.listen) {
        let title = format!("{} is no `host:port`", quoted(&backend.listen));
        found.push(
            document
                .error(title, node.field("listen").at.clone(), "the simulated backend listens here")
                .help("write it like 127.0.0.1:8480; with port 0 any free port is taken"),
        );
    }
    let terminal = node.field("terminal");
    found.extend(blank(document, &backend.terminal.id, terminal, "id"));
    if backend.terminal.password.chars().count() < SHORTEST_PASSWORD {
        let at = terminal.field("password").at.clone();
        found.push(
            document
                .warning(
                    format!("the terminal's password has fewer than {SHORTEST_PASSWORD} characters"),
                    at,
                    "SEQR answers ACCESS_DENIED (21) to every call with it",
                )
                .help("take a longer one here and in the service"),
        );
    }
    if let Some(reseller) = &backend.reseller {
        let node = node.field("reseller");
        for (value, field) in [(&reseller.id, "id"), (&reseller.user_id, "user_id"), (&reseller.password, "password")] {
            found.extend(blank(document, value, node, field));
        }
    }
    found
}

fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    let bracketed = host.starts_with('[') && host.ends_with(']');
    let host_fits = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == '/');
    host_fits && (bracketed || !host.contains(':')) && port.parse::<u16>().is_ok()
}

fn blank(document: &Document<Profile>, value: &str, node: &Node, field: &str) -> Option<Diagnostic> {
    value.trim().is_empty().then(|| {
        document
            .error(format!("`{field}` is empty"), node.field(field).at.clone(), "the service logs in with it")
            .help("write the value that the service is configured with")
    })
}
