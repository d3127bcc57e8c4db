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

/// No case is left after filtering, which is never a green run.
#[derive(Debug, thiserror::Error)]
#[error("no case matches {filters}; nothing was judged{help}")]
pub struct NothingSelected {
    filters: String,
    help: String,
}

impl Selection {
    fn matches(&self, case: &Case) -> bool {
        let id = case.id.as_str();
        let hit = |pattern: &String| if self.exact { id == pattern } else { id.contains(pattern.as_str()) };
        (self.filters.is_empty() || self.filters.iter().any(hit))
            && !self.skip.iter().any(hit)
            && (self.only.is_empty() || self.only.iter().any(|section| belongs_to(case, section)))
    }
}

/// Whether a case, or a requirement that it serves, is or lies below `section`: `urls`, `screens.order`, `sequence.paid`.
fn belongs_to(case: &Case, section: &str) -> bool {
    let served = case.checks.iter().flat_map(|check| &check.requirement);
    served
        .chain([&case.id])
        .any(|id| id.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// Ids of the cases that match, in the plan's order.
///
/// # Errors
/// When there are none.
pub fn select(plan: &Plan, selection: &Selection) -> Result<Vec<String>, NothingSelected> {
    let ids = || plan.cases.iter().map(|planned| planned.case.id.as_str());
    let matching = plan.cases.iter().filter(|planned| selection.matches(&planned.case));
    let selected: Vec<String> = matching.map(|planned| planned.case.id.clone()).collect();
    if !selected.is_empty() {
        return Ok(selected);
    }
    let nearest = selection.filters.first().and_then(|filter| {
        ids().map(|id| (strsim::jaro_winkler(filter, id), id)).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
    });
    let mut filters: Vec<String> = selection.filters.iter().map(|filter| format!("`{filter}`")).collect();
    filters.extend(selection.only.iter().map(|section| format!("--only `{section}`")));
    filters.extend(selection.skip.iter().map(|skip| format!("--skip `{skip}`")));
    let help = match nearest {
        Some(id) => format!("; did you mean `{id}`? `--list` shows all"),
        None if !selection.only.is_empty() => {
            "; `seqr-cert coverage` lists the sections and what covers them".to_owned()
        }
        None => String::new(),
    };
    Err(NothingSelected {
        filters: if filters.is_empty() { "(the suites are empty)".to_owned() } else { filters.join(", ") },
        help,
    })
}
