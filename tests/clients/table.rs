//! The table of exchanges that every client goes through, in order.
//!
//! Values that JSON has no type for carry it as their name: `{"decimal": "1.50"}`, `{"dateTime": "…"}`, `{"base64": "…"}`.
//! `null` is a value that is absent. Texts may name what is known by then: `$token`, or what an answer had to be remembered
//! for. Of an answer, `{"any": "text"}` and `{"any": "dateTime"}` match every value of the type.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// One line of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
pub enum Line {
    Customer(Customer),
    Exchange(Exchange),
}

/// Something that the customer does between two calls.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// `scans`, `shows-card`, or a decision: `approves`, `declines`.
    pub customer: String,
    #[serde(default)]
    pub invoice: String,
}

/// A call and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    pub operation: String,
    #[serde(default)]
    pub caller: Caller,
    /// Without the context, which the caller tells.
    pub arguments: Value,
    /// What the client must have decoded, among other things.
    pub answer: Value,
    /// The call is made again as long as it is answered with this code.
    #[serde(default)]
    pub again_while: Option<i64>,
    /// Names for parts of the answer, each a path like `receipt/paymentDate`; of a list the first is meant.
    #[serde(default)]
    pub remember: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    #[default]
    Terminal,
    Reseller,
    /// A terminal that nobody knows.
    Stranger,
    /// The terminal that the table calls `registered`; its password is the reseller's.
    Registered,
}

pub fn table() -> Vec<Line> {
    serde_json::from_str(include_str!("exchanges.json")).expect("a table of exchanges")
}

/// What texts of the table may name.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<String, String>);

impl Known {
    pub fn learn(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value with every name replaced by what it stands for.
    pub fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill_text(text)),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), self.fill(field))).collect(),
            other => other.clone(),
        }
    }

    pub fn fill_text(&self, text: &str) -> String {
        let Some(named) = text.strip_prefix('$') else { return text.to_owned() };
        let (name, rest) = named.split_at(named.find(|c: char| !c.is_alphanumeric()).unwrap_or(named.len()));
        let value = self.get(name).unwrap_or_else(|| panic!("the table names ${name}, which nothing told"));
        format!("{value}{rest}")
    }
}
