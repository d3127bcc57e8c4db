//! The life of a case: its turn, its steps under a deadline, its end.

use crate::plan::PlannedCase;
use crate::spec::{Operation, Page, screen_named};
use crate::suite::{Await, Case, Step};
use crate::trace::{Blame, Browser, StepFailure, What};

use super::journey::Journey;
use super::step;
use super::trouble;
use super::world::World;

impl World {
    /// Goes through a case. Everything that was seen is in the trace afterwards. `progress` is told each step.
    pub(super) async fn run_case(&self, planned: &PlannedCase, progress: &(dyn Fn(&str) + Sync)) {
        if only_looks(&planned.case) {
            let _turn = self.turn.read().await;
            self.go_through(&planned.case, progress).await;
        } else {
            let _turn = self.turn.write().await;
            self.backend.set_case(Some(&planned.case.id));
            self.go_through(&planned.case, progress).await;
            self.backend.set_case(None);
        }
    }

    async fn go_through(&self, case: &Case, progress: &(dyn Fn(&str) + Sync)) {
        self.recorder.record(Some(&case.id), What::CaseStarted);
        let steps = tokio::time::timeout(case.deadline.duration(), self.steps(case, progress));
        let environment = |message| StepFailure { blame: Blame::Environment, message };
        let ended = tokio::select! {
            ended = steps => {
                ended.map_err(|_| environment(format!("the case was cut off after {} (its `deadline`)", case.deadline)))
            }
            () = self.interrupt.wait() => Err(environment("the run was interrupted".to_owned())),
        };
        if !matches!(ended, Ok(true)) {
            tokio::select! {
                () = trouble::outlast(self, &case.id) => {}
                () = self.interrupt.wait() => {}
            }
        }
        self.recorder.record(Some(&case.id), What::CaseEnded { cut_off: ended.err() });
    }

    /// Answers whether all steps were done.
    async fn steps(&self, case: &Case, progress: &(dyn Fn(&str) + Sync)) -> bool {
        let Some(screen) = screen_named(&case.screen).map(|screen| self.engine.screen(screen)) else {
            let message = format!("the case names a screen that does not exist: `{}`", case.screen);
            self.recorder.record(Some(&case.id), What::Trouble { kind: Blame::Harness, message });
            return false;
        };
        let mut journey = match Journey::scan(self, case, screen) {
            Ok(journey) => journey,
            Err(failure) => {
                let message = failure.message;
                self.recorder.record(Some(&case.id), What::Trouble { kind: failure.blame, message });
                return false;
            }
        };
        for (index, step) in case.steps.iter().enumerate() {
            let told = step::describe(step);
            progress(&told);
            self.recorder.record(Some(&case.id), What::StepStarted { index, step: told });
            let printed = self.candidate.printed();
            let failure = step::perform(&mut journey, step).await.err();
            if let Some(text) = printed.and_then(|length| self.candidate.printed_since(length, &self.recorder)) {
                self.recorder.record(Some(&case.id), What::CandidatePrinted { text });
            }
            let failed = failure.is_some();
            self.recorder.record(Some(&case.id), What::StepEnded { index, failure });
            if failed {
                return false;
            }
        }
        true
    }

    /// Records the browser that judges, once.
    pub(super) fn tell_browser(&self, browser: &Browser) {
        let mut told = self.browser_told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !*told {
            *told = true;
            self.recorder.record(None, What::Browser(browser.clone()));
        }
    }
}

/// Whether a case neither buys nor makes SEQR or the candidate act, so that it can share the candidate with its like.
pub(super) fn only_looks(case: &Case) -> bool {
    case.steps.iter().all(|step| match step {
        Step::Open(page) | Step::OpenHostile(page) | Step::Survey(page) | Step::Sweep(page) => *page != Page::Success,
        Step::ScanHostile(_) | Step::ScanPlain(_) => true,
        // A call that names its TOKEN belongs to its journey whoever else is under way.
        Step::Await(Await::Call(operation)) => *operation == Operation::GetClientSessionInfo,
        _ => false,
    })
}
