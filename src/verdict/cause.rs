//! One cause with what hangs on it, in place of as many failures as it has consequences.

use super::outcome::{CaseVerdict, CheckVerdict, Verdict};

/// What stands behind the checks of one case that failed or could not be judged together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// What happened, in words that are the same in every case in which the same thing happened.
    pub what: String,
    /// Sequence number of the event that shows it.
    pub event: u64,
    /// Ids of the checks that hang on it.
    pub hangs: Vec<String>,
}

/// A root that several checks hang on, over all cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub what: String,
    /// The check that says it best: its own failure where one has found it.
    pub lead: Lead,
    /// Everything that hangs on it, the lead included, in the order of the cases.
    pub hangs: Vec<Hanging>,
}

/// Which check tells a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    pub case: String,
    pub check: String,
}

/// The checks of one case that hang on a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hanging {
    pub case: String,
    /// Empty where only the case as a whole could not be judged.
    pub checks: Vec<String>,
}

impl Cause {
    /// Whether this check hangs on it.
    #[must_use]
    pub fn holds(&self, case: &str, check: &str) -> bool {
        self.hangs.iter().any(|hanging| hanging.case == case && hanging.checks.iter().any(|id| id == check))
    }

    /// Whether this check tells it.
    #[must_use]
    pub fn is_told_by(&self, case: &str, check: &str) -> bool {
        self.lead.case == case && self.lead.check == check
    }

    /// How many checks hang on it, the lead included.
    #[must_use]
    pub fn size(&self) -> usize {
        self.hangs.iter().map(|hanging| hanging.checks.len()).sum()
    }
}

/// The causes of a run, those with the most consequences first. What only one check hangs on is no cause: the check says it.
#[must_use]
pub fn causes(cases: &[CaseVerdict]) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for (case, root) in cases.iter().filter_map(|case| Some((case, case.root.as_ref()?))) {
        let hanging = Hanging { case: case.id.clone(), checks: root.hangs.clone() };
        match causes.iter_mut().find(|cause| cause.what == root.what) {
            Some(cause) => cause.hangs.push(hanging),
            None => causes.extend(lead(cases, &root.what).map(|lead| Cause {
                what: root.what.clone(),
                lead,
                hangs: vec![hanging],
            })),
        }
    }
    causes.retain(|cause| cause.size() > 1);
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.size()));
    causes
}

/// The check that tells what happened: one that failed for just that event before one that failed among other things, and
/// both before one that only could not be judged.
fn lead(cases: &[CaseVerdict], what: &str) -> Option<Lead> {
    let rank = |root: &Root, check: &CheckVerdict| match (check.verdict, check.evidence.as_slice()) {
        (Verdict::Fail, [only]) if *only == root.event => 0,
        (Verdict::Fail, _) => 1,
        (Verdict::Warn, _) => 2,
        _ => 3,
    };
    cases
        .iter()
        .filter_map(|case| Some((case, case.root.as_ref().filter(|root| root.what == what)?)))
        .flat_map(|(case, root)| {
            let hanging = case.checks.iter().filter(|check| root.hangs.contains(&check.id));
            hanging.map(move |check| (rank(root, check), case, check))
        })
        .min_by_key(|(rank, ..)| *rank)
        .map(|(_, case, check)| Lead { case: case.id.clone(), check: check.id.clone() })
}
