//! Every mistake that can be built into the reference merchant is found by the check that is there for it, with the
//! message that a developer needs, and by no other check than the table says.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::sync::Mutex;

use seqr_cert::merchant::Defect;
use seqr_cert::suite::load_builtin;
use serde::Deserialize;

use crate::bench::{Run, seqr_cert};

/// One line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The only case that is run.
    case: String,
    /// The check that must find it.
    check: String,
    /// `fail` or `warn`.
    verdict: String,
    /// What the check's message or observation must say.
    says: String,
    /// Further checks of the case that may break then.
    #[serde(default)]
    also: Vec<String>,
    /// The exit code, where it does not follow from the verdict.
    exit: Option<i32>,
}

type Table = BTreeMap<String, Expected>;

/// A mistake that nobody can overlook. Where it is not found, finding the others means nothing.
const CONTROL: &str = "success-500";

/// Runs at the same time; each of them mostly waits.
const AT_ONCE: usize = 4;

fn table() -> Table {
    serde_saphyr::from_str(include_str!("defects.yaml")).unwrap()
}

#[test]
fn the_table_names_every_defect_once() {
    let named: Vec<String> = table().into_keys().collect();
    let mut known: Vec<String> = Defect::ALL.iter().map(|defect| defect.name().to_owned()).collect();
    known.sort();
    assert_eq!(named, known);
}

#[test]
fn every_defect_is_found_by_its_check_and_the_same_cases_are_green_without_it() {
    let table = table();
    let control = survivor(CONTROL, &table[CONTROL]);
    assert_eq!(control, None, "the score is void: the control defect is not found");

    let cases: BTreeSet<&str> = table.values().map(|expected| expected.case.as_str()).collect();
    let mut arguments = vec!["demo", "--exact"];
    arguments.extend(&cases);
    let green = seqr_cert(&arguments);
    assert_eq!(green.exit, 0, "a false alarm: {}", green.printed);
    assert_eq!(green.checks("warn"), BTreeSet::new(), "a false alarm: {}", green.messages("warn"));

    let queue: Mutex<VecDeque<(&String, &Expected)>> = Mutex::new(table.iter().collect());
    let survivors: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((defect, expected)) = { queue.lock().unwrap().pop_front() } {
                    let survivor = survivor(defect, expected);
                    survivors.lock().unwrap().extend(survivor);
                }
            });
        }
    });
    let survivors = survivors.into_inner().unwrap();
    assert!(survivors.is_empty(), "{} of {} survive:\n\n{}", survivors.len(), table.len(), survivors.join("\n\n"));
}

/// Why a defect counts as not found; `None` when it is found as the table says.
fn survivor(defect: &str, expected: &Expected) -> Option<String> {
    let run = seqr_cert(&["demo", "--defect", defect, "--exact", &expected.case]);
    let Expected { case, check, verdict, says, also, exit } = expected;
    let named = |check: &String| format!("{case}/{check}");
    let found = run.checks(verdict);
    if !found.contains(&named(check)) {
        return Some(format!(
            "{defect} is not found by {case}/{check} with {verdict}, but by {found:?}\n{}",
            run.printed
        ));
    }
    let told = run.told(case, check);
    if !told.contains(says.as_str()) {
        return Some(format!("{defect} is found, but {case}/{check} does not say `{says}`: {told}"));
    }
    let others: Vec<String> = broken(&run).into_iter().filter(|other| *other != named(check)).collect();
    let unexpected: Vec<&String> =
        others.iter().filter(|other| !also.iter().any(|also| named(also) == **other)).collect();
    if !unexpected.is_empty() {
        return Some(format!("{defect} is found, and {unexpected:?} with it, which the table does not say"));
    }
    let wanted = exit.unwrap_or(if verdict == "fail" { 1 } else { 0 });
    (run.exit != wanted).then(|| format!("{defect} ends with exit code {}, not {wanted}\n{}", run.exit, run.printed))
}

/// Checks that found something, and those that could not look without being blocked by what others found.
fn broken(run: &Run) -> BTreeSet<String> {
    let mut broken: BTreeSet<String> =
        ["fail", "warn", "review"].into_iter().flat_map(|verdict| run.checks(verdict)).collect();
    broken.extend(run.checks("inconclusive").into_iter().filter(|name| {
        let (case, check) = name.split_once('/').unwrap();
        !run.told(case, check).starts_with("blocked")
    }));
    broken
}

/// The score of a table whose defects are all found, which is for the test above to say.
#[test]
fn the_score_is_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/KILLS.md");
    let score = score(&table());
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, &score).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == score,
        "suites/KILLS.md is not what was found; run UPDATE_EXPECTED=1 cargo test --test certify score and commit it",
    );
}

/// The score as Markdown.
fn score(table: &Table) -> String {
    let mut text = String::from(include_str!("kills.md"));
    text.push_str("\n## By chapter\n\n| chapter | defects | checks of the chapter | of them seen failing |\n| --- | ---: | ---: | ---: |\n");
    let library = load_builtin().unwrap();
    let checks: Vec<(&str, String)> = library
        .suites
        .iter()
        .flat_map(|suite| {
            let checks =
                suite.cases.iter().flat_map(|case| case.checks.iter().map(|check| format!("{}/{}", case.id, check.id)));
            checks.map(|name| (suite.chapter.as_str(), name))
        })
        .collect();
    let failing: BTreeSet<String> =
        table.values().map(|expected| format!("{}/{}", expected.case, expected.check)).collect();
    let chapters: BTreeSet<&str> = checks.iter().map(|(chapter, _)| *chapter).collect();
    for chapter in &chapters {
        let defects = Defect::ALL.iter().filter(|defect| defect.chapter() == *chapter).count();
        let of_chapter: Vec<_> = checks.iter().filter(|(of, _)| of == chapter).collect();
        let seen = of_chapter.iter().filter(|(_, name)| failing.contains(name)).count();
        text.push_str(&format!("| {chapter} | {defects} | {} | {seen} |\n", of_chapter.len()));
    }
    text.push_str(&format!("| **all** | **{}** | **{}** | **{}** |\n", table.len(), checks.len(), failing.len()));
    text.push_str(
        "\n## The defects\n\n| defect | what the shop does wrong | found by | verdict |\n| --- | --- | --- | --- |\n",
    );
    for defect in Defect::ALL {
        let Expected { case, check, verdict, .. } = &table[defect.name()];
        text.push_str(&format!("| {defect} | {} | {case}/{check} | {verdict} |\n", defect.description()));
    }
    text.push_str("\n## Checks that no defect has made fail yet\n\n");
    for (_, name) in checks.iter().filter(|(_, name)| !failing.contains(name)) {
        text.push_str(&format!("- {name}\n"));
    }
    text
}
