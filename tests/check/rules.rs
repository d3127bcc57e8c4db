//! What each rule says about each stored trace.

use std::collections::{BTreeMap, BTreeSet};

use seqr_cert::suite::Expect;
use seqr_cert::trace::What;
use seqr_cert::verdict::Verdict;

use crate::stored::scenes;

#[test]
fn every_stored_trace_gets_its_verdict() {
    for scene in scenes() {
        let case = scene.judge();
        let check = &case.checks[0];
        assert_eq!(check.verdict, scene.wanted, "{}\n{check:#?}", scene.label());
    }
}

#[test]
fn messages_say_what_is_wrong_what_was_expected_and_what_was_seen() {
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for scene in scenes() {
        let case = scene.judge();
        let check = &case.checks[0];
        let text = told.entry(scene.rule.clone()).or_default();
        text.push_str(&format!("{}: {}\n", scene.name, check.verdict.name()));
        for (name, value) in [("", &check.message), ("expected: ", &check.expected), ("observed: ", &check.observed)] {
            if !value.is_empty() {
                text.push_str(&format!("    {name}{value}\n"));
            }
        }
        text.push_str(&format!("    evidence: {:?}\n", check.evidence));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (rule, text) in told {
            insta::assert_snapshot!(rule, text);
        }
    });
}

#[test]
fn every_rule_is_seen_green_red_and_in_doubt() {
    let mut seen: BTreeMap<String, BTreeSet<Verdict>> = BTreeMap::new();
    for scene in scenes() {
        seen.entry(scene.rule.clone()).or_default().insert(scene.wanted);
    }
    let rules = rule_names();
    assert!(rules.len() >= 22, "{rules:?}");
    for rule in rules {
        let verdicts = seen.get(&rule).unwrap_or_else(|| panic!("no stored traces for `{rule}`"));
        for needed in [Verdict::Pass, Verdict::Fail, Verdict::Inconclusive] {
            assert!(verdicts.contains(&needed), "`{rule}` has no stored trace with the verdict {}", needed.name());
        }
    }
}

#[test]
fn what_is_broken_is_told_with_everything_that_a_reader_needs() {
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Fail) {
        let case = scene.judge();
        let check = &case.checks[0];
        for text in [&check.message, &check.expected, &check.observed] {
            assert!(!text.trim().is_empty(), "{}: {check:#?}", scene.label());
            assert!(text.chars().count() < 900, "{}: {text}", scene.label());
        }
        assert!(!check.evidence.is_empty(), "{}", scene.label());
        for spot in &check.spots {
            let view = scene.events.iter().find(|event| event.seq == spot.view());
            assert!(view.is_some_and(|event| matches!(event.what, What::View(_))), "{}: {spot:?}", scene.label());
        }
    }
}

/// The names of all rules, from the schema of the suite language.
fn rule_names() -> Vec<String> {
    let schema = serde_json::to_value(schemars::schema_for!(Expect)).unwrap();
    let variants = schema["oneOf"].as_array().expect("one schema per rule");
    variants
        .iter()
        .flat_map(|variant| variant["properties"].as_object().expect("a rule is a map").keys().cloned())
        .collect()
}
