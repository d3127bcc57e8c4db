//! The page as a whole.

use std::path::Path;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::trace::Trace;
use crate::verdict::{RunJudgement, RunVerdict};

use super::super::facts;
use super::super::text::{count, duration, line, moment, shown};
use super::badge::Badge;
use super::entry::Entry;
use super::gallery;
use super::journeys::{self, Journey};
use super::marks::Marks;
use super::mend;
use super::requirements;
use super::shelf::Shelf;

const STYLE: &str = include_str!("templates/style.css");
const SCRIPT: &str = include_str!("templates/script.js");

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    head: Head,
    notices: Vec<String>,
    mend: Vec<mend::Group>,
    chapters: Vec<requirements::Chapter>,
    gallery: Vec<gallery::Row>,
    journeys: Vec<Journey>,
    run: Vec<Entry>,
    not_applicable: Vec<(String, Vec<String>)>,
    damaged: Vec<(String, &'static str)>,
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
}

struct Head {
    candidate: String,
    headline: &'static str,
    /// `good`, `bad` or `odd`.
    tone: &'static str,
    sign: &'static str,
    summary: String,
    exit_code: u8,
    /// Name and value of what identifies the run.
    facts: Vec<(&'static str, String)>,
    cases: String,
    checks: String,
    bar: Vec<Share>,
    /// Number of findings.
    findings: usize,
}

/// A verdict's share of the cases.
struct Share {
    badge: Badge,
    number: usize,
    /// Where it begins and how wide it is, of [`BAR`] units.
    start: usize,
    width: usize,
}

/// Units of the bar of cases.
const BAR: usize = 1000;

/// `report.html` of a run whose artifacts lie below `root`.
///
/// # Errors
/// When a template cannot be filled, which would be a fault of the harness.
pub fn render(root: &Path, judgement: &RunJudgement, trace: &Trace) -> Result<String, askama::Error> {
    let marks = Marks::of(judgement);
    let mut shelf = Shelf::new(root);
    let mend = mend::groups(judgement, &marks, trace, &mut shelf);
    let gallery = gallery::rows(trace, &marks, &mut shelf);
    let (journeys, run) = journeys::journeys(judgement, trace, &marks, &mut shelf);
    let not_applicable = facts::not_applicable(judgement)
        .into_iter()
        .map(|(reason, left_out)| (shown(reason), left_out.iter().map(|what| line(what)).collect()));
    Report {
        head: head(judgement, trace, marks.findings.len()),
        notices: facts::notices(judgement, trace),
        mend,
        chapters: requirements::chapters(judgement, trace),
        gallery,
        journeys,
        run,
        not_applicable: not_applicable.collect(),
        damaged: shelf.trouble().into_iter().map(|(path, wrong)| (line(&path), wrong)).collect(),
        style: STYLE,
        style_hash: hash(STYLE),
        script: SCRIPT,
        script_hash: hash(SCRIPT),
    }
    .render()
}

fn head(judgement: &RunJudgement, trace: &Trace, findings: usize) -> Head {
    let header = &trace.header;
    let (tone, sign) = match (judgement.exit_code, judgement.verdict) {
        (0, _) => ("good", "✓"),
        (_, RunVerdict::NonConformant) => ("bad", "✕"),
        _ => ("odd", "?"),
    };
    let browser = facts::browser(trace).map_or_else(
        || "none was started".to_owned(),
        |browser| line(&format!("{} {}", browser.name, browser.version)),
    );
    let took = trace.events.last().map_or(0, |event| event.at_ms);
    let checks = judgement.cases.iter().map(|case| case.checks.len()).sum();
    Head {
        candidate: line(&header.plan.profile.name),
        headline: facts::headline(judgement),
        tone,
        sign,
        summary: facts::summary(judgement),
        exit_code: judgement.exit_code,
        facts: vec![
            ("Service", line(&header.plan.profile.service_id)),
            ("Run on", moment(&header.started)),
            ("Took", duration(took)),
            ("Judged in", browser),
            ("Harness", format!("seqr-cert {}", line(&header.harness))),
            ("Chapters", line(&header.plan.suites.join(", "))),
        ],
        cases: count(judgement.cases.len(), "case"),
        checks: count(checks, "check"),
        bar: bar(judgement),
        findings,
    }
}

fn bar(judgement: &RunJudgement) -> Vec<Share> {
    let all = judgement.cases.len().max(1);
    let mut before = 0;
    let shares = facts::tally(&judgement.cases).into_iter().map(|(verdict, number)| {
        let start = BAR * before / all;
        before += number;
        Share { badge: Badge::of(verdict), number, start, width: BAR * before / all - start }
    });
    shares.collect()
}

/// An id as part of an anchor.
pub(super) fn anchor(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
}

/// As a content security policy names an inline style or script.
fn hash(content: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}
