//! The file that `seqr-cert init` writes is right as it is, and with everything taken in that it offers.

use std::collections::BTreeSet;

use seqr_cert::candidate::{TEMPLATE, parse};
use serde_json::Value;

/// The template with every setting in it.
fn whole() -> String {
    let lines = TEMPLATE.lines().filter(|line| !line.starts_with("##"));
    lines.map(|line| line.strip_prefix("# ").unwrap_or(line)).fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn the_template_is_a_candidate_file_without_mistakes() {
    for text in [TEMPLATE.to_owned(), whole()] {
        let loaded = parse(&text, "candidate.yaml").unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    }
}

#[test]
fn everything_that_can_stand_in_a_candidate_file_stands_in_the_template() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string("suites/candidate.schema.json").unwrap()).unwrap();
    let mut names = BTreeSet::new();
    collect(&schema, &mut names);
    let missing: Vec<_> = names.iter().filter(|name| !TEMPLATE.contains(&format!("{name}:"))).collect();
    assert!(names.len() > 30, "only {names:?}");
    assert!(missing.is_empty(), "not in the template: {missing:?}");
}

/// The names of all properties.
fn collect(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                names.extend(properties.keys().cloned());
            }
            map.values().for_each(|value| collect(value, names));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}
