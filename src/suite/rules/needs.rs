//! What a case takes for granted about the candidate must stand in its `needs`.

use crate::candidate::ActionName;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Document, Node};

use super::super::{Case, Expect, Need, Step, Suite};

/// Every need that a step or check brings and the case does not state; each once, where it first arises.
pub(super) fn check(document: &Document<Suite>, case: &Case, node: &Node) -> Vec<Diagnostic> {
    let steps = case.steps.iter().enumerate().filter_map(|(index, step)| {
        let need = match step {
            Step::ScanHostile(_) => Need::QrParameters,
            Step::Cancel(_) => Need::Cancel,
            Step::Buy(buying) if buying.other => Need::BuyOther,
            Step::GoBack(_) => Need::SeveralViews,
            Step::Action(name) => of_action(*name),
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
    let mut needs = case.needs.clone();
    let mut unstated = Vec::new();
    for (need, at) in steps.chain(checks) {
        if !needs.contains(&need) {
            needs.push(need);
            unstated.push((need, at));
        }
    }
    let all = needs.iter().map(|need| words(*need).0).collect::<Vec<_>>().join(", ");
    unstated
        .into_iter()
        .map(|(need, at)| {
            let (name, profile) = words(need);
            let title = format!("the case does not state its need `{name}`");
            document
                .error(title, at, format!("works only with {profile} in the profile"))
                .help(format!("write `needs: [{all}]`, so that the case is left out for services without"))
        })
        .collect()
}

const fn of_action(name: ActionName) -> Need {
    match name {
        ActionName::ClosePeriod => Need::ClosePeriod,
        ActionName::Refund => Need::Refund,
        ActionName::Reserve | ActionName::CommitReservation => Need::Reservation,
        ActionName::UpdateInvoice => Need::UpdateInvoice,
        ActionName::CancelInvoice => Need::CancelInvoice,
        ActionName::SubmitReceipt => Need::SubmitReceipt,
        ActionName::ExecuteReport => Need::ExecuteReport,
    }
}

/// A need as it is written, and what it asks of the profile.
const fn words(need: Need) -> (&'static str, &'static str) {
    match need {
        Need::Cancel => ("cancel", "`cancel:` steps"),
        Need::BuyOther => ("buy-other", "`buy_other:` steps"),
        Need::SeveralViews => ("several-views", "more than one view"),
        Need::QrParameters => ("qr-parameters", "`qr_parameters:`"),
        Need::Polling => ("polling", "a service that asks by itself"),
        Need::ClosePeriod => ("close-period", "`actions.close_period:`"),
        Need::Refund => ("refund", "`actions.refund:`"),
        Need::Reservation => ("reservation", "`actions.reserve:` and `actions.commit_reservation:`"),
        Need::UpdateInvoice => ("update-invoice", "`actions.update_invoice:`"),
        Need::CancelInvoice => ("cancel-invoice", "`actions.cancel_invoice:`"),
        Need::SubmitReceipt => ("submit-receipt", "`actions.submit_receipt:`"),
        Need::ExecuteReport => ("execute-report", "`actions.execute_report:`"),
        Need::Fulfilments => ("fulfilments", "`actions.fulfilments:`"),
    }
}
