//! Controls are large enough to tap, whole, and apart from each other.

use crate::check::journey::Journey;
use crate::check::text::{clip, px};
use crate::spec::Page;
use crate::suite::TapTargets;
use crate::trace::{Layout, Touch};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, is_visible, judge, judge_part, met, named};

/// Rounding of sub-pixel layouts, CSS pixels.
const TOLERANCE: f64 = 0.5;

/// Every control is large enough to tap. Links inside running text are exempt.
pub(in crate::check) fn tap_targets(journey: &Journey<'_>, targets: TapTargets) -> Judgement {
    let TapTargets { page, min } = targets;
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| too_small(layout, min),
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

/// A finger that aims at the middle of a control does not meet its neighbour: `min` is the width of the finger.
pub(in crate::check) fn tap_spacing(journey: &Journey<'_>, targets: TapTargets) -> Judgement {
    let TapTargets { page, min } = targets;
    let close = |touch: &Touch| {
        let close = touch.close.iter().filter(|close| close.distance < min / 2.0 - TOLERANCE);
        let text = |by: &str, distance: f64| format!("{} px from `{}`", px(distance.max(0.0)), clip(by));
        close
            .map(|close| {
                Fault::at(
                    &close.element,
                    format!("{}: its middle is {}", named(&close.element), text(&close.by, close.distance)),
                )
            })
            .collect()
    };
    judge_part(
        journey,
        page,
        |layout| layout.touch.as_ref(),
        &close,
        [
            &format!("Controls of the {page} page are too close to each other"),
            &format!("Make them larger or move them apart, so that a finger of {} px meets one of them only.", px(min)),
            &format!("at least {} px from the middle of a control to the next one", px(min / 2.0)),
        ],
    )
}

/// No control is cut by the box around it.
pub(in crate::check) fn controls_whole(journey: &Journey<'_>, page: Page) -> Judgement {
    judge_part(
        journey,
        page,
        |layout| layout.touch.as_ref(),
        &|touch: &Touch| met(&touch.clipped, "is cut by"),
        [
            &format!("Controls of the {page} page are cut"),
            "Let boxes grow with what is in them: no fixed heights or widths around controls.",
            "every control whole",
        ],
    )
}

/// No control lies partly on another.
pub(in crate::check) fn controls_apart(journey: &Journey<'_>, page: Page) -> Judgement {
    judge_part(
        journey,
        page,
        |layout| layout.touch.as_ref(),
        &|touch: &Touch| met(&touch.overlapping, "overlaps"),
        [
            &format!("Controls of the {page} page lie on each other"),
            "Keep controls in the flow of the page, without absolute places and negative margins.",
            "every control beside the others",
        ],
    )
}
