//! Nothing on the page is wider than the screen, and nothing makes it scroll sideways.

use crate::check::journey::Journey;
use crate::check::text::px;
use crate::spec::Page;
use crate::trace::{Element, Layout};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, judge, named};

/// Rounding of sub-pixel layouts, CSS pixels.
const TOLERANCE: f64 = 1.0;

/// No element is wider than the screen or sticks out of one of its edges.
pub(in crate::check) fn fits_width(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| beyond(layout),
            wrong: &format!("The {page} page is wider than the screen"),
            mend: "Let long lines wrap and give wide elements `max-width: 100%`.",
            expected: "no content beyond the edges of the screen".to_owned(),
        },
    )
}

pub(super) fn beyond(layout: &Layout) -> Vec<Fault> {
    // The page may have widened its own viewport, so that only the screen's width counts.
    // What is wholly to the left of it was put away.
    let left = |element: &Element| if element.x + element.width > TOLERANCE { -element.x } else { 0.0 };
    let by = |element: &Element| (element.x + element.width - layout.screen_width).max(left(element));
    let mut out: Vec<_> = layout.sticking_out.iter().filter(|element| by(element) > TOLERANCE).collect();
    out.sort_by(|a, b| by(b).total_cmp(&by(a)));
    out.into_iter()
        .map(|element| {
            let edge = if by(element) > left(element) { "ends" } else { "begins" };
            Fault::at(element, format!("{} {edge} {} px beyond the edge", named(element), px(by(element))))
        })
        .collect()
}

/// A customer cannot scroll the page sideways.
pub(in crate::check) fn no_sideways_scroll(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|layout| layout.sideways.is_some(),
            faults: &|_, layout| sideways(layout),
            wrong: &format!("The {page} page scrolls sideways"),
            mend: "Let nothing reach beyond the screen; put what must be wide, such as a table, into a box of its own with \
                   `overflow-x: auto`.",
            expected: "a page that scrolls up and down only".to_owned(),
        },
    )
}

pub(super) fn sideways(layout: &Layout) -> Vec<Fault> {
    let Some(sideways) = layout.sideways.as_ref().filter(|sideways| sideways.by > TOLERANCE) else { return Vec::new() };
    let words = format!("the page scrolls {} px sideways", px(sideways.by));
    let ends = |element: &Element| format!("{words}: {} ends at {} px", named(element), px(element.x + element.width));
    let mut widest: Vec<_> = sideways.elements.iter().collect();
    widest.sort_by(|a, b| (b.x + b.width).total_cmp(&(a.x + a.width)));
    if widest.is_empty() {
        // Chromium keeps the room into which something reached, until the page is laid out anew.
        let perhaps = "where nothing stands that was measured; what comes in by an animation that keeps its end (`both`, `forwards`) \
                       can leave such room behind, and does not where it fills `backwards`";
        return vec![Fault::of_page(format!("{words}, {perhaps}"))];
    }
    widest.into_iter().map(|element| Fault::at(element, ends(element))).collect()
}
