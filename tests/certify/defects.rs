//! Every mistake that can be built into the reference merchant is found by the check that is there for it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::bench::seqr_cert;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The only case that is run.
    case: String,
    /// The check that must find it.
    check: String,
    verdict: String,
    exit: Option<i32>,
}

fn table() -> BTreeMap<String, Expected> {
    serde_saphyr::from_str(include_str!("defects.yaml")).unwrap()
}

#[test]
fn the_table_names_every_defect_once() {
    let named: Vec<String> = table().into_keys().collect();
    let mut known: Vec<String> =
        seqr_cert::merchant::Defect::ALL.iter().map(|defect| defect.name().to_owned()).collect();
    known.sort();
    assert_eq!(named, known);
}

#[test]
fn every_defect_is_found_by_its_check_and_the_same_case_is_green_without_it() {
    let table = table();
    let cases: Vec<&str> = table.values().map(|expected| expected.case.as_str()).collect();
    let mut arguments = vec!["demo", "--exact"];
    arguments.extend(&cases);
    let green = seqr_cert(&arguments);
    assert_eq!(green.exit, 0, "{}", green.printed);
    for (defect, expected) in &table {
        let run = seqr_cert(&["demo", "--defect", defect, "--exact", &expected.case]);
        let found = run.checks(&expected.verdict);
        let wanted = format!("{}/{}", expected.case, expected.check);
        assert!(found.contains(&wanted), "{defect} is not found by {wanted}, but by {found:?}:\n{}", run.printed);
        let exit = expected.exit.unwrap_or(if expected.verdict == "fail" { 1 } else { 0 });
        assert_eq!(run.exit, exit, "{defect}:\n{}", run.printed);
    }
}
