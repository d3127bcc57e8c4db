//! The four service URLs, the address that tells that the candidate is up, and the service's id.

use url::Url;

use crate::diagnostic::{Diagnostic, quoted};
use crate::spec::{Page, ServiceQr};
use crate::yaml::{Document, Node};

use super::super::Profile;

pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    let profile = &document.value;
    let root = document.root();
    let mut found = Vec::new();
    for page in Page::ALL {
        let (url, node) = (profile.urls.of(page), root.field("urls").field(page.name()));
        found.extend(web_address(document, url, node));
        if url.fragment().is_some() {
            found.push(
                document
                    .error("a service URL has no `#` part of its own", node.at.clone(), "remove what begins with `#`")
                    .help(format!("the SEQR app opens the {page} page with `#TOKEN` at the end of this URL")),
            );
        }
    }
    if let Some(start) = &profile.start {
        let node = root.field("start");
        found.extend(web_address(document, &start.ready, node.field("ready")));
        if start.command.first().is_none_or(|program| program.trim().is_empty()) {
            found.push(
                document
                    .error("`start.command` names no program", node.field("command").at.clone(), "nothing to start")
                    .help("write program and arguments, like [\"php\", \"-S\", \"127.0.0.1:4010\"], or leave `start:` out"),
            );
        }
    }
    if let Err(fault) = ServiceQr::parse(&profile.qr().text()) {
        let at = root.field("service_id").at.clone();
        found.push(document.error(fault.to_string(), at, "this stands in the QR code").help(
            "use the id agreed with SEQR, of letters, digits and `-._~`: HTTP://SEQR.SE/000/GRANDCINEMA has GRANDCINEMA",
        ));
    }
    if profile.name.trim().is_empty() {
        found.push(document.error("`name` is empty", root.field("name").at.clone(), "reports show this name"));
    }
    found
}

/// Only http and https can be opened, and only with a host.
pub(super) fn web_address(document: &Document<Profile>, url: &Url, node: &Node) -> Option<Diagnostic> {
    let at = node.at.clone();
    let title = format!("{} is no web address", quoted(url.as_str()));
    if !matches!(url.scheme(), "http" | "https") {
        let label = format!("`{}:` is neither http nor https", url.scheme());
        let help = "write it in full, like http://127.0.0.1:4010/order";
        return Some(document.error(title, at, label).help(help));
    }
    url.host_str().is_none_or(str::is_empty).then(|| document.error(title, at, "no host is named"))
}
