//! Controls can be reached, with nothing on top of them.

use crate::check::journey::Journey;
use crate::check::text::{clip, clip_reason};
use crate::spec::Page;
use crate::suite::Step;
use crate::trace::{Control, Layout};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, is_visible, judge, named};

/// Every control comes onto the screen by scrolling.
pub(in crate::check) fn controls_reachable(journey: &Journey<'_>, page: Page) -> Judgement {
    let measured = judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| unreachable(layout),
            wrong: &format!("Controls of the {page} page are out of reach"),
            mend: "Let the page scroll to every control: no `overflow: hidden` around what is longer than the screen, and no \
                   places outside of it.",
            expected: "every control on the screen after scrolling".to_owned(),
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
            format!("A customer cannot get to the payment: {}", clip_reason(failure.message)),
            "every control on the screen after scrolling",
            clip_reason(failure.message),
            [opened, failure.event],
        )
    })
}

pub(super) fn unreachable(layout: &Layout) -> Vec<Fault> {
    let controls = layout.controls.iter().filter(|control| is_visible(&control.element) && !control.reachable);
    controls
        .map(|control| Fault::at(&control.element, format!("{} is out of reach", named(&control.element))))
        .collect()
}

/// Nothing lies on a control: no fixed bar, no layer.
pub(in crate::check) fn controls_uncovered(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| covered(layout),
            wrong: &format!("Controls of the {page} page are covered"),
            mend: "Keep fixed bars and layers off them; below a fixed bar the page needs as much padding as the bar is high.",
            expected: "every control uncovered after scrolling to it".to_owned(),
        },
    )
}

pub(super) fn covered(layout: &Layout) -> Vec<Fault> {
    let fault = |control: &Control| {
        let cover = control.covered_by.as_ref()?;
        let how = if control.cover_stays { ", which stays on the screen" } else { "" };
        let text = format!("{} is covered by `{}`{how}", named(&control.element), clip(cover));
        Some(Fault::at(&control.element, text))
    };
    layout.controls.iter().filter(|control| is_visible(&control.element)).filter_map(fault).collect()
}
