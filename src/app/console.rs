//! Lines of the console, as the DevTools protocol tells them.

use serde_json::Value;

use super::heard::{Heard, source, text};

/// A line that a script has written.
pub(super) fn line(told: &Value) -> Heard {
    let values = told["args"].as_array().map(Vec::as_slice).unwrap_or_default();
    Heard::Console { level: level(&told["type"]), text: printed(values), source: source(&told["stackTrace"]) }
}

/// As WebDriver BiDi calls the kinds of lines.
fn level(kind: &Value) -> String {
    match kind.as_str().unwrap_or_default() {
        "error" | "assert" => "error",
        "warning" => "warn",
        "debug" | "trace" => "debug",
        _ => "info",
    }
    .to_owned()
}

/// An error that no script has caught.
pub(super) fn exception(told: &Value) -> Heard {
    Heard::Console { level: "error".to_owned(), text: thrown(told), source: source(&told["stackTrace"]) }
}

/// What a script's error says, without where it happened.
pub(super) fn thrown(told: &Value) -> String {
    let exception = &told["exception"];
    if exception.is_object() { written(exception) } else { text(&told["text"]) }
}

/// A line as the console shows it.
fn printed(values: &[Value]) -> String {
    let mut values = values.iter();
    let mut line = String::new();
    let format = values.clone().next().filter(|first| first["type"] == "string").map(|first| text(&first["value"]));
    if let Some(format) = format.filter(|format| format.contains('%')) {
        values.next();
        let mut rest = format.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            line += before;
            let kind = after.chars().next();
            match kind {
                Some('c') => drop(values.next()),
                Some('s' | 'd' | 'i' | 'f' | 'o' | 'O') => line += &values.next().map(written).unwrap_or_default(),
                _ => line.push('%'),
            }
            let taken = matches!(kind, Some('c' | 's' | 'd' | 'i' | 'f' | 'o' | 'O' | '%'));
            rest = if taken { &after[1..] } else { after };
        }
        line += rest;
    }
    for value in values {
        if !line.is_empty() {
            line.push(' ');
        }
        line += &written(value);
    }
    line
}

/// A value of a script as text.
fn written(value: &Value) -> String {
    let plain = match &value["value"] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let told = |name: &str| value[name].as_str().map(str::to_owned);
    let described = || told("description").map(|all| all.split("\n    at ").next().unwrap_or_default().to_owned());
    plain
        .or_else(|| told("unserializableValue"))
        .or_else(described)
        .or_else(|| told("subtype"))
        .or_else(|| told("type"))
        .unwrap_or_default()
}
