//! `suites/KILLS.md`: what the defects of `defects.yaml` say about the checks.

use std::collections::BTreeSet;
use std::fs;

use seqr_cert::merchant::Defect;

use crate::table::{Find, Row, Table, Unkilled, checks, killers, table, unkilled};
use crate::variants;

/// What came of running all defects.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Defects that were not found as the table demands.
    pub survivors: BTreeSet<String>,
    /// `case/check` of checks that broke without a defect.
    pub false_alarms: BTreeSet<String>,
}

/// The figures that the run of all defects is held to. That run compares the file with what it really found.
#[test]
fn the_score_is_written_down() {
    let text = score(&table(), &Outcome::default());
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(PATH, &text).unwrap();
    }
    assert!(is_written_down(&text), "{STALE}");
}

pub const STALE: &str =
    "suites/KILLS.md is not what was found; run UPDATE_EXPECTED=1 cargo test --test certify score and commit it";

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/KILLS.md");

pub fn is_written_down(score: &str) -> bool {
    fs::read_to_string(PATH).unwrap_or_default() == score
}

/// The score as Markdown.
pub fn score(table: &Table, outcome: &Outcome) -> String {
    [
        include_str!("kills.md"),
        &by_chapter(table, outcome),
        &defects(table, outcome),
        &variants::score(),
        &idle(&unkilled()),
    ]
    .concat()
}

fn by_chapter(table: &Table, outcome: &Outcome) -> String {
    let mut text = String::from(
        "\n## By chapter\n\n| chapter | defects | killed | survivors | checks | of them killing | false alarms |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let (checks, killers) = (checks(), killers(table));
    let chapters: BTreeSet<&str> = checks.iter().map(|(chapter, _)| chapter.as_str()).collect();
    let mut line = |name: &str, holds: &dyn Fn(&str) -> bool, mark: &str| {
        let defects: Vec<_> = table.iter().filter(|(defect, row)| holds(chapter_of(defect, row))).collect();
        let survivors = defects.iter().filter(|(defect, _)| outcome.survivors.contains(*defect)).count();
        let names: Vec<_> = checks.iter().filter(|(chapter, _)| holds(chapter)).map(|(_, name)| name).collect();
        let killing = names.iter().filter(|name| killers.contains(**name)).count();
        let alarms = names.iter().filter(|name| outcome.false_alarms.contains(**name)).count();
        let figures = [defects.len(), defects.len() - survivors, survivors, names.len(), killing, alarms];
        let cells: String = figures.iter().map(|figure| format!(" {mark}{figure}{mark} |")).collect();
        text.push_str(&format!("| {mark}{name}{mark} |{cells}\n"));
    };
    for chapter in chapters {
        line(chapter, &|of| of == chapter, "");
    }
    line("all", &|_| true, "**");
    text
}

/// The chapter against which a defect offends.
fn chapter_of<'a>(defect: &str, row: &'a Row) -> &'a str {
    match defect.parse::<Defect>() {
        Ok(defect) => defect.chapter(),
        Err(_) => row.case.split('.').next().unwrap_or_default(),
    }
}

fn defects(table: &Table, outcome: &Outcome) -> String {
    let mut text = String::from(
        "\n## The defects\n\n| defect | merchant | what it does wrong | found by | verdict |\n| --- | --- | --- | --- | --- |\n",
    );
    let own = Defect::ALL.iter().map(|defect| (defect.name(), defect.description()));
    let foreign = table.iter().filter_map(|(name, row)| Some((name.as_str(), row.wrong.as_deref()?)));
    for (defect, wrong) in own.chain(foreign) {
        let row = &table[defect];
        let found = row.finds().iter().map(Find::name).collect::<Vec<_>>().join("<br>");
        let found = if outcome.survivors.contains(defect) { "**not found**".to_owned() } else { found };
        text.push_str(&format!("| {defect} | {} | {wrong} | {found} | {} |\n", row.merchant(), row.verdict));
    }
    text
}

/// The checks that no defect makes fail; nothing when there are none.
fn idle(unkilled: &Unkilled) -> String {
    let mut text = String::new();
    if !unkilled.not_yet.is_empty() {
        text.push_str("\n## Checks that no defect has made fail yet\n\n");
        text.extend(unkilled.not_yet.iter().map(|name| format!("- {name}\n")));
    }
    if !unkilled.never.is_empty() {
        text.push_str("\n## Checks that no defect of a merchant can make fail\n\n");
        text.extend(unkilled.never.iter().map(|(name, reason)| format!("- {name}: {reason}\n")));
    }
    text
}
