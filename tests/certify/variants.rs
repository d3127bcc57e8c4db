//! Legitimate ways to build a service stay green: no check may take the way of one merchant for the only one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;

use seqr_cert::merchant::Variant;

use crate::bench::seqr_cert;

/// Takes longest, and hardly computes.
const SLOWEST: &str = "slow";

/// Runs at the same time; each of them mostly waits.
const AT_ONCE: usize = 4;

fn table() -> BTreeMap<String, Vec<String>> {
    serde_saphyr::from_str(include_str!("variants.yaml")).unwrap()
}

#[test]
fn the_table_names_every_variant_once() {
    let known: BTreeSet<String> = Variant::ALL.iter().map(|variant| variant.name().to_owned()).collect();
    assert_eq!(table().into_keys().collect::<BTreeSet<_>>(), known);
}

#[test]
fn every_variant_is_conformant_and_gets_no_warning() {
    let table = table();
    // The slowest and those that go through everything first, so that none of them is left for the end.
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(variant, sections)| (*variant != SLOWEST, sections.len()));
    let queue: Mutex<VecDeque<_>> = Mutex::new(all.into());
    let alarms: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((variant, sections)) = { queue.lock().unwrap().pop_front() } {
                    let alarm = alarm(variant, sections);
                    alarms.lock().unwrap().extend(alarm);
                }
            });
        }
    });
    let alarms = alarms.into_inner().unwrap();
    assert!(alarms.is_empty(), "{} of {} are false alarms:\n\n{}", alarms.len(), table.len(), alarms.join("\n\n"));
}

/// What a conformant variant is blamed for; `None` where it is blamed for nothing.
fn alarm(variant: &str, sections: &[String]) -> Option<String> {
    let mut arguments = vec!["demo", "--variant", variant];
    arguments.extend(sections.iter().flat_map(|section| ["--only", section]));
    let run = seqr_cert(&arguments);
    let blamed: BTreeSet<String> =
        ["fail", "warn", "review", "inconclusive"].into_iter().flat_map(|verdict| run.checks(verdict)).collect();
    (run.exit != 0 || !blamed.is_empty())
        .then(|| format!("{variant} ends with exit code {} and {blamed:?}\n{}", run.exit, run.printed))
}

/// The variants for the score.
pub fn score() -> String {
    let table = table();
    let mut text = String::from(
        "\n## Conformant ways to build a service\n\nEach of them runs the sections that it can influence and must get no \
         failure, no warning and no doubt: the false alarms are 0. The merchants in Python and Node run everything.\n\n\
         | variant | what is different | sections |\n| --- | --- | --- |\n",
    );
    for variant in Variant::ALL {
        let sections = &table[variant.name()];
        let sections = if sections.is_empty() { "all".to_owned() } else { sections.join(", ") };
        text.push_str(&format!("| {variant} | {} | {sections} |\n", variant.description()));
    }
    text.push_str(
        "| Python merchant | Pages rendered by the server in three views, a link as trigger, polling. | all |\n",
    );
    text.push_str(
        "| Node merchant | A form that is answered with a redirect, one view, notification, Swedish. | all |\n",
    );
    text
}
