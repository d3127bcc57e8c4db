//! Suites × candidate → ordered cases. Pure.

use serde::{Deserialize, Serialize};

use crate::candidate::Profile;
use crate::spec::{Ability, Engine};
use crate::suite::{Case, Catalogue, Need, Step, Suite};

/// Everything that is needed to judge a trace, apart from the trace: stored as the trace's first event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub profile: Profile,
    /// The engine in which pages are shown; Chromium where nothing is said.
    #[serde(default, skip_serializing_if = "is_chromium")]
    pub engine: Engine,
    pub catalogue: Catalogue,
    /// Chapters of the suites, in order.
    pub suites: Vec<String>,
    pub cases: Vec<PlannedCase>,
}

/// A case, and whether it applies to this candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedCase {
    pub chapter: String,
    pub case: Case,
    /// Why the case does not apply, in words that say what to declare; `None` when it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_chromium(engine: &Engine) -> bool {
    *engine == Engine::Chromium
}

impl Plan {
    /// Orders all cases of the suites as they are written and decides which apply. The stored profile carries no
    /// passwords.
    #[must_use]
    pub fn new(profile: &Profile, catalogue: Catalogue, suites: &[Suite], engine: Engine) -> Self {
        let cases = suites
            .iter()
            .flat_map(|suite| suite.cases.iter().map(move |case| (suite, case)))
            .map(|(suite, case)| PlannedCase {
                chapter: suite.chapter.clone(),
                case: case.clone(),
                not_applicable: case
                    .needs
                    .iter()
                    .find_map(|need| missing(profile, *need))
                    .or_else(|| beyond(engine, case))
                    .map(str::to_owned),
            })
            .collect();
        let mut chapters: Vec<String> = suites.iter().map(|suite| suite.chapter.clone()).collect();
        chapters.dedup();
        Self { profile: profile.redacted(), engine, catalogue, suites: chapters, cases }
    }

    /// The case with this id.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&PlannedCase> {
        self.cases.iter().find(|planned| planned.case.id == id)
    }
}

/// Why the engine cannot go through a case, where it cannot.
fn beyond(engine: Engine, case: &Case) -> Option<&'static str> {
    let fires = case.steps.iter().any(|step| matches!(step, Step::Buy(_) | Step::Cancel(_)));
    engine.cannot(Ability::TriggerLinks).filter(|_| fires)
}

/// What the profile lacks for a need, if it lacks it.
fn missing(profile: &Profile, need: Need) -> Option<&'static str> {
    let (declared, reason) = match need {
        Need::Cancel => (
            !profile.cancel.is_empty(),
            "the profile declares no `cancel:` steps; add them if a customer can leave the service before paying",
        ),
        Need::BuyOther => (
            !profile.buy_other.is_empty(),
            "the profile declares no `buy_other:` steps; add them if customers can choose something of another price",
        ),
        Need::SeveralViews => (
            profile.views_before_payment > 1,
            "the profile declares one view before payment; set `views_before_payment:` and `back:` if there are more",
        ),
        Need::QrParameters => (
            !profile.qr_parameters.is_empty(),
            "the profile declares no `qr_parameters:`; add them if the service's QR codes carry any",
        ),
        Need::Polling => (
            profile.polls,
            "the profile says `polls: false`: the service asks SEQR only when it is notified of a payment",
        ),
        Need::ClosePeriod => (
            profile.actions.close_period.is_some() && profile.backend.reseller.is_some(),
            "the profile declares no `actions.close_period:` (with `backend.reseller:`); add both to have \
             markTransactionPeriod tested",
        ),
        Need::Refund => (
            profile.actions.refund.is_some(),
            "the profile declares no `actions.refund:`; add it to have refundPayment tested",
        ),
        Need::Reservation => (
            profile.actions.reserve.is_some() && profile.actions.commit_reservation.is_some(),
            "the profile does not declare both `actions.reserve:` and `actions.commit_reservation:`; add them to have \
             commitReservation tested",
        ),
        Need::UpdateInvoice => (
            profile.actions.update_invoice.is_some(),
            "the profile declares no `actions.update_invoice:`; add it to have updateInvoice tested",
        ),
        Need::CancelInvoice => (
            profile.actions.cancel_invoice.is_some(),
            "the profile declares no `actions.cancel_invoice:`; add it to have cancelInvoice tested",
        ),
        Need::SubmitReceipt => (
            profile.actions.submit_receipt.is_some(),
            "the profile declares no `actions.submit_receipt:`; add it to have submitPaymentReceipt tested",
        ),
        Need::ExecuteReport => (
            profile.actions.execute_report.is_some() && profile.backend.reseller.is_some(),
            "the profile declares no `actions.execute_report:` (with `backend.reseller:`); add both to have executeReport \
             tested",
        ),
        Need::Fulfilments => (
            profile.actions.fulfilments.is_some(),
            "the profile declares no `actions.fulfilments:`; add it to have found what is paid and not given",
        ),
    };
    (!declared).then_some(reason)
}
