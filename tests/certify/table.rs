//! Which check must find which defect: `defects.yaml`, and the checks for which there is no defect: `unkilled.yaml`.
//!
//! Both are read when the tests run, so that a new line needs no new build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use seqr_cert::suite::load_builtin;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Where it is not the reference merchant that makes the mistake: the folder below `tests/merchants/` of the one that does.
    pub of: Option<String>,
    /// What that merchant does wrong.
    pub wrong: Option<String>,
    /// The case that looks for it.
    pub case: String,
    /// The check that must find it.
    pub check: String,
    /// `fail`, `warn` or `review`.
    pub verdict: String,
    /// What the check's message or observation must say.
    pub says: String,
    /// Further checks that must find it as well.
    #[serde(default)]
    pub and: Vec<Further>,
    /// Checks that may break then: of the row's case, or of another one as `case/check`.
    #[serde(default)]
    also: Vec<String>,
    /// The exit code, where it does not follow from the verdict.
    pub exit: Option<i32>,
}

/// A further check that must find a defect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Further {
    /// Without it the row's case.
    case: Option<String>,
    check: String,
    /// Without it the row's verdict.
    verdict: Option<String>,
    says: String,
}

/// A check that must find a defect, and how.
#[derive(Clone, Copy, Debug)]
pub struct Find<'a> {
    pub case: &'a str,
    pub check: &'a str,
    pub verdict: &'a str,
    pub says: &'a str,
}

/// Checks that no line of the table names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unkilled {
    /// Nobody has thought of a defect yet.
    #[serde(default)]
    pub not_yet: BTreeSet<String>,
    /// No defect of a merchant can make them fail, and why.
    #[serde(default)]
    pub never: BTreeMap<String, String>,
}

pub type Table = BTreeMap<String, Row>;

pub fn table() -> Table {
    read("defects.yaml")
}

pub fn unkilled() -> Unkilled {
    read("unkilled.yaml")
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certify").join(name);
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

impl Row {
    /// The merchant that makes the mistake.
    pub fn merchant(&self) -> &str {
        self.of.as_deref().unwrap_or("reference")
    }

    /// Every check that must find the defect, the row's own first.
    pub fn finds(&self) -> Vec<Find<'_>> {
        let own = Find { case: &self.case, check: &self.check, verdict: &self.verdict, says: &self.says };
        let further = self.and.iter().map(|further| Find {
            case: further.case.as_deref().unwrap_or(&self.case),
            check: &further.check,
            verdict: further.verdict.as_deref().unwrap_or(&self.verdict),
            says: &further.says,
        });
        [own].into_iter().chain(further).collect()
    }

    /// The cases that are run.
    pub fn cases(&self) -> Vec<&str> {
        let cases: BTreeSet<&str> = self.finds().iter().map(|find| find.case).collect();
        cases.into_iter().collect()
    }

    /// Every `case/check` that may break.
    pub fn may_break(&self) -> BTreeSet<String> {
        let also = self
            .also
            .iter()
            .map(|also| if also.contains('/') { also.clone() } else { format!("{}/{also}", self.case) });
        self.finds().iter().map(Find::name).chain(also).collect()
    }
}

impl Find<'_> {
    pub fn name(&self) -> String {
        format!("{}/{}", self.case, self.check)
    }
}

/// `case/check` of every check of the built-in suites, with its chapter, in the suites' order.
pub fn checks() -> Vec<(String, String)> {
    let library = load_builtin().unwrap();
    let cases = library.suites.iter().flat_map(|suite| suite.cases.iter().map(|case| (&suite.chapter, case)));
    cases
        .flat_map(|(chapter, case)| {
            case.checks.iter().map(|check| (chapter.clone(), format!("{}/{}", case.id, check.id)))
        })
        .collect()
}

/// `case/check` of every check that finds a defect.
pub fn killers(table: &Table) -> BTreeSet<String> {
    table.values().flat_map(|row| row.finds().iter().map(Find::name).collect::<Vec<_>>()).collect()
}

/// A check that nothing makes fail is worth nothing, so it has to be excused by name; and nothing else may be.
#[test]
fn every_check_finds_a_defect_or_is_excused() {
    let killers = killers(&table());
    let Unkilled { not_yet, never } = unkilled();
    let checks: BTreeSet<String> = checks().into_iter().map(|(_, name)| name).collect();
    let excused: BTreeSet<&String> = not_yet.iter().chain(never.keys()).collect();
    let idle: Vec<_> = checks.iter().filter(|name| !killers.contains(*name) && !excused.contains(name)).collect();
    assert!(idle.is_empty(), "checks that find no defect of defects.yaml: {idle:#?}");
    let stale: Vec<_> = excused.iter().filter(|name| killers.contains(**name) || !checks.contains(**name)).collect();
    assert!(stale.is_empty(), "unkilled.yaml excuses checks that find a defect, or that there are not: {stale:#?}");
    assert!(killers.is_subset(&checks), "defects.yaml names checks that there are not: {killers:?}");
    assert!(never.values().all(|reason| !reason.trim().is_empty()), "unkilled.yaml excuses a check without a reason");
}
