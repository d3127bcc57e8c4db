//! Secrets never reach the trace: they are replaced while events are recorded.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;
use serde_json::Value;

/// Replaces known secrets in everything that is recorded. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Longer ones first: one secret may be a part of another.
    secrets: Vec<Secret>,
    finder: Finder,
    /// The same for texts that are JSON, in which some characters are written differently.
    json_finder: Finder,
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
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if !known.secrets.iter().any(|secret| secret.value == value) {
            known.secrets.push(Secret { value: value.to_owned(), label: label.to_owned() });
            known.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.value.len()));
            known.prepare();
        }
    }

    /// Whether a text holds a known secret, as a part of a longer word too. Made-up references are chosen so that
    /// they do not.
    #[must_use]
    pub fn touches(&self, text: &str) -> bool {
        let known = self.known();
        match known.finder.finds_any(text.as_bytes()) {
            Some(answer) => answer,
            None => known.secrets.iter().any(|secret| text.contains(&secret.value)),
        }
    }

    /// Whether a text that is JSON may hold a known secret in one of its strings. `false` is certain.
    pub(super) fn touches_json(&self, json: &[u8]) -> bool {
        let known = self.known();
        known.json_finder.finds_any(json).unwrap_or(!known.secrets.is_empty())
    }

    /// The text without known secrets. A short secret that stands inside a longer word or number is not the secret and
    /// stays: a password `1234` must not tear holes into invoice references.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.clean(text).into_owned()
    }

    /// As [`Self::text`], without a copy of a text that holds none.
    pub(super) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let known = self.known();
        if known.finder.finds_any(text.as_bytes()) == Some(false) {
            return Cow::Borrowed(text);
        }
        let mut clean = text.to_owned();
        for secret in known.present_in(text) {
            clean = replace_words(&clean, &secret.value, &format!("[redacted:{}]", secret.label));
        }
        Cow::Owned(clean)
    }

    /// Bytes without known secrets, where they are text; other bytes stay as they are.
    #[must_use]
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(text).into_bytes(),
            Err(_) => bytes.to_vec(),
        }
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
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

impl Known {
    fn prepare(&mut self) {
        let values: Vec<&str> = self.secrets.iter().map(|secret| secret.value.as_str()).collect();
        self.finder = Finder::new(&values);
        self.json_finder = Finder::new(&values.iter().map(|value| in_json(value)).collect::<Vec<_>>());
    }

    /// The secrets that stand somewhere in a text, longer ones first.
    fn present_in(&self, text: &str) -> Vec<&Secret> {
        let Some(finder) = &self.finder.all else { return self.secrets.iter().collect() };
        let found: BTreeSet<usize> =
            finder.find_overlapping_iter(text).map(|found| found.pattern().as_usize()).collect();
        found.into_iter().filter_map(|number| self.secrets.get(number)).collect()
    }
}

/// Finds the secrets in a text in one pass.
#[derive(Debug, Default)]
struct Finder {
    /// Tells whether there are any, many bytes at a time; `None` when the machine or the secrets do not suit it.
    any: Option<Searcher>,
    /// Finds all of them, by their numbers; `None` when there are none, or too many to build it.
    all: Option<AhoCorasick>,
}

impl Finder {
    fn new<S: AsRef<[u8]>>(values: &[S]) -> Self {
        Self { any: Searcher::new(values), all: AhoCorasick::new(values).ok() }
    }

    /// Whether a text holds a secret; `None` when this cannot tell.
    fn finds_any(&self, text: &[u8]) -> Option<bool> {
        match (&self.any, &self.all) {
            (Some(any), _) => Some(any.find(text).is_some()),
            (None, Some(all)) => Some(all.is_match(text)),
            (None, None) => None,
        }
    }
}

/// A text as it stands in a JSON string, without the quotes.
fn in_json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
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
