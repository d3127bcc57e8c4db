//! Which cases run: libtest's filters, applied to case ids.

use crate::plan::Plan;
use crate::suite::Case;

/// Filters as `cargo test` has them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// A case runs when its id contains one of these; all run when there are none.
    pub filters: Vec<String>,
    /// Filters must equal the id.
    pub exact: bool,
    /// Sections: a case runs when its id, or that of a requirement which it serves, is or lies below one of these; all run
    /// when there are none.
    pub only: Vec<String>,
    /// A case whose id contains (or equals) one of these does not run.
    pub skip: Vec<String>,
}

/// A pattern stands for nothing, or none of the cases is left after all of them: never a green run.
#[derive(Debug, thiserror::Error)]
#[error("no case matches {patterns}; nothing was judged{help}")]
pub struct NothingSelected {
    patterns: String,
    help: String,
}

impl Selection {
    fn matches(&self, case: &Case) -> bool {
        (self.filters.is_empty() || self.filters.iter().any(|filter| self.hits(filter, case)))
            && !self.skip.iter().any(|skip| self.hits(skip, case))
            && (self.only.is_empty() || self.only.iter().any(|section| belongs_to(case, section)))
    }

    fn hits(&self, pattern: &str, case: &Case) -> bool {
        if self.exact { case.id == pattern } else { case.id.contains(pattern) }
    }
}

/// Whether a case, or a requirement that it serves, is or lies below `section`: `urls`, `screens.order`, `sequence.paid`.
fn belongs_to(case: &Case, section: &str) -> bool {
    let served = case.checks.iter().flat_map(|check| &check.requirement);
    served
        .chain([&case.id])
        .any(|id| id.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// Ids of the cases that match, in the plan's order; there may be none.
#[must_use]
pub fn matching(plan: &Plan, selection: &Selection) -> Vec<String> {
    let cases = plan.cases.iter().map(|planned| &planned.case);
    cases.filter(|case| selection.matches(case)).map(|case| case.id.clone()).collect()
}

/// Ids of the cases that match, in the plan's order.
///
/// # Errors
/// When there are none, and when one of the patterns matches none: it was meant for something, and a run without that would
/// be green for less than was asked for.
pub fn select(plan: &Plan, selection: &Selection) -> Result<Vec<String>, NothingSelected> {
    let none = |is_hit: &dyn Fn(&Case) -> bool| !plan.cases.iter().any(|planned| is_hit(&planned.case));
    let named = |name: &str, pattern: &String| format!("{name}`{pattern}`");
    let Selection { filters, only, skip, .. } = selection;
    if let Some(filter) = filters.iter().find(|filter| none(&|case| selection.hits(filter, case))) {
        return Err(NothingSelected { patterns: named("", filter), help: nearest(plan, filter) });
    }
    if let Some(section) = only.iter().find(|section| none(&|case| belongs_to(case, section))) {
        let help = "; `seqr-cert coverage` lists the sections and what covers them".to_owned();
        return Err(NothingSelected { patterns: named("--only ", section), help });
    }
    if let Some(skip) = skip.iter().find(|skip| none(&|case| selection.hits(skip, case))) {
        return Err(NothingSelected { patterns: named("--skip ", skip), help: nearest(plan, skip) });
    }
    let selected = matching(plan, selection);
    if !selected.is_empty() {
        return Ok(selected);
    }
    let mut patterns: Vec<String> = filters.iter().map(|filter| named("", filter)).collect();
    patterns.extend(only.iter().map(|section| named("--only ", section)));
    patterns.extend(skip.iter().map(|skip| named("--skip ", skip)));
    let patterns = if patterns.is_empty() { "(the suites are empty)".to_owned() } else { patterns.join(", ") };
    Err(NothingSelected { patterns, help: String::new() })
}

/// The case that was perhaps meant.
fn nearest(plan: &Plan, pattern: &str) -> String {
    let ids = plan.cases.iter().map(|planned| planned.case.id.as_str());
    let likeness = |id: &&str| strsim::jaro_winkler(pattern, id);
    ids.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .map_or_else(String::new, |id| format!("; did you mean `{id}`? `--list` shows all"))
}
