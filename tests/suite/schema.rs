//! The JSON Schemas that editors use.

use std::fs;
use std::path::Path;

use seqr_cert::suite::schemas;
use serde_json::Value;

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for (path, generated) in schemas() {
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::write(path, &generated).unwrap();
        }
        let committed = fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == generated,
            "{path} is not what the types say; run UPDATE_SCHEMAS=1 cargo test --test suite and commit the file",
        );
    }
}

fn validator(path: &str) -> jsonschema::Validator {
    let (_, text) = schemas().into_iter().find(|(known, _)| *known == path).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn yaml(path: &Path) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn valid_files_keep_to_their_schemas() {
    for (schema, file) in [
        ("suites/schema.json", "tests/suite/valid/triggers/pay.yaml"),
        ("suites/schema.json", "tests/suite/valid/receipt.yaml"),
        ("suites/requirements.schema.json", "tests/suite/valid/requirements.yaml"),
        ("suites/candidate.schema.json", "tests/candidate/grand-cinema.yaml"),
    ] {
        let mistakes: Vec<_> = validator(schema).iter_errors(&yaml(Path::new(file))).map(|e| e.to_string()).collect();
        assert!(mistakes.is_empty(), "{file}: {mistakes:?}");
    }
}

#[test]
fn editors_see_what_does_not_have_the_shape() {
    for (schema, file) in [
        ("suites/schema.json", "tests/suite/broken/unknown-field.yaml"),
        ("suites/schema.json", "tests/suite/broken/unknown-step.yaml"),
        ("suites/schema.json", "tests/suite/broken/unknown-expectation.yaml"),
        ("suites/schema.json", "tests/suite/broken/two-steps-in-one-item.yaml"),
        ("suites/schema.json", "tests/suite/broken/step-with-settings.yaml"),
        ("suites/schema.json", "tests/suite/broken/time-without-unit.yaml"),
        ("suites/requirements.schema.json", "tests/suite/broken/catalogue-level/requirements.yaml"),
        ("suites/candidate.schema.json", "tests/candidate/broken/unknown-action.yaml"),
        ("suites/candidate.schema.json", "tests/candidate/broken/url-missing.yaml"),
    ] {
        assert!(!validator(schema).is_valid(&yaml(Path::new(file))), "{schema} lets {file} pass");
    }
}
