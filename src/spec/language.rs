//! The language of a phone.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A language tag as phones have it: `sv`, `sv-SE`, `zh-Hant-TW` (BCP 47).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Language(String);

/// What phones have where nothing else is said.
const USUAL: &str = "en-US";

impl Default for Language {
    fn default() -> Self {
        Self(USUAL.to_owned())
    }
}

impl Language {
    /// Whether it is the one that phones have where nothing else is said.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        self.0 == USUAL
    }

    /// What a phone accepts that speaks it, best first: `sv-SE,sv`.
    #[must_use]
    pub fn accepted(&self) -> String {
        match self.0.split_once('-') {
            Some((alone, _)) => format!("{},{alone}", self.0),
            None => self.0.clone(),
        }
    }

    /// The tag, if the text is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let is_language =
            |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_more =
            |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (parts.next().is_some_and(is_language) && parts.all(is_more)).then(|| Self(text.to_owned()))
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no language; write it like sv or sv-SE"))
    }
}

impl JsonSchema for Language {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            "description": "A language, like sv or sv-SE."
        })
    }
}
