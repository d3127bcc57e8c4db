//! One cause, with what hangs on it.

use std::collections::BTreeMap;

use seqr_cert::spec::Engine;
use seqr_cert::suite::{Expect, Step};
use seqr_cert::trace::{Blame, Event, StepFailure, What};
use seqr_cert::verdict::{CaseVerdict, Cause, CheckVerdict, Root, Verdict, causes};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::stored::{Scene, catalogue, check, defaults, events, folder, planned, scenes, yaml};

/// A trace of `causes.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    name: String,
    steps: Vec<Step>,
    checks: BTreeMap<String, Expect>,
    events: Vec<Value>,
    /// What happened, which event shows it, and the checks that hang on it; none where nothing hangs together.
    cause: Option<Behind>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Behind {
    what: String,
    event: u64,
    hangs: Vec<String>,
}

impl From<Root> for Behind {
    fn from(Root { what, event, hangs }: Root) -> Self {
        Self { what, event, hangs }
    }
}

#[test]
fn each_trace_has_its_cause_and_what_hangs_on_it() {
    let defaults = defaults();
    let stories: Vec<Story> = yaml(&folder().join("causes.yaml"));
    for story in stories {
        let checks = story.checks.into_iter().map(|(id, expect)| check(&id, expect)).collect();
        let planned = planned(story.steps, checks);
        let profile = serde_json::from_value(defaults["profile"].clone()).expect("a profile");
        let events = events(&story.events, &defaults, &story.name);
        let events: Vec<&Event> = events.iter().collect();
        let case = seqr_cert::check::judge_case(&planned, catalogue(), &profile, Engine::Chromium, &events);
        let verdicts: Vec<_> = case.checks.iter().map(|check| (&check.id, check.verdict, &check.evidence)).collect();
        assert_eq!(case.root.map(Behind::from), story.cause, "{}\n{verdicts:#?}", story.name);
    }
}

/// A stored trace with more expectations than its own, each by its name.
fn judged(id: &str, scene: &Scene, more: &[(&str, Value)]) -> CaseVerdict {
    let mut planned = scene.planned.clone();
    planned.case.id = id.to_owned();
    let more =
        more.iter().map(|(name, expect)| check(name, serde_json::from_value(expect.clone()).expect("an expectation")));
    planned.case.checks.extend(more);
    let events: Vec<&Event> = scene.events.iter().collect();
    seqr_cert::check::judge_case(&planned, catalogue(), &scene.profile, scene.engine, &events)
}

fn scene(rule: &str, name: &str) -> &'static Scene {
    scenes().iter().find(|scene| scene.rule == rule && scene.name == name).expect("such a scene")
}

fn told(cause: &Cause) -> (String, String, BTreeMap<&str, Vec<&str>>) {
    let hangs = cause.hangs.iter().map(|of| (of.case.as_str(), of.checks.iter().map(String::as_str).collect()));
    (cause.what.clone(), format!("{}/{}", cause.lead.case, cause.lead.check), hangs.collect())
}

#[test]
fn a_page_that_does_not_load_is_one_cause_of_what_failed_and_what_could_not_be_judged() {
    let broken = scene("page-answers", "status 500");
    let more = [("clean", json!({ "page-is-clean": "order" }))];
    let cases = [judged("t.1", broken, &more), judged("t.2", broken, &more)];
    let causes = causes(&cases);
    assert_eq!(causes.len(), 1, "{causes:#?}");
    let (what, lead, hangs) = told(&causes[0]);
    assert!(what.starts_with("the order page does not answer as the app needs it: "), "{what}");
    assert_eq!(lead, "t.1/rule");
    assert_eq!(hangs["t.1"], ["rule", "clean"]);
    assert_eq!(hangs["t.2"], ["rule", "clean"]);
    assert!(cases.iter().all(|case| case.verdict == Verdict::Fail), "a cause changes no verdict");
    let cause = &causes[0];
    assert!(cause.holds("t.2", "clean") && !cause.holds("t.2", "other") && !cause.holds("t.3", "clean"));
    assert!(cause.is_told_by("t.1", "rule") && !cause.is_told_by("t.1", "clean") && !cause.is_told_by("t.2", "rule"));
}

#[test]
fn trouble_of_the_surroundings_is_a_cause_and_no_failure_hangs_on_it() {
    let unseen = scene("page-answers", "the browser is gone");
    let cases = [judged("t.1", unseen, &[("speaks", json!({ "page-speaks": "order" }))])];
    let causes = causes(&cases);
    let (what, _, hangs) = told(&causes[0]);
    assert_eq!(what, "the browser is gone");
    assert_eq!(hangs["t.1"], ["rule", "speaks"]);
    assert!(cases[0].checks.iter().all(|check| check.verdict == Verdict::Inconclusive));
}

#[test]
fn one_failure_alone_is_no_cause() {
    let cases = [judged("t.1", scene("page-answers", "status 500"), &[])];
    assert!(cases[0].root.is_some());
    assert_eq!(causes(&cases), []);
}

/// A check's verdict and evidence.
type Checked = (Verdict, &'static [u64]);

/// Cases in which all checks hang on what happened in event 5, which the first text tells.
fn hanging(cases: &[(&str, &[Checked])]) -> Vec<CaseVerdict> {
    let scene = scene("page-answers", "status 500").judge();
    let case = |(number, (what, checks)): (usize, &(&str, &[Checked]))| {
        let check = |(index, (verdict, evidence)): (usize, &Checked)| CheckVerdict {
            id: format!("c.{}", index + 1),
            verdict: *verdict,
            evidence: evidence.to_vec(),
            ..scene.checks[0].clone()
        };
        let checks: Vec<CheckVerdict> = checks.iter().enumerate().map(check).collect();
        let hangs = checks.iter().map(|check| check.id.clone()).collect();
        let root = Some(Root { what: (*what).to_owned(), event: 5, hangs });
        CaseVerdict { id: format!("t.{}", number + 1), checks, root, ..scene.clone() }
    };
    cases.iter().enumerate().map(case).collect()
}

#[test]
fn the_check_that_failed_for_just_this_tells_it_and_one_that_failed_before_one_that_could_not_be_judged() {
    use Verdict::{Fail, Inconclusive, Warn};
    let ranked: [Checked; 4] = [(Inconclusive, &[5]), (Warn, &[5]), (Fail, &[5, 9]), (Fail, &[5])];
    for known in 1..=ranked.len() {
        let causes = causes(&hanging(&[("the page is gone", &[ranked[0]]), ("the page is gone", &ranked[..known])]));
        let lead = if known == 1 { "t.1/c.1".to_owned() } else { format!("t.2/c.{known}") };
        assert_eq!(told(&causes[0]).1, lead, "of {:?}", &ranked[..known]);
    }
    let causes = causes(&hanging(&[("the page is gone", &[(Fail, &[7]), (Fail, &[5])])]));
    assert_eq!(told(&causes[0]).1, "t.1/c.2", "one thing, and another than this");
}

#[test]
fn causes_are_told_apart_by_their_words_the_one_with_the_most_consequences_first() {
    let failed: Checked = (Verdict::Fail, &[5]);
    let causes = causes(&hanging(&[("a", &[failed, failed]), ("b", &[failed, failed]), ("b", &[failed])]));
    let told: Vec<_> = causes.iter().map(told).map(|(what, lead, hangs)| (what, lead, hangs.len())).collect();
    assert_eq!(told, [("b".to_owned(), "t.2/c.1".to_owned(), 2), ("a".to_owned(), "t.1/c.1".to_owned(), 1)]);
}

#[test]
fn what_is_green_hangs_on_nothing() {
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Pass) {
        let case = scene.judge();
        assert!(case.root.is_none_or(|root| root.hangs.is_empty()), "{}", scene.label());
    }
}

#[test]
fn whatever_could_not_be_judged_in_a_case_that_was_cut_off_hangs_on_what_cut_it_off() {
    let gone = StepFailure { blame: Blame::Environment, message: "the browser is gone".to_owned() };
    for scene in scenes() {
        let mut events: Vec<Event> =
            scene.events.iter().filter(|event| !matches!(event.what, What::CaseEnded { .. })).cloned().collect();
        if events
            .iter()
            .any(|event| matches!(event.what, What::StepEnded { failure: Some(_), .. } | What::Trouble { .. }))
        {
            continue;
        }
        let seq = events.last().map_or(1, |event| event.seq + 1);
        let end = What::CaseEnded { cut_off: Some(gone.clone()) };
        events.push(Event { seq, at_ms: seq, case: Some("t.case".to_owned()), what: end });
        let case = scene.judge_events(&events.iter().collect::<Vec<_>>());
        let check = &case.checks[0];
        if check.verdict == Verdict::Inconclusive {
            let root = case.root.unwrap_or_else(|| panic!("{} has no root", scene.label()));
            assert_eq!((root.what.as_str(), root.event), ("the browser is gone", seq), "{}", scene.label());
            assert_eq!(root.hangs.join(" "), check.id, "{}", scene.label());
        }
    }
}
