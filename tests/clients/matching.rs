//! Values as clients decode them, beside those of the table and those of the record.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use rust_decimal::Decimal;
use seqr_cert::trace::Fields;
use serde_json::Value;

/// Which types a client decodes into types of its language; what it does not is a text.
#[derive(Clone, Copy, Debug)]
pub struct Types {
    pub integers: bool,
    pub dates: bool,
}

/// Leaves of a value, named as the record names them: `a/b[2]/c`, with an index only among namesakes.
pub fn leaves(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) if tag(value).is_none() => {
            for (name, field) in fields {
                let here = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                collect(field, &here, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let here = if items.len() == 1 { path.to_owned() } else { format!("{path}[{}]", index + 1) };
                collect(item, &here, found);
            }
        }
        leaf => found.push((path.to_owned(), leaf.clone())),
    }
}

/// `("decimal", "1.50")`, for a value that carries its type.
pub fn tag(value: &Value) -> Option<(&str, &str)> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    let (name, text) = fields.iter().next()?;
    ["decimal", "dateTime", "base64", "any"].contains(&name.as_str()).then_some((name.as_str(), text.as_str()?))
}

/// Whether two values mean the same: numbers by value, moments by moment, everything else by letter.
pub fn same(left: &Value, right: &Value) -> bool {
    let (left, right) = (lexical(left), lexical(right));
    let moments = || Some(left.parse::<Timestamp>().ok()? == right.parse::<Timestamp>().ok()?);
    let numbers = || Some(left.parse::<Decimal>().ok()? == right.parse::<Decimal>().ok()?);
    // PHP takes base64 apart by itself.
    let packed =
        |packed: &str, plain: &str| BASE64_STANDARD.decode(packed).is_ok_and(|bytes| bytes == plain.as_bytes());
    left == right || packed(&left, &right) || packed(&right, &left) || moments().or_else(numbers).unwrap_or(false)
}

/// A leaf as it would stand in a message.
pub fn lexical(value: &Value) -> String {
    match (tag(value), value) {
        (Some((_, text)), _) => text.to_owned(),
        (None, Value::String(text)) => text.clone(),
        (None, other) => other.to_string(),
    }
}

/// What is wrong with a decoded answer, beside what the table expects of it.
pub fn mismatch(expected: &Value, decoded: &Value, types: Types, path: &str) -> Option<String> {
    let wrong = || Some(format!("{path}: the client decoded {decoded}, expected {expected}"));
    match (tag(expected), expected) {
        (Some(("any", "text")), _) => decoded.as_str().is_none_or(str::is_empty).then(wrong).flatten(),
        (Some(("any", "dateTime")), _) => {
            let typed = matches!(tag(decoded), Some(("dateTime", _)));
            let moment = lexical(decoded).parse::<Timestamp>().is_ok();
            (!moment || typed != types.dates).then(wrong).flatten()
        }
        (_, Value::Null) => (!decoded.is_null()).then(wrong).flatten(),
        (_, Value::Number(_)) => {
            let typed = decoded.is_number() == types.integers;
            (!typed || !same(expected, decoded)).then(wrong).flatten()
        }
        (None, Value::Object(fields)) => {
            fields.iter().find_map(|(name, field)| mismatch(field, &decoded[name], types, &format!("{path}/{name}")))
        }
        // Some stacks make no list of a single element.
        (_, Value::Array(items)) if items.len() == 1 && !decoded.is_array() => {
            mismatch(&items[0], decoded, types, path)
        }
        (_, Value::Array(items)) => {
            if decoded.as_array().map(Vec::len) != Some(items.len()) {
                return wrong();
            }
            let mut pairs = items.iter().enumerate();
            pairs.find_map(|(index, item)| mismatch(item, &decoded[index], types, &format!("{path}[{index}]")))
        }
        _ => (!same(expected, decoded)).then(wrong).flatten(),
    }
}

/// Fails unless `told` and `recorded` have the same leaves. Absent, nil and empty are one. `secret` tells what stands
/// behind a value that the record hides.
pub fn assert_same_leaves(
    what: &str,
    told: &[(String, Value)],
    recorded: &Fields,
    secret: impl Fn(&str) -> Option<String>,
) {
    for field in recorded.iter() {
        let Some(value) = field.value.filter(|value| !value.is_empty()) else { continue };
        let Some((_, other)) = told.iter().find(|(path, _)| *path == field.path) else {
            panic!("{what}: {} = {value} is in the record only; the client has {told:?}", field.path)
        };
        let hidden = value.strip_prefix("[redacted:").and_then(|label| label.strip_suffix(']'));
        let value = Value::String(hidden.and_then(&secret).unwrap_or_else(|| value.to_owned()));
        assert!(same(&value, other), "{what}: {}: recorded {value}, the client has {other}", field.path);
    }
    for (path, value) in told {
        let is_recorded = recorded.iter().any(|field| field.path == *path);
        assert!(is_recorded || lexical(value).is_empty(), "{what}: {path} = {value} did not reach the record");
    }
}
