//! What the suite language can say, by its schema, so that tables of tests can be shown to be exhaustive.

use std::collections::BTreeSet;

use seqr_cert::suite::schemas;
use serde_json::Value;

/// The words of an enumeration of the suite language: `cut`, `http`, `trickle`.
pub fn variants(name: &str) -> BTreeSet<String> {
    let [(_, suites), ..] = schemas();
    let schema: Value = serde_json::from_str(&suites).unwrap();
    let definition = &schema["$defs"][name];
    let forms = definition["oneOf"].as_array().into_iter().flatten();
    let words = forms.clone().filter_map(|form| form["const"].as_str());
    let words = words.chain(definition["enum"].as_array().into_iter().flatten().filter_map(Value::as_str));
    let maps = forms.filter_map(|form| form["properties"].as_object()?.keys().next());
    let found: BTreeSet<String> = words.map(str::to_owned).chain(maps.cloned()).collect();
    assert!(found.len() > 1, "the schema does not know {name}: {definition}");
    found
}

/// The word of one value.
pub fn variant(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Value::String(word) => word,
        Value::Object(map) => map.keys().next().unwrap().clone(),
        other => panic!("{other}"),
    }
}
