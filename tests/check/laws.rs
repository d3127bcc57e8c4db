//! What holds for every rule and every trace.

use proptest::prelude::*;
use seqr_cert::trace::{Blame, Event, StepFailure, What, of_case};
use seqr_cert::verdict::Verdict;

use crate::stored::{Scene, scenes};

fn verdict(scene: &Scene, events: &[&Event]) -> Verdict {
    scene.judge_events(events).checks[0].verdict
}

/// Whether a verdict claims that the requirement was seen to be kept.
fn is_claimed(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Pass | Verdict::Review | Verdict::Warn)
}

#[test]
fn nothing_observed_is_never_green() {
    for scene in scenes() {
        let case = scene.judge_events(&[]);
        assert_eq!(case.verdict, Verdict::Inconclusive, "{}", scene.label());
        let only_started = [case_event(5, What::CaseStarted), case_event(6, What::CaseEnded { cut_off: None })];
        let found = verdict(scene, &only_started.iter().collect::<Vec<_>>());
        assert!(!is_claimed(found), "{}: {found:?}", scene.label());
    }
}

#[test]
fn a_pass_does_not_survive_the_loss_of_its_evidence() {
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Pass) {
        let evidence = scene.judge().checks[0].evidence.clone();
        let left: Vec<&Event> = scene.events.iter().filter(|event| !evidence.contains(&event.seq)).collect();
        let found = verdict(scene, &left);
        assert!(!is_claimed(found), "{}: {found:?} without {evidence:?}", scene.label());
    }
}

#[test]
fn a_run_that_is_cut_short_never_blames_the_candidate_for_it() {
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Pass) {
        for length in 0..scene.events.len() {
            let part: Vec<&Event> = scene.events.iter().take(length).collect();
            let found = verdict(scene, &part);
            assert_ne!(found, Verdict::Fail, "{} after {length} events", scene.label());
        }
    }
}

#[test]
fn a_case_without_its_end_is_not_green() {
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Pass) {
        let open: Vec<&Event> =
            scene.events.iter().filter(|event| !matches!(event.what, What::CaseEnded { .. })).collect();
        let case = scene.judge_events(&open);
        assert_eq!(case.verdict, Verdict::Inconclusive, "{}", scene.label());
        assert!(case.reason.is_some(), "{}", scene.label());
    }
}

#[test]
fn trouble_of_the_surroundings_never_turns_into_blame() {
    let trouble = trouble();
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Pass) {
        for length in 0..scene.events.len() {
            let mut part: Vec<Event> = scene.events.iter().take(length).cloned().collect();
            let seq = part.last().map_or(1, |event| event.seq) + 1;
            part.push(case_event(seq, What::CaseEnded { cut_off: Some(trouble.clone()) }));
            let case = scene.judge_events(&part.iter().collect::<Vec<_>>());
            assert_ne!(case.checks[0].verdict, Verdict::Fail, "{} after {length} events", scene.label());
            if case.checks[0].verdict != Verdict::NotApplicable {
                assert_eq!(case.verdict, Verdict::Inconclusive, "{} after {length} events", scene.label());
            }
        }
    }
}

/// Rules about what happens, in which order and when.
fn about_order(scene: &Scene) -> bool {
    ["sequence", "never", "at-most", "calls"].contains(&scene.rule.as_str())
}

#[test]
fn losing_what_the_verdict_does_not_rest_on_never_makes_it_green() {
    for scene in scenes().iter().filter(|scene| about_order(scene) && scene.wanted != Verdict::Pass) {
        let evidence = scene.judge().checks[0].evidence.clone();
        for lost in scene.events.iter().filter(|event| !evidence.contains(&event.seq)) {
            let left: Vec<&Event> = scene.events.iter().filter(|event| event.seq != lost.seq).collect();
            assert_ne!(verdict(scene, &left), Verdict::Pass, "{} without {}", scene.label(), lost.seq);
        }
    }
}

/// What other cases and the run as a whole leave in a trace.
fn elsewhere(seq: u64, at_ms: u64, kind: usize) -> Event {
    let other = || Some("t.other".to_owned());
    let (case, what) = match kind {
        0 => (other(), What::CaseStarted),
        1 => (other(), What::StepStarted { index: 0, step: "open order".to_owned() }),
        2 => (other(), What::StepEnded { index: 0, failure: Some(trouble()) }),
        3 => (other(), What::Reversed { invoice_reference: "1001".to_owned(), after_ms: 20_000 }),
        4 => (other(), What::Dialog { text: "Really?".to_owned() }),
        5 => (None, What::CandidateReady { url: "http://shop.test/order".to_owned(), after_ms: 10 }),
        _ => (other(), What::CaseEnded { cut_off: Some(trouble()) }),
    };
    Event { seq, at_ms, case, what }
}

fn trouble() -> StepFailure {
    StepFailure { blame: Blame::Environment, message: "the browser is gone".to_owned() }
}

/// Whether the event is something that was seen of the candidate, not what customer, app and SEQR did.
fn is_of_the_candidate(event: &Event) -> bool {
    matches!(
        event.what,
        What::Soap(_)
            | What::PageOpened(_)
            | What::View(_)
            | What::TriggerFired(_)
            | What::Console { .. }
            | What::RequestFailed { .. }
            | What::Dialog { .. }
            | What::Notified(_)
            | What::Action(_)
            | What::ConnectionFailed { .. }
    )
}

/// How much a verdict claims in the candidate's favour.
fn rank(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Warn => 1,
        Verdict::Review => 2,
        Verdict::Inconclusive => 3,
        Verdict::NotApplicable => 4,
        Verdict::Pass => 5,
    }
}

#[test]
fn losing_observations_never_makes_a_verdict_greener_while_what_is_broken_is_still_seen() {
    for scene in scenes() {
        let evidence = scene.judge().checks[0].evidence.clone();
        let most = rank(scene.wanted).max(rank(Verdict::Inconclusive));
        let can_be_lost = |event: &Event| {
            let shows = matches!(scene.wanted, Verdict::Fail | Verdict::Warn | Verdict::Review);
            is_of_the_candidate(event) && !(shows && evidence.contains(&event.seq))
        };
        let losses: Vec<u64> = scene.events.iter().filter(|event| can_be_lost(event)).map(|event| event.seq).collect();
        // Each one alone, each two, and all of them.
        let alone_and_in_pairs = losses.iter().flat_map(|one| losses.iter().map(move |other| vec![*one, *other]));
        for lost in alone_and_in_pairs.chain([losses.clone()]) {
            let left: Vec<&Event> = scene.events.iter().filter(|event| !lost.contains(&event.seq)).collect();
            let found = verdict(scene, &left);
            assert!(rank(found) <= most, "{}: without {lost:?} {:?} became {found:?}", scene.label(), scene.wanted);
        }
    }
}

#[test]
fn the_verdict_of_a_case_is_never_better_than_that_of_its_worst_check() {
    for scene in scenes() {
        for length in 0..=scene.events.len() {
            let case = scene.judge_events(&scene.events.iter().take(length).collect::<Vec<_>>());
            let worst = case.checks.iter().map(|check| check.verdict).max().expect("a check");
            assert!(case.verdict >= worst, "{} after {length} events", scene.label());
        }
    }
}

fn case_event(seq: u64, what: What) -> Event {
    Event { seq, at_ms: seq, case: Some("t.case".to_owned()), what }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn events_that_a_rule_is_not_about_never_change_its_verdict(
        index in 0..scenes().len(),
        places in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..3), 1..6),
    ) {
        let scene = &scenes()[index];
        if about_order(scene) {
            let mut events = scene.events.clone();
            for (place, kind) in places {
                let place = place.index(events.len());
                let (seq, at_ms) = (events[place].seq, events[place].at_ms);
                let what = match kind {
                    0 => What::Console { level: "error".to_owned(), text: "x is undefined".to_owned(), source: None },
                    1 => What::Dialog { text: "Really?".to_owned() },
                    _ => What::RequestFailed { url: "http://shop.test/x".to_owned(), method: "GET".to_owned(), status: None, error: None },
                };
                events.insert(place + 1, Event { seq: seq + 1, at_ms, case: Some("t.case".to_owned()), what });
            }
            let found = verdict(scene, &events.iter().collect::<Vec<_>>());
            prop_assert_eq!(found, scene.wanted, "{}", scene.label());
        }
    }

    #[test]
    fn what_happens_elsewhere_in_the_run_changes_nothing(
        index in 0..scenes().len(),
        places in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..7), 1..8),
    ) {
        let scene = &scenes()[index];
        let before = scene.judge_events(&of_case(scene.events.iter(), "t.case"));
        let mut events = scene.events.clone();
        for (number, (place, kind)) in places.into_iter().enumerate() {
            let place = place.index(events.len() + 1);
            let at_ms = events.get(place).or(events.last()).map_or(0, |event| event.at_ms);
            events.insert(place, elsewhere(100_000 + number as u64, at_ms, kind));
        }
        let after = scene.judge_events(&of_case(events.iter(), "t.case"));
        prop_assert_eq!(after, before, "{}", scene.label());
    }

    #[test]
    fn a_garbled_trace_is_judged_without_panic(
        index in 0..scenes().len(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..5), 1..6),
    ) {
        let scene = &scenes()[index];
        let mut lines: Vec<String> =
            scene.events.iter().map(|event| serde_json::to_string(event).expect("an event is JSON")).collect();
        for (place, at, how) in cuts {
            if lines.is_empty() {
                break;
            }
            let place = place.index(lines.len());
            let line = &mut lines[place];
            let digits: Vec<usize> = line.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
            match how {
                // Numbers of all kinds: times, counts, codes, sizes.
                0 | 1 if !digits.is_empty() => {
                    let at = digits[at.index(digits.len())];
                    line.replace_range(at..=at, if how == 0 { "9" } else { "0" });
                }
                2 if !digits.is_empty() => line.insert_str(digits[at.index(digits.len())], "99999"),
                3 => *line = line.replace("http", "\\u202e\\u0000"),
                _ => *line = line.replace("SEQR", ""),
            }
        }
        // What is no event any more is refused by the reader of traces.
        let events: Vec<Event> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let case = scene.judge_events(&events.iter().collect::<Vec<_>>());
        prop_assert_eq!(case.checks.len(), 1);
    }

    #[test]
    fn no_order_of_events_makes_a_rule_panic(index in 0..scenes().len(), other in 0..scenes().len(), seed in any::<u64>()) {
        let all = scenes();
        let mut events: Vec<&Event> = all[index].events.iter().chain(&all[other].events).collect();
        let mut state = seed | 1;
        events.sort_by_cached_key(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 33
        });
        let case = all[index].judge_events(&events);
        prop_assert_eq!(case.checks.len(), 1);
    }
}
