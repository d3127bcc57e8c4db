//! Controls can be reached and are large enough to tap.

use crate::check::journey::Journey;
use crate::check::text::{clip, px};
use crate::spec::Page;
use crate::suite::{Step, TapTargets};
use crate::trace::{Control, Layout};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, is_visible, judge, named};

/// Rounding of sub-pixel layouts, CSS pixels.
const TOLERANCE: f64 = 0.5;

/// Every control comes onto the screen by scrolling, with nothing on top of it.
pub(in crate::check) fn controls_reachable(journey: &Journey<'_>, page: Page) -> Judgement {
    let measured = judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            faults: &unreachable,
            wrong: &format!("Controls of the {page} page cannot be tapped"),
            mend: "Let the page scroll to every control, and keep fixed bars and layers off them.",
            expected: "every control on the screen after scrolling, uncovered".to_owned(),
        },
    );
    match measured {
        Judgement::Broken { .. } => measured,
        _ => stuck(journey, page).unwrap_or(measured),
    }
}

/// The customer cannot do their steps on a screen on which the page did open.
fn stuck(journey: &Journey<'_>, page: Page) -> Option<Judgement> {
    let failure = journey.own_failure(|step| *step == Step::Survey(page))?;
    let (opened, _) = journey.openings(page).find(|(event, opened)| {
        opened.problem.is_none()
            && journey.step_at(event.seq).is_some_and(|(step, _)| Some(step) == failure.step)
            && !journey.views(page).any(|(_, view)| view.screen == opened.screen && view.last_before_payment)
    })?;
    (page == Page::Order).then(|| {
        Judgement::broken(
            format!("A customer cannot get to the payment: {}", clip(failure.message)),
            "every control on the screen after scrolling, uncovered",
            clip(failure.message),
            [opened, failure.event],
        )
    })
}

fn unreachable(layout: &Layout) -> Vec<Fault> {
    let fault = |control: &Control| match &control.covered_by {
        _ if !control.reachable => {
            Some(Fault::at(&control.element, format!("{} is out of reach", named(&control.element))))
        }
        Some(cover) => {
            let text = format!("{} is covered by `{}`", named(&control.element), clip(cover));
            Some(Fault::at(&control.element, text))
        }
        None => None,
    };
    layout.controls.iter().filter(|control| is_visible(&control.element)).filter_map(fault).collect()
}

/// Every control is large enough to tap. Links inside running text are exempt.
pub(in crate::check) fn tap_targets(journey: &Journey<'_>, targets: TapTargets) -> Judgement {
    let TapTargets { page, min } = targets;
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            faults: &|layout| too_small(layout, min),
            wrong: &format!("Controls of the {page} page are too small to tap"),
            mend: &format!("Give them at least {0} × {0} px, padding included.", px(min)),
            expected: format!("at least {0} × {0} px", px(min)),
        },
    )
}

fn too_small(layout: &Layout, min: f64) -> Vec<Fault> {
    let mut small: Vec<_> = layout
        .controls
        .iter()
        .filter(|control| !control.inline)
        .map(|control| &control.element)
        .filter(|element| is_visible(element))
        .filter(|element| element.width.min(element.height) < min - TOLERANCE)
        .collect();
    small.sort_by(|a, b| a.width.min(a.height).total_cmp(&b.width.min(b.height)));
    small.into_iter().map(|element| Fault::at(element, named(element))).collect()
}
