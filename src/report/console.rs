//! The summary on the console: the verdict first, then what to mend, then where to read on.

use std::fmt::Write as _;
use std::path::Path;

use crate::trace::Trace;
use crate::verdict::{Cause, RunJudgement, RunVerdict, Verdict};

use super::facts::{self, Finding};
use super::text::{count, cut, line, wrapped};
use super::{HTML_FILE, describe};

/// Whether the summary has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text, for files and pipes.
    Never,
    /// ANSI colours, for terminals.
    Always,
}

/// The summary of a run whose reports are in the folder `report`.
#[must_use]
pub fn summary(judgement: &RunJudgement, trace: &Trace, report: &Path, colour: Colour) -> String {
    let mut page = Page { text: String::new(), colour };
    head(&mut page, judgement, trace);
    chapters(&mut page, judgement, trace);
    for (verdict, title) in [
        (Verdict::Fail, "To mend"),
        (Verdict::Inconclusive, "Could not be judged"),
        (Verdict::Warn, "Warnings: a recommendation is not kept"),
        (Verdict::Review, "For a person to look at"),
    ] {
        let findings = facts::findings(judgement, verdict);
        if !findings.is_empty() {
            page.heading(title, findings.len());
            findings.iter().for_each(|finding| self::finding(&mut page, finding, judgement, trace));
        }
    }
    not_applicable(&mut page, judgement);
    let path = report.join(HTML_FILE);
    page.line(&format!("\nReport: {}", line(&path.to_string_lossy())));
    page.text
}

fn head(page: &mut Page, judgement: &RunJudgement, trace: &Trace) {
    let header = &trace.header;
    let style = match (judgement.exit_code, judgement.verdict) {
        (0, _) => Style::Good,
        (_, RunVerdict::NonConformant) => Style::Bad,
        _ => Style::Odd,
    };
    let sign = match style {
        Style::Good => sign(Verdict::Pass),
        Style::Bad => sign(Verdict::Fail),
        _ => sign(Verdict::Inconclusive),
    };
    let title = format!("{sign} {}: {}", facts::headline(judgement).to_uppercase(), line(&header.plan.profile.name));
    page.painted(style, &title);
    page.text.push('\n');
    page.wrapped("  ", "  ", &facts::summary(judgement));
    for notice in facts::notices(judgement, trace) {
        page.wrapped("  ", "  ", &notice);
    }
    page.text.push('\n');
}

fn chapters(page: &mut Page, judgement: &RunJudgement, trace: &Trace) {
    let chapters = facts::chapters(judgement, &trace.header.plan.catalogue);
    let widest = chapters.iter().map(|(id, ..)| id.chars().count()).max().unwrap_or(0);
    for (id, _, cases) in chapters {
        let tally = facts::tally(cases.iter().copied());
        let worst = tally.first().map_or(Verdict::NotApplicable, |(verdict, _)| *verdict);
        page.text.push_str("  ");
        page.painted(style_of(worst), sign(worst));
        let counts: Vec<String> = tally.iter().rev().map(|(verdict, number)| counted(*verdict, *number)).collect();
        let _ = writeln!(
            page.text,
            " {}{}  {:>8}  {}",
            line(id),
            " ".repeat(widest - id.chars().count()),
            count(cases.len(), "case"),
            counts.join(" · ")
        );
    }
}

fn finding(page: &mut Page, finding: &Finding<'_>, judgement: &RunJudgement, trace: &Trace) {
    let checks: Vec<String> = finding.checks.iter().map(|check| line(&check.id)).collect();
    page.text.push_str("\n  ");
    page.painted(style_of(finding.verdict), sign(finding.verdict));
    page.text.push(' ');
    if finding.is_shared_doubt() {
        page.painted(Style::Strong, "One cause of many");
    } else {
        page.painted(Style::Strong, &line(&finding.case.id));
        if !checks.is_empty() {
            let _ = write!(page.text, " › {}", checks.join(", "));
        }
    }
    page.text.push('\n');
    page.wrapped("    ", "    ", finding.message());
    // A warning is shorter: what is wrong, and what to do about it.
    let warns = finding.verdict == Verdict::Warn;
    if let Some(check) = finding.checks.first()
        && (warns || matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive))
        && !finding.is_shared_doubt()
    {
        if !warns {
            page.labelled("expected", &check.expected);
        }
        page.labelled("observed", &check.observed);
    }
    if warns || finding.verdict == Verdict::Fail {
        for requirement in finding.requirements(&trace.header.plan.catalogue) {
            if !warns {
                let must = requirement.level.name().to_uppercase();
                page.labelled("demanded", &format!("{must} {} ({})", requirement.text, requirement.source));
            }
            page.labelled("to mend", &requirement.mend);
        }
    }
    let seqs = finding.evidence();
    if let Some(first) = seqs.first() {
        let numbers = seqs.iter().take(8).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let more = if seqs.len() > 8 { ", …" } else { "" };
        let seen = trace
            .events
            .iter()
            .find(|event| event.seq == *first)
            .map_or_else(String::new, |event| format!(" ({})", cut(&describe::title(&event.what), 90)));
        page.labelled("evidence", &format!("{HTML_FILE}#e{first}{seen}; events {numbers}{more}"));
    }
    if let Some(cause) = finding.cause {
        hangs(page, cause, judgement);
    }
}

/// What hangs on a cause: to be mended with it, and judged after it.
fn hangs(page: &mut Page, cause: &Cause, judgement: &RunJudgement) {
    let hangs = facts::hangs(judgement, cause);
    page.labelled("hanging", &format!("{}:", facts::extent(cause)));
    for (case, check) in hangs.failed {
        let name = format!("{} › {}", line(&case.id), line(&check.id));
        // The first sentence says what it is; the rest is in the page.
        let first = check.message.split_inclusive(". ").next().unwrap_or_default().trim_end();
        page.wrapped(
            &format!("        {} ", sign(check.verdict)),
            "          ",
            &format!("{name}: {}", cut(first, 200)),
        );
    }
    for (case, checks) in hangs.blocked {
        let names = checks.into_iter().map(line).collect::<Vec<_>>().join(", ");
        let name = if names.is_empty() { line(&case.id) } else { format!("{} › {names}", line(&case.id)) };
        page.wrapped(&format!("        {} ", sign(Verdict::Inconclusive)), "          ", &name);
    }
}

fn not_applicable(page: &mut Page, judgement: &RunJudgement) {
    let reasons = facts::not_applicable(judgement);
    if reasons.is_empty() {
        return;
    }
    page.heading("Does not apply to this candidate", reasons.len());
    for (reason, left_out) in reasons {
        page.text.push('\n');
        page.wrapped(&format!("  {} ", sign(Verdict::NotApplicable)), "    ", reason);
        page.labelled("left out", &left_out.join(", "));
    }
}

fn counted(verdict: Verdict, number: usize) -> String {
    let what = match verdict {
        Verdict::NotApplicable => "not applicable",
        Verdict::Pass => "passed",
        Verdict::Review => "to review",
        Verdict::Warn => "with warnings",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Fail => "failed",
    };
    format!("{number} {what}")
}

const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "–",
        Verdict::Pass => "✓",
        Verdict::Review => "◎",
        Verdict::Warn => "!",
        Verdict::Inconclusive => "?",
        Verdict::Fail => "✗",
    }
}

#[derive(Clone, Copy)]
enum Style {
    Good,
    Bad,
    Odd,
    Faint,
    Strong,
}

const fn style_of(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => Style::Good,
        Verdict::Fail => Style::Bad,
        Verdict::Warn | Verdict::Inconclusive | Verdict::Review => Style::Odd,
        Verdict::NotApplicable => Style::Faint,
    }
}

struct Page {
    text: String,
    colour: Colour,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn painted(&mut self, style: Style, text: &str) {
        if self.colour == Colour::Never {
            self.text.push_str(text);
            return;
        }
        let code = match style {
            Style::Good => "1;32",
            Style::Bad => "1;31",
            Style::Odd => "1;33",
            Style::Faint => "2",
            Style::Strong => "1",
        };
        let _ = write!(self.text, "\x1b[{code}m{text}\x1b[0m");
    }

    fn heading(&mut self, title: &str, number: usize) {
        self.text.push('\n');
        self.painted(Style::Strong, &format!("{title} ({number})"));
        self.text.push('\n');
    }

    /// Nothing, when there is nothing to say.
    fn labelled(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.text.push_str("      ");
            self.painted(Style::Faint, &format!("{label:<8}"));
            self.wrapped("  ", "                ", text);
        }
    }

    fn wrapped(&mut self, first: &str, further: &str, text: &str) {
        self.text.push_str(first);
        self.text.push_str(wrapped(further, text).trim_start());
        self.text.push('\n');
    }
}
