//! The requirement catalogue: what the source document demands, in our own words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `suites/requirements.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub chapters: Vec<Chapter>,
    /// What each statement of the source document comes to, in its order, so that none is overlooked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
}

/// A chapter of the source document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// First part of the ids of its requirements and cases.
    pub id: String,
    pub title: String,
    pub requirements: Vec<Requirement>,
}

/// One normative statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `chapter.name`.
    pub id: String,
    /// The requirement in our own words.
    pub text: String,
    /// Its place in the source: section, and paragraph, bullet or row.
    pub source: String,
    pub level: Level,
    pub actor: Actor,
    /// Why it matters: what happens to customers or owner of a service that breaks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What its owner does when it is broken, in words of a merchant's developer.
    pub mend: String,
    /// Why no machine can check it; a requirement has either cases or this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_tested: Option<String>,
}

/// A sentence, table row, headline or picture of the source document. It has either requirements or a word that says why
/// it demands nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// As [`super::Passage::digest`] computes it. The same words in two places are two statements.
    pub digest: String,
    /// Where it stands, for people.
    pub place: String,
    /// Ids of the requirements that say what it demands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// What it is, where it demands nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub informative: Option<String>,
}

/// How binding a requirement is. Severity of a verdict comes from here, never from a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    May,
    Should,
    Must,
}

impl Level {
    /// As it is written in the catalogue and in report.json.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::May => "may",
            Self::Should => "should",
            Self::Must => "must",
        }
    }
}

/// Who has to keep a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// What runs in the web view.
    Page,
    /// The service's server.
    Backend,
    /// The people who run the service.
    Owner,
}

impl Catalogue {
    /// All requirements, chapter by chapter.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.chapters.iter().flat_map(|chapter| &chapter.requirements)
    }

    /// The requirement with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.requirements().find(|requirement| requirement.id == id)
    }

    /// The level that a check with these requirements has: the strongest of them. Unknown ids do not count; `lint` has
    /// refused them before anything runs.
    #[must_use]
    pub fn level(&self, ids: &[String]) -> Level {
        ids.iter().filter_map(|id| self.get(id)).map(|requirement| requirement.level).max().unwrap_or(Level::Must)
    }
}
