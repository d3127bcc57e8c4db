//! Requirements by chapter: verdict, what covers them, and why some are not tested.

use crate::suite::{Actor, Requirement};
use crate::trace::Trace;
use crate::verdict::{RequirementVerdict, RunJudgement};

use super::super::facts;
use super::super::text::{line, shown};
use super::badge::Badge;
use super::journeys::case_anchor;

/// A chapter of the catalogue.
pub(super) struct Chapter {
    pub title: String,
    /// How many requirements have which verdict, worst first.
    pub tally: Vec<(Badge, usize)>,
    pub rows: Vec<Row>,
}

/// A requirement.
pub(super) struct Row {
    pub id: String,
    pub anchor: String,
    pub text: String,
    pub source: String,
    pub level: &'static str,
    pub actor: &'static str,
    pub badge: Badge,
    /// Id and anchor of each case that covers it.
    pub cases: Vec<(String, String)>,
    pub reason: Option<String>,
}

/// The chapters as the catalogue orders them.
pub(super) fn chapters(judgement: &RunJudgement, trace: &Trace) -> Vec<Chapter> {
    let chapters = trace.header.plan.catalogue.chapters.iter().map(|chapter| {
        let rows = chapter.requirements.iter().map(|requirement| row(requirement, judgement, trace)).collect();
        Chapter { title: line(&chapter.title), tally: Vec::new(), rows }
    });
    chapters
        .map(|mut chapter| {
            chapter.tally = tally(&chapter.rows);
            chapter
        })
        .collect()
}

fn tally(rows: &[Row]) -> Vec<(Badge, usize)> {
    let mut counts: Vec<(Badge, usize)> = Vec::new();
    for row in rows {
        match counts.iter_mut().find(|(badge, _)| *badge == row.badge) {
            Some((_, number)) => *number += 1,
            None => counts.push((row.badge, 1)),
        }
    }
    counts.sort_by_key(|(badge, _)| badge.rank());
    counts
}

fn row(requirement: &Requirement, judgement: &RunJudgement, trace: &Trace) -> Row {
    let judged = judgement.requirements.iter().find(|judged| judged.id == requirement.id);
    let verdict = judged.and_then(|judged| judged.verdict);
    Row {
        id: line(&requirement.id),
        anchor: format!("requirement-{}", super::page::anchor(&requirement.id)),
        text: shown(&requirement.text),
        source: line(&requirement.source),
        level: requirement.level.name(),
        actor: match requirement.actor {
            Actor::Page => "page",
            Actor::Backend => "service backend",
            Actor::Owner => "service owner",
        },
        badge: verdict.map_or(Badge::NOT_TESTED, Badge::of),
        cases: judged.map_or_else(Vec::new, covering),
        reason: verdict.is_none().then(|| shown(&facts::not_tested(trace, &requirement.id))),
    }
}

fn covering(judged: &RequirementVerdict) -> Vec<(String, String)> {
    judged.cases.iter().map(|id| (line(id), case_anchor(id))).collect()
}
