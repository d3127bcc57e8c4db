//! Controls can be reached, with nothing on top of them.

use crate::check::journey::Journey;
use crate::check::text::{clip, clip_reason};
use crate::spec::Page;
use crate::suite::Step;
use crate::trace::{Control, Layout, Unseen};
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

/// Nothing lies on a control, no fixed bar, no layer, and it can be seen.
pub(in crate::check) fn controls_uncovered(journey: &Journey<'_>, page: Page) -> Judgement {
    let measured = judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| covered(layout),
            wrong: &format!("Controls of the {page} page are covered"),
            mend: "Keep fixed bars and layers off them; below a fixed bar the page needs as much padding as the bar is high. A layer \
                   that is to keep people off the page at first is a `dialog`, or says `aria-modal=\"true\"`.",
            expected: "every control uncovered after scrolling to it".to_owned(),
        },
    );
    if matches!(measured, Judgement::Broken { .. }) {
        return measured;
    }
    let seen = judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| unseen(layout),
            wrong: &format!("Controls of the {page} page cannot be seen"),
            mend: "Give their words a colour that stands out from what is behind them, and take `opacity: 0` away: on a phone \
                   nothing hovers.",
            expected: "every control to be seen".to_owned(),
        },
    );
    if matches!(seen, Judgement::Broken { .. }) { seen } else { measured }
}

fn unseen(layout: &Layout) -> Vec<Fault> {
    let fault = |control: &Control| {
        let how = match control.unseen? {
            Unseen::Faint => "is transparent, and nothing else is drawn in its place",
            Unseen::Colour => "has words in the colour of what is behind them",
        };
        Some(Fault::at(&control.element, format!("{} {how}", named(&control.element))))
    };
    layout.controls.iter().filter_map(fault).collect()
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
