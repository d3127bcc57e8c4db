//! A page is photographed to its end where a finding will want the picture.

use std::collections::BTreeSet;

use seqr_cert::check::points_below;
use seqr_cert::trace::{Layout, View, What};
use seqr_cert::verdict::Verdict;

use serde_json::{Value, json};

use crate::stored::{Scene, scenes};

/// The views on required screens, each with its number.
fn views(scene: &Scene) -> impl Iterator<Item = (u64, &View)> {
    scene.events.iter().filter_map(|event| match &event.what {
        What::View(view) => Some((event.seq, &**view)),
        _ => None,
    })
}

fn is_wanted(scene: &Scene, view: &View) -> bool {
    points_below(&scene.planned.case, &scene.profile, scene.engine, view)
}

/// The same scene with everything on its pages further down than any screen is high.
fn lowered(scene: &Scene) -> Scene {
    fn lower(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| match value.as_f64() {
                Some(y) if name == "y" => *value = json!(y + 2_000.0),
                _ => lower(value),
            }),
            Value::Array(values) => values.iter_mut().for_each(lower),
            _ => {}
        }
    }
    let mut scene = scene.clone();
    for event in &mut scene.events {
        if let What::View(view) = &mut event.what
            && let Some(layout) = &mut view.layout
        {
            let mut measures = serde_json::to_value(&*layout).unwrap();
            lower(&mut measures);
            *layout = serde_json::from_value(measures).unwrap();
        }
    }
    scene
}

#[test]
fn every_place_below_the_screen_to_which_a_finding_points_wants_a_picture_of_the_whole_page() {
    let mut rules = BTreeSet::new();
    // What axe-core and a sweep find is not known from one view's measures; there the picture is always taken.
    let told = scenes().iter().filter(|scene| !["accessible", "every-width"].contains(&scene.rule.as_str()));
    for scene in told.map(lowered) {
        let spots = scene.judge().checks[0].spots.clone();
        for (seq, view) in views(&scene) {
            let below = |layout: &Layout| spots.iter().any(|spot| spot.view() == seq && !layout.shows(&spot.element));
            if view.layout.as_ref().is_some_and(below) {
                assert!(is_wanted(&scene, view), "{} on {}", scene.label(), view.screen);
                rules.insert(scene.rule.clone());
            }
        }
    }
    assert!(rules.len() > 8, "only {rules:?} point at places");
}

#[test]
fn a_view_in_which_nothing_is_wrong_wants_none() {
    for scene in scenes().iter().filter(|scene| scene.wanted == Verdict::Pass) {
        for (_, view) in views(scene) {
            assert!(!is_wanted(scene, view), "{} on {}", scene.label(), view.screen);
        }
    }
}

#[test]
fn a_finding_points_at_several_elements_and_not_at_one_on_every_screen() {
    let scene = scenes().iter().find(|scene| scene.name == "five small controls on every screen").unwrap();
    let spots = scene.judge().checks[0].spots.clone();
    let elements: BTreeSet<&str> = spots.iter().map(|spot| spot.element.selector.as_str()).collect();
    assert_eq!(elements, BTreeSet::from(["#c1", "#c2", "#c3", "#c4"]));
    let screens: BTreeSet<u64> = spots.iter().map(|spot| spot.view()).collect();
    assert_eq!((spots.len(), screens.len()), (12, 3));
}
