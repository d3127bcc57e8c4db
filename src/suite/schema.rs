//! JSON Schemas of the YAML files, for editors: generated from the types, so that they cannot say anything else.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::candidate::Profile;

use super::{Catalogue, Expect, Suite};

/// Every schema with the path at which it lies in the repository, as pretty-printed JSON that ends with a line break.
#[must_use]
pub fn schemas() -> [(&'static str, String); 3] {
    [
        ("suites/schema.json", text(&schema::<Suite>())),
        ("suites/requirements.schema.json", text(&schema::<Catalogue>())),
        ("suites/candidate.schema.json", text(&schema::<Profile>())),
    ]
}

/// What an expectation demands, in the words of its schema.
#[must_use]
pub fn meaning(expect: &Expect) -> String {
    let name = serde_json::to_value(expect).ok();
    let name = name.as_ref().and_then(|value| value.as_object()?.keys().next().cloned()).unwrap_or_default();
    let schema = schema::<Expect>();
    let forms = schema.get("oneOf").and_then(|forms| forms.as_array()).into_iter().flatten();
    let mut described = forms.filter(|form| form["properties"].get(&name).is_some());
    described
        .find_map(|form| form["description"].as_str())
        .unwrap_or(&name)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

fn text(schema: &Schema) -> String {
    format!("{:#}\n", schema.as_value())
}
