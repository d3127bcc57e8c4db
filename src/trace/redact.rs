//! Secrets never reach the trace: they are replaced while events are recorded.

use std::sync::{Arc, RwLock};

use serde_json::Value;

/// Replaces known secrets in everything that is recorded. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    secrets: Arc<RwLock<Vec<Secret>>>,
}

#[derive(Debug)]
struct Secret {
    value: String,
    label: String,
}

impl Redactor {
    /// A redactor that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on `value` is written as `[redacted:label]`. Empty values are ignored.
    pub fn add(&self, label: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let mut secrets = self.secrets.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !secrets.iter().any(|secret| secret.value == value) {
            secrets.push(Secret { value: value.to_owned(), label: label.to_owned() });
            // Longer ones first: one secret may be a part of another.
            secrets.sort_by_key(|secret| std::cmp::Reverse(secret.value.len()));
        }
    }

    /// Whether a text holds a known secret, as a part of a longer word too. Made-up references are chosen so that
    /// they do not.
    #[must_use]
    pub fn touches(&self, text: &str) -> bool {
        let secrets = self.secrets.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        secrets.iter().any(|secret| text.contains(&secret.value))
    }

    /// The text without known secrets. A short secret that stands inside a longer word or number is not the secret and
    /// stays: a password `1234` must not tear holes into invoice references.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let secrets = self.secrets.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut clean = text.to_owned();
        for secret in secrets.iter() {
            if clean.contains(&secret.value) {
                clean = replace_words(&clean, &secret.value, &format!("[redacted:{}]", secret.label));
            }
        }
        clean
    }

    /// Bytes without known secrets, where they are text; other bytes stay as they are.
    #[must_use]
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(text).into_bytes(),
            Err(_) => bytes.to_vec(),
        }
    }

    /// A JSON value with every string in it redacted; the names of its fields stay.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.value(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// From this length on a secret is replaced wherever it stands.
const LONG: usize = 8;

fn replace_words(text: &str, secret: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(at) = rest.find(secret) {
        let left = rest[..at].chars().next_back().or(before);
        let after = &rest[at + secret.len()..];
        let right = after.chars().next();
        let inside = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        out.push_str(&rest[..at]);
        if secret.len() < LONG && (inside(left) || inside(right)) {
            out.push_str(secret);
        } else {
            out.push_str(with);
        }
        before = secret.chars().next_back();
        rest = after;
    }
    out.push_str(rest);
    out
}
