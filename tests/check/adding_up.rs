//! From cases to the verdict of a run.

use seqr_cert::check::judge;
use seqr_cert::plan::Plan;
use seqr_cert::spec::Engine;
use seqr_cert::suite::Level;
use seqr_cert::trace::{Blame, Event, FORMAT, RunEnd, RunHeader, StepFailure, Trace, What};
use seqr_cert::verdict::{RunJudgement, RunVerdict, Verdict, severity, worst};

use crate::stored::{Scene, catalogue, scenes};

/// The scene with this name among those of `page-answers`.
fn scene(name: &str) -> Scene {
    scene_of("page-answers", name)
}

fn scene_of(rule: &str, name: &str) -> Scene {
    scenes().iter().find(|scene| scene.rule == rule && scene.name == name).cloned().expect("such a scene")
}

const GOOD: &str = "an HTML document with status 200";
const BAD: &str = "status 500";
const UNSEEN: &str = "the browser is gone";

/// A run of these scenes as cases `t.1`, `t.2`, and so on, with their requirement.
struct Run {
    cases: Vec<(Scene, &'static str)>,
    selected: Option<Vec<&'static str>>,
    engine: Engine,
    end: Option<RunEnd>,
    more: Vec<Event>,
}

impl Run {
    fn of(cases: &[(&str, &'static str)]) -> Self {
        let cases = cases.iter().map(|(name, requirement)| (scene(name), *requirement)).collect();
        Self { cases, selected: None, engine: Engine::Chromium, end: Some(RunEnd::Completed), more: Vec::new() }
    }

    fn trace(self) -> Trace {
        let ids: Vec<String> = (1..=self.cases.len()).map(|number| format!("t.{number}")).collect();
        let mut planned = Vec::new();
        let mut happened = Vec::new();
        for ((scene, requirement), id) in self.cases.iter().zip(&ids) {
            let mut case = scene.planned.clone();
            case.case.id = id.clone();
            case.case.checks[0].requirement = vec![(*requirement).to_owned()];
            planned.push(case);
            happened.extend(scene.events.iter().cloned().map(|event| Event { case: Some(id.clone()), ..event }));
        }
        let profile = self.cases.first().map_or_else(|| scene(GOOD).profile, |(scene, _)| scene.profile.clone());
        let header = RunHeader {
            format: FORMAT,
            harness: "test".to_owned(),
            started: "2026-11-01T00:00:00Z".to_owned(),
            endpoint: "http://127.0.0.1:1".to_owned(),
            selected: self.selected.map_or(ids, |ids| ids.into_iter().map(str::to_owned).collect()),
            plan: Plan {
                profile,
                engine: self.engine,
                catalogue: catalogue().clone(),
                suites: vec!["t".to_owned()],
                cases: planned,
            },
        };
        let mut events = vec![whole(What::RunStarted(Box::new(header)))];
        events.extend(happened);
        events.extend(self.more);
        events.extend(self.end.map(|end| whole(What::RunEnded(end))));
        for (index, event) in events.iter_mut().enumerate() {
            event.seq = index as u64 + 1;
        }
        Trace::from_events(events).expect("a trace with a head")
    }

    fn judge(self) -> RunJudgement {
        judge(&self.trace())
    }
}

fn whole(what: What) -> Event {
    Event { seq: 0, at_ms: 0, case: None, what }
}

fn outcome(judgement: &RunJudgement) -> (RunVerdict, u8, Option<&str>) {
    (judgement.verdict, judgement.exit_code, judgement.reason.as_deref())
}

#[test]
fn all_kept_is_conformant() {
    let judged = Run::of(&[(GOOD, "t.must"), (GOOD, "t.should")]).judge();
    assert_eq!(outcome(&judged), (RunVerdict::Conformant, 0, None));
    assert_eq!((judged.selected, judged.planned), (2, 2));
}

#[test]
fn a_broken_must_is_non_conformant() {
    let judged = Run::of(&[(GOOD, "t.must"), (BAD, "t.must"), (UNSEEN, "t.must")]).judge();
    assert_eq!(outcome(&judged), (RunVerdict::NonConformant, 1, None));
    assert_eq!(judged.cases[1].verdict, Verdict::Fail);
}

#[test]
fn a_broken_should_warns_and_a_broken_may_is_for_a_person_to_look_at() {
    // The scene of status 500 stops before the end of its case; what is judged here is the check.
    let judged = Run::of(&[(BAD, "t.should"), (BAD, "t.may")]).judge();
    assert_eq!(judged.cases[0].checks[0].verdict, Verdict::Warn);
    assert_eq!(judged.cases[1].checks[0].verdict, Verdict::Review);
    assert_eq!(outcome(&judged), (RunVerdict::Conformant, 0, None));
}

#[test]
fn severity_is_the_level_of_the_requirement() {
    let of_levels = [Level::Must, Level::Should, Level::May].map(severity);
    assert_eq!(of_levels, [Verdict::Fail, Verdict::Warn, Verdict::Review]);
}

#[test]
fn what_could_not_be_observed_makes_a_run_inconclusive() {
    let judged = Run::of(&[(GOOD, "t.must"), (UNSEEN, "t.should")]).judge();
    insta::assert_snapshot!(judged.reason.clone().unwrap_or_default(), @"1 of 2 cases could not be judged (t.2): the browser is gone");
    assert_eq!((judged.verdict, judged.exit_code), (RunVerdict::Inconclusive, 3));
}

#[test]
fn several_cases_that_could_not_be_judged_are_counted() {
    let judged = Run::of(&[(UNSEEN, "t.must"), (GOOD, "t.must"), (UNSEEN, "t.should")]).judge();
    let reason = judged.reason.unwrap_or_default();
    assert!(reason.starts_with("2 of 3 cases could not be judged (t.1 and 1 more)"), "{reason}");
}

#[test]
fn a_failure_is_not_taken_back_because_the_case_was_cut_off() {
    let mut run = Run::of(&[(BAD, "t.must")]);
    let gone = StepFailure { blame: Blame::Environment, message: "the browser is gone".to_owned() };
    run.more = vec![Event { case: Some("t.1".to_owned()), ..whole(What::CaseEnded { cut_off: Some(gone) }) }];
    let judged = run.judge();
    assert_eq!(judged.cases[0].verdict, Verdict::Fail);
    assert_eq!((judged.verdict, judged.exit_code), (RunVerdict::NonConformant, 1));
}

#[test]
fn verdicts_have_the_names_of_the_contract_and_only_what_a_gate_lets_through_is_green() {
    let all = [
        (Verdict::NotApplicable, "not-applicable", true),
        (Verdict::Pass, "pass", true),
        (Verdict::Review, "review", true),
        (Verdict::Warn, "warn", true),
        (Verdict::Inconclusive, "inconclusive", false),
        (Verdict::Fail, "fail", false),
    ];
    for (verdict, name, green) in all {
        assert_eq!((verdict.name(), verdict.is_green()), (name, green));
    }
    let runs = [RunVerdict::Conformant, RunVerdict::NonConformant, RunVerdict::Inconclusive].map(RunVerdict::name);
    assert_eq!(runs, ["conformant", "non-conformant", "inconclusive"]);
}

#[test]
fn an_interrupted_run_is_inconclusive_whatever_was_seen() {
    for (end, reason) in [
        (Some(RunEnd::Interrupted), "the run was interrupted before its end"),
        (None, "the record of the run stops before its end"),
    ] {
        let judged = Run { end: end.clone(), ..Run::of(&[(GOOD, "t.must")]) }.judge();
        assert_eq!(outcome(&judged), (RunVerdict::Inconclusive, 3, Some(reason)));
        let judged = Run { end, ..Run::of(&[(BAD, "t.must")]) }.judge();
        assert_eq!(outcome(&judged), (RunVerdict::NonConformant, 1, Some(reason)));
    }
}

#[test]
fn a_run_that_judged_nothing_is_inconclusive() {
    let judged = Run { selected: Some(Vec::new()), ..Run::of(&[(GOOD, "t.must")]) }.judge();
    let reason = "no case was selected: nothing was judged";
    assert_eq!(outcome(&judged), (RunVerdict::Inconclusive, 3, Some(reason)));
}

#[test]
fn a_run_in_which_no_case_applies_is_inconclusive() {
    let mut run = Run::of(&[(GOOD, "t.must")]);
    run.cases[0].0.planned.not_applicable = Some("declare more".to_owned());
    let judged = run.judge();
    let reason = "t.1 does not apply: declare more; nothing was judged";
    assert_eq!(outcome(&judged), (RunVerdict::Inconclusive, 3, Some(reason)));
    assert_eq!(judged.cases[0].verdict, Verdict::NotApplicable);
    assert_eq!(judged.cases[0].checks[0].message, "declare more");
    assert_eq!(judged.requirements[0].verdict, Some(Verdict::NotApplicable));
}

#[test]
fn where_none_of_several_cases_applies_each_says_why_and_the_run_that_nothing_was_judged() {
    let mut run = Run::of(&[(GOOD, "t.must"), (GOOD, "t.must")]);
    run.cases.iter_mut().for_each(|(scene, _)| scene.planned.not_applicable = Some("declare more".to_owned()));
    let judged = run.judge();
    let reason = "no case applies to this candidate's profile: nothing was judged";
    assert_eq!(outcome(&judged), (RunVerdict::Inconclusive, 3, Some(reason)));
    assert!(judged.cases.iter().all(|case| case.reason.as_deref() == Some("declare more")));
}

#[test]
fn a_case_that_did_not_run_is_inconclusive() {
    let mut run = Run::of(&[(GOOD, "t.must"), (GOOD, "t.must")]);
    run.cases[1].0.events.clear();
    let judged = run.judge();
    assert_eq!(judged.cases[1].verdict, Verdict::Inconclusive);
    assert_eq!(judged.cases[1].reason.as_deref(), Some("the case did not run"));
    assert_eq!(judged.exit_code, 3);
    let root = judged.cases[1].root.clone().expect("a root");
    assert_eq!(root.what, "the run ended before this case had its turn");
    assert_eq!(root.hangs, ["rule"]);
}

#[test]
fn a_case_that_did_not_run_hangs_on_the_trouble_of_the_run() {
    let mut run = Run::of(&[(GOOD, "t.must"), (GOOD, "t.must")]);
    run.cases[1].0.events.clear();
    run.more = vec![whole(What::Trouble { kind: Blame::Environment, message: "the disk is full".to_owned() })];
    let judged = run.judge();
    assert_eq!(judged.cases[0].root, None, "the trouble did not keep this one from its end");
    let root = judged.cases[1].root.clone().expect("a root");
    assert_eq!((root.what.as_str(), root.hangs.join(" ")), ("the disk is full", "rule".to_owned()));
}

#[test]
fn a_purchase_without_a_payment_is_green_only_where_the_case_wants_it_so() {
    let wanted = scene_of("no-pay-trigger", "a purchase that SEQR refuses").judge();
    assert_eq!((wanted.verdict, wanted.reason), (Verdict::Pass, None));
    let unwanted = scene_of("calls", "one refused call in a purchase that SEQR refuses").judge();
    assert_eq!(unwanted.checks[0].verdict, Verdict::Pass);
    let reason = Some("blocked by step 2: no trigger link was fired within 3 s".to_owned());
    assert_eq!((unwanted.verdict, unwanted.reason), (Verdict::Inconclusive, reason));
}

#[test]
fn a_case_takes_from_its_first_event_to_its_end() {
    let mut scene = scene(GOOD);
    let last = scene.events.last().cloned().expect("the end");
    assert_eq!(scene.judge().took_ms, last.at_ms - scene.events[0].at_ms);
    let late = What::Dialog { text: "Are you still there?".to_owned() };
    scene.events.push(Event { seq: last.seq + 1, at_ms: last.at_ms + 5000, case: last.case.clone(), what: late });
    assert_eq!(scene.judge().took_ms, last.at_ms - scene.events[0].at_ms, "what comes after it is not of it");
}

#[test]
fn a_case_without_checks_is_inconclusive() {
    let mut scene = scene(GOOD);
    scene.planned.case.checks.clear();
    let case = scene.judge();
    assert_eq!((case.verdict, case.reason.as_deref()), (Verdict::Inconclusive, Some("the case has no checks")));
}

#[test]
fn a_case_that_the_plan_does_not_hold_is_inconclusive() {
    let judged = Run { selected: Some(vec!["t.1", "t.9"]), ..Run::of(&[(GOOD, "t.must")]) }.judge();
    assert_eq!(judged.cases[1].verdict, Verdict::Inconclusive);
    assert_eq!(judged.exit_code, 3);
}

#[test]
fn a_fault_of_the_harness_is_never_blamed_on_the_candidate() {
    let fault =
        || vec![whole(What::Trouble { kind: Blame::Harness, message: "an answer against our WSDL".to_owned() })];
    let judged = Run { more: fault(), ..Run::of(&[(GOOD, "t.must")]) }.judge();
    let reason = "a fault of the harness itself: an answer against our WSDL";
    assert_eq!(outcome(&judged), (RunVerdict::Inconclusive, 4, Some(reason)));
    let judged = Run { more: fault(), ..Run::of(&[(BAD, "t.must")]) }.judge();
    let reason = "a fault of the harness itself: an answer against our WSDL; what failed may be its doing";
    assert_eq!(outcome(&judged), (RunVerdict::Inconclusive, 4, Some(reason)));
}

#[test]
fn a_step_that_fails_in_the_harness_counts_as_its_fault() {
    let mut run = Run::of(&[(UNSEEN, "t.must")]);
    for event in &mut run.cases[0].0.events {
        if let What::StepEnded { failure: Some(failure), .. } = &mut event.what {
            *failure = StepFailure { blame: Blame::Harness, message: "no page is open".to_owned() };
        }
    }
    assert_eq!(run.judge().exit_code, 4);
}

#[test]
fn an_engine_that_does_not_decide_certifies_nothing_and_may_find_fault() {
    let run = Run { engine: Engine::Webkit, ..Run::of(&[(GOOD, "t.must")]) };
    let reason =
        "nothing that was judged failed in WebKit; only Chromium certifies, so run without `--browser` as well";
    assert_eq!(outcome(&run.judge()), (RunVerdict::Inconclusive, 3, Some(reason)));
    let run = Run { engine: Engine::Webkit, ..Run::of(&[(GOOD, "t.must"), (BAD, "t.must")]) };
    assert_eq!(outcome(&run.judge()), (RunVerdict::NonConformant, 1, None));
}

#[test]
fn a_filtered_run_says_so() {
    let judged = Run { selected: Some(vec!["t.2"]), ..Run::of(&[(BAD, "t.must"), (GOOD, "t.must")]) }.judge();
    let reason = "a filter left 1 of 2 cases; only these were judged";
    assert_eq!(outcome(&judged), (RunVerdict::Conformant, 0, Some(reason)));
    assert_eq!((judged.selected, judged.planned), (1, 2));
}

#[test]
fn a_requirement_has_the_worst_verdict_of_the_checks_that_serve_it() {
    let judged = Run::of(&[(GOOD, "t.must"), (BAD, "t.must"), (GOOD, "t.should")]).judge();
    let told: Vec<_> = judged
        .requirements
        .iter()
        .map(|requirement| (requirement.id.as_str(), requirement.verdict, requirement.cases.join(" ")))
        .collect();
    assert_eq!(
        told,
        [
            ("t.must", Some(Verdict::Fail), "t.1 t.2".to_owned()),
            ("t.should", Some(Verdict::Pass), "t.3".to_owned()),
            ("t.may", None, String::new()),
            ("t.unused", None, String::new()),
        ]
    );
}

#[test]
fn the_worst_of_nothing_is_nothing() {
    assert_eq!(worst([]), None);
    assert_eq!(worst([Verdict::Pass, Verdict::NotApplicable]), Some(Verdict::Pass));
    assert_eq!(worst([Verdict::Inconclusive, Verdict::Fail, Verdict::Warn]), Some(Verdict::Fail));
}

#[test]
fn what_happens_in_another_case_changes_nothing() {
    let alone = Run::of(&[(GOOD, "t.must")]).judge();
    for other in scenes() {
        let mut run = Run::of(&[(GOOD, "t.must")]);
        let elsewhere = other.events.iter().cloned().map(|event| Event { case: Some("t.other".to_owned()), ..event });
        // A failure of another case's step may be the harness's; that belongs to the run, not to this case.
        run.more = elsewhere.collect();
        assert_eq!(run.judge().cases, alone.cases, "{}", other.label());
    }
}

#[test]
fn judging_twice_says_the_same() {
    let trace = Run::of(&[(GOOD, "t.must"), (BAD, "t.must"), (UNSEEN, "t.should")]).trace();
    assert_eq!(judge(&trace), judge(&trace));
}
