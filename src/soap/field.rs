//! A message as a list of its leaves.

use std::collections::HashMap;

use crate::trace::Field;

use super::Element;
use super::redact::{personal_label, secret_label};

/// The leaves below an operation's element, in document order, secrets replaced. A name gets an index, counted from 1,
/// only where it has siblings of the same name.
#[must_use]
pub fn leaves(operation: &Element) -> Vec<Field> {
    let mut fields = Vec::new();
    collect(operation, "", &mut fields);
    fields
}

fn collect(parent: &Element, path: &str, fields: &mut Vec<Field>) {
    let mut totals: HashMap<&str, usize> = HashMap::new();
    for child in &parent.children {
        *totals.entry(&child.name).or_default() += 1;
    }
    let personal = personal_label(parent);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for child in &parent.children {
        let number = seen.entry(&child.name).or_default();
        *number += 1;
        let mut here = if path.is_empty() { child.name.clone() } else { format!("{path}/{}", child.name) };
        if totals.get(child.name.as_str()).is_some_and(|&total| total > 1) {
            here.push_str(&format!("[{number}]"));
        }
        let value = match secret_label(personal, child) {
            Some(_) if child.text.is_empty() && child.children.is_empty() => String::new(),
            Some(label) => format!("[redacted:{label}]"),
            None if child.children.is_empty() => child.text.clone(),
            None => {
                collect(child, &here, fields);
                continue;
            }
        };
        fields.push(Field { path: here, value: (!child.nil).then_some(value) });
    }
}
