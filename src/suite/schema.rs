//! JSON Schemas of the YAML files, for editors: generated from the types, so that they cannot say anything else.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::candidate::Profile;

use super::{Catalogue, Suite};

/// Every schema with the path at which it lies in the repository, as pretty-printed JSON that ends with a line break.
#[must_use]
pub fn schemas() -> [(&'static str, String); 3] {
    [
        ("suites/schema.json", text(&schema::<Suite>())),
        ("suites/requirements.schema.json", text(&schema::<Catalogue>())),
        ("suites/candidate.schema.json", text(&schema::<Profile>())),
    ]
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

fn text(schema: &Schema) -> String {
    format!("{:#}\n", schema.as_value())
}
