//! Which cases run: libtest's filters, applied to case ids.

use crate::plan::Plan;

/// Filters as `cargo test` has them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// A case runs when its id contains one of these; all run when there are none.
    pub filters: Vec<String>,
    /// Filters must equal the id.
    pub exact: bool,
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
    fn matches(&self, id: &str) -> bool {
        let hit = |pattern: &String| if self.exact { id == pattern } else { id.contains(pattern.as_str()) };
        (self.filters.is_empty() || self.filters.iter().any(hit)) && !self.skip.iter().any(hit)
    }
}

/// Ids of the cases that match, in the plan's order.
///
/// # Errors
/// When there are none.
pub fn select(plan: &Plan, selection: &Selection) -> Result<Vec<String>, NothingSelected> {
    let ids = || plan.cases.iter().map(|planned| planned.case.id.as_str());
    let selected: Vec<String> = ids().filter(|id| selection.matches(id)).map(str::to_owned).collect();
    if !selected.is_empty() {
        return Ok(selected);
    }
    let nearest = selection.filters.first().and_then(|filter| {
        ids().map(|id| (strsim::jaro_winkler(filter, id), id)).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
    });
    let mut filters: Vec<String> = selection.filters.iter().map(|filter| format!("`{filter}`")).collect();
    filters.extend(selection.skip.iter().map(|skip| format!("--skip `{skip}`")));
    Err(NothingSelected {
        filters: if filters.is_empty() { "(the suites are empty)".to_owned() } else { filters.join(", ") },
        help: nearest.map(|id| format!("; did you mean `{id}`? `--list` shows all")).unwrap_or_default(),
    })
}
