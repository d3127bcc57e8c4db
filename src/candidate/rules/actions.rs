//! How the back office is made to act.

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use crate::diagnostic::{Diagnostic, quoted};
use crate::yaml::{Document, Node};

use super::super::variables::{Variables, substitute};
use super::super::{Action, ActionName, Profile};
use super::urls::web_address;

pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    let profile = &document.value;
    let node = document.root().field("actions");
    let mut found = Vec::new();
    for (name, action) in profile.actions.declared() {
        found.extend(way_to_act(document, action, node.field(name).first_value()));
    }
    for name in ActionName::ALL {
        let Some(operation) = name.operation().filter(|_| name.is_of_the_reseller()) else { continue };
        if profile.actions.get(name).is_none() || profile.backend.reseller.is_some() {
            continue;
        }
        let title = format!("`{}` needs a reseller", name.name());
        found.push(
            document
                .error(title, node.key(name.name()), format!("{operation} is a reseller's call"))
                .help("add the login that the service uses, like `reseller: { id: cinema, user_id: \"9900\", password: \"1234\" }`, \
                       below `backend:`"),
        );
    }
    found
}

fn way_to_act(document: &Document<Profile>, action: &Action, node: &Node) -> Option<Diagnostic> {
    match action {
        Action::Command(command) => command.first().is_none_or(|program| program.trim().is_empty()).then(|| {
            document
                .error("the command names no program", node.at.clone(), "nothing to run")
                .help("write program and arguments, like [\"./refund.sh\", \"$ers_reference\"]")
        }),
        Action::Http(http) => {
            let any = Some("1".to_owned());
            let variables = Variables { order_reference: any.clone(), ers_reference: any.clone(), token: any };
            if http.json.is_some() && !http.form.is_empty() {
                let told =
                    document.error("`form` and `json` in one request", node.key("json"), "a request has one body");
                return Some(told.help("leave one of the two out"));
            }
            if let Some(told) =
                http.headers.iter().find_map(|header| unsendable(document, header, node.field("headers")))
            {
                return Some(told);
            }
            // A variable that is not known is told where all values are looked at.
            let concrete = substitute(&http.url, &variables).ok()?;
            let node = node.field("url");
            match Url::parse(&concrete) {
                Ok(url) => web_address(document, &url, node),
                Err(error) => Some(
                    document
                        .error(format!("{} is no complete URL", quoted(&http.url)), node.at.clone(), error.to_string())
                        .help("write it in full, like http://127.0.0.1:4010/admin/close"),
                ),
            }
        }
    }
}

/// A header that HTTP cannot carry.
fn unsendable(document: &Document<Profile>, (name, value): (&String, &String), node: &Node) -> Option<Diagnostic> {
    if HeaderName::try_from(name.as_str()).is_err() {
        let told =
            document.error(format!("{} is no name of a header", quoted(name)), node.key(name), "not known to HTTP");
        return Some(told.help("write it like `authorization` or `x-api-key`"));
    }
    HeaderValue::try_from(value.as_str()).err().map(|_| {
        document
            .error(
                format!("the header `{name}` has a value that HTTP cannot carry"),
                node.field(name).at.clone(),
                "here",
            )
            .help("write it on one line, without control characters")
    })
}
