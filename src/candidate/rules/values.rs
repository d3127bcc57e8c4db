//! Variables in values: only those that a journey can know.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::yaml::Document;

use super::super::Profile;
use super::super::variables::{VARIABLES, names};

/// The parts of a profile in which variables are replaced.
const SECTIONS: [&str; 6] = ["buy", "buy_other", "cancel", "back", "receipt", "actions"];

pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for entry in SECTIONS.iter().filter_map(|section| document.root().entry(section)) {
        entry.value.visit(None, &mut |node, _| {
            if let Some(text) = node.text() {
                found.extend(unknown(document, text, &node.at));
            }
            for entry in node.entries() {
                found.extend(unknown(document, &entry.key, &entry.key_at));
            }
        });
    }
    let visible = [
        ("receipt", &document.value.receipt, "name what the customer must see after paying, like \"$order_reference\""),
        ("qr_effect", &document.value.qr_effect, "name what the customer sees because of the code, like \"Table 7\""),
    ];
    for (name, visible, help) in visible {
        if visible.as_ref().is_some_and(|visible| visible.contains.trim().is_empty()) {
            let at = document.root().field(name).field("contains").at.clone();
            let title = format!("`{name}.contains` is empty");
            found.push(document.error(title, at, "every page contains nothing").help(help));
        }
    }
    found
}

fn unknown(document: &Document<Profile>, text: &str, at: &Range<usize>) -> Vec<Diagnostic> {
    names(text)
        .filter(|name| !VARIABLES.contains(name))
        .map(|name| {
            let written = format!("${name}");
            let source = document.source.text().get(at.clone()).unwrap_or_default();
            let at = source
                .find(&written)
                .map_or_else(|| at.clone(), |start| at.start + start..at.start + start + written.len());
            let near = did_you_mean(name, VARIABLES);
            let label = near.map_or_else(|| "not known".to_owned(), |near| format!("did you mean `${near}`?"));
            document.error(format!("unknown variable `{written}`"), at, label).help(
                "known: `$order_reference`, `$ers_reference`, `$token`; write `$$` for a dollar sign before a letter",
            )
        })
        .collect()
}
