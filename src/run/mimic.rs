//! The adapter to libtest-mimic, which schedules the cases and prints as `cargo test` does. It knows pass, fail and
//! ignored only; verdict and exit code of a run come from the trace, not from here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use libtest_mimic::{Arguments, Completion, Failed, FormatSetting, Trial};
use tokio::runtime::Handle;

use crate::check;
use crate::plan::{Plan, PlannedCase};
use crate::suite::Step;
use crate::trace::{Blame, What};
use crate::verdict::{CaseVerdict, Verdict};

use super::case::only_looks;
use super::world::World;

/// How cases are listed while they run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// A line per case.
    #[default]
    Pretty,
    /// A character per case.
    Terse,
    /// libtest's JSON events.
    Json,
}

/// How many cases may be under way at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(pub usize);

impl Default for Threads {
    fn default() -> Self {
        // Cases that buy take turns anyway; two browsers keep two cores busy while pages are looked at.
        Self(2)
    }
}

/// How cases run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub threads: Threads,
    pub listed: Listed,
    /// Stop after the first case that is not green.
    pub after_failure: AfterFailure,
}

/// What a case that is not green means for the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterFailure {
    #[default]
    GoOn,
    Stop,
}

/// Runs the selected cases and comes back when all are through. Must not be called from within the async runtime that
/// `handle` belongs to.
///
/// Answers whether the run was stopped after a failure.
#[must_use]
pub fn run_cases(world: &Arc<World>, plan: &Arc<Plan>, selected: &[String], options: Options, handle: &Handle) -> bool {
    let progress = progress(options);
    let failed = Arc::new(AtomicBool::new(false));
    // Cases that only look come first, so that they share the time. The report has the plan's order all the same.
    let (mut looking, acting): (Vec<_>, Vec<_>) =
        selected_cases(plan, selected).partition(|planned| only_looks(&planned.case));
    // The longest begin first, or one of them would end alone.
    looking
        .sort_by_key(|planned| !planned.case.steps.iter().any(|step| matches!(step, Step::Survey(_) | Step::Sweep(_))));
    let trials = looking
        .into_iter()
        .chain(acting)
        .map(|planned| {
            let (world, plan, handle) = (Arc::clone(world), Arc::clone(plan), handle.clone());
            let (planned, progress, failed) = (planned.clone(), progress.clone(), Arc::clone(&failed));
            let stops = options.after_failure == AfterFailure::Stop;
            trial(&planned.clone(), move || {
                if stops && failed.load(Ordering::SeqCst) {
                    return Ok(Completion::ignored_with("an earlier case failed, and --fail-fast was given"));
                }
                let outcome = run_one(&world, &plan, &planned, &progress, &handle);
                if outcome.is_err() {
                    failed.store(true, Ordering::SeqCst);
                }
                outcome
            })
        })
        .collect();
    let _told_on_the_console = libtest_mimic::run(&arguments(options), trials);
    progress.finish_and_clear();
    options.after_failure == AfterFailure::Stop && failed.load(Ordering::SeqCst)
}

/// Prints the selected cases as `cargo test -- --list` does, and runs nothing.
pub fn list(plan: &Plan, selected: &[String], options: Options) {
    let trials = selected_cases(plan, selected).map(|planned| trial(planned, || Ok(Completion::Completed))).collect();
    let _listed = libtest_mimic::run(&Arguments { list: true, ..arguments(options) }, trials);
}

fn selected_cases<'a>(plan: &'a Plan, selected: &'a [String]) -> impl Iterator<Item = &'a PlannedCase> {
    plan.cases.iter().filter(move |planned| selected.contains(&planned.case.id))
}

fn trial(planned: &PlannedCase, runner: impl FnOnce() -> Result<Completion, Failed> + Send + 'static) -> Trial {
    // Chapters are not told as the kind of a trial: `cargo nextest` would take them for a part of the name.
    Trial::ignorable_test(planned.case.id.clone(), runner).with_ignored_flag(planned.not_applicable.is_some())
}

fn arguments(options: Options) -> Arguments {
    let format = match options.listed {
        Listed::Pretty => FormatSetting::Pretty,
        Listed::Terse => FormatSetting::Terse,
        Listed::Json => FormatSetting::Json,
    };
    Arguments { test_threads: Some(options.threads.0.max(1)), format: Some(format), ..Arguments::default() }
}

/// A line on the terminal that says what is being done; nothing where there is no terminal. With one thread libtest
/// prints the name of a case before it runs, and the line would cover it.
fn progress(options: Options) -> ProgressBar {
    let target = if options.threads.0 > 1 && options.listed == Listed::Pretty {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    bar.set_style(ProgressStyle::with_template("  {msg:.dim}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
}

fn run_one(
    world: &World,
    plan: &Plan,
    planned: &PlannedCase,
    progress: &ProgressBar,
    handle: &Handle,
) -> Result<Completion, Failed> {
    let id = &planned.case.id;
    if world.interrupt.happened() {
        return Ok(Completion::ignored_with("the run was interrupted"));
    }
    let tell = |step: &str| progress.set_message(format!("{id}: {step}"));
    let ran = catch_unwind(AssertUnwindSafe(|| handle.block_on(world.run_case(planned, &tell))));
    if ran.is_err() {
        let message = format!("the harness itself failed in case {id}; please report this with the trace");
        world.recorder.record(Some(id), What::Trouble { kind: Blame::Harness, message });
    }
    progress.set_message("");
    let events = world.recorder.record_of(id);
    let seen: Vec<_> = events.iter().collect();
    let verdict = check::judge_case(planned, &plan.catalogue, &plan.profile, plan.engine, &seen);
    if verdict.verdict.is_green() { Ok(Completion::Completed) } else { Err(in_short(&verdict)) }
}

/// What libtest prints of a case that is not green; the report has the rest.
fn in_short(case: &CaseVerdict) -> Failed {
    let red = |verdict: Verdict| !verdict.is_green();
    // What one thing keeps from being judged is told once.
    let mut told: Vec<(Verdict, &str, Vec<&str>)> = Vec::new();
    for check in case.checks.iter().filter(|check| red(check.verdict)) {
        match told.iter_mut().find(|(verdict, message, _)| *verdict == check.verdict && *message == check.message) {
            Some((.., ids)) => ids.push(&check.id),
            None => told.push((check.verdict, &check.message, vec![&check.id])),
        }
    }
    let mut lines: Vec<String> = told
        .into_iter()
        .map(|(verdict, message, ids)| format!("{} {}: {message}", verdict.name(), ids.join(", ")))
        .collect();
    if lines.is_empty() {
        lines.extend(case.reason.clone());
    }
    lines.join("\n").into()
}
