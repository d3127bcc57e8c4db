//! What a case takes for granted about the candidate must stand in its `needs`.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::yaml::{Document, Node};

use super::super::{ActionName, Case, Expect, Need, Step, Suite};

/// Every need that a step or check brings and the case does not state; each once, where it first arises.
pub(super) fn check(document: &Document<Suite>, case: &Case, node: &Node) -> Vec<Diagnostic> {
    let steps = case.steps.iter().enumerate().filter_map(|(index, step)| {
        let need = match step {
            Step::Cancel(_) => Need::Cancel,
            Step::GoBack(_) => Need::SeveralViews,
            Step::Action(ActionName::ClosePeriod) => Need::ClosePeriod,
            Step::Action(ActionName::Refund) => Need::Refund,
            _ => return None,
        };
        Some((need, node.field("steps").item(index).first_key()))
    });
    let checks = case.checks.iter().enumerate().filter_map(|(index, check)| match check.expect {
        Expect::QrParametersFetched(_) => {
            Some((Need::QrParameters, node.field("checks").item(index).field("expect").first_key()))
        }
        _ => None,
    });
    let mut stated = case.needs.clone();
    let mut found = Vec::new();
    for (need, at) in steps.chain(checks) {
        if !stated.contains(&need) {
            stated.push(need);
            found.push(unstated(document, case, need, at));
        }
    }
    found
}

fn unstated(document: &Document<Suite>, case: &Case, need: Need, at: Range<usize>) -> Diagnostic {
    let (name, profile) = match need {
        Need::Cancel => ("cancel", "`cancel:` steps"),
        Need::SeveralViews => ("several-views", "more than one view"),
        Need::QrParameters => ("qr-parameters", "`qr_parameters:`"),
        Need::ClosePeriod => ("close-period", "`actions.close_period:`"),
        Need::Refund => ("refund", "`actions.refund:`"),
    };
    let all = case.needs.iter().filter_map(|need| serde_json::to_value(need).ok()?.as_str().map(str::to_owned));
    let all: Vec<_> = all.chain([name.to_owned()]).collect();
    document
        .error(
            format!("the case does not state its need `{name}`"),
            at,
            format!("works only with {profile} in the profile"),
        )
        .help(format!("write `needs: [{}]`, so that the case is left out for services without", all.join(", ")))
}
