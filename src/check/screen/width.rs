//! Nothing on the page is wider than the screen.

use crate::check::journey::Journey;
use crate::check::text::px;
use crate::spec::Page;
use crate::trace::Layout;
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, judge, named};

/// Rounding of sub-pixel layouts, CSS pixels.
const TOLERANCE: f64 = 1.0;

/// No content is wider than the screen and no element sticks out of its right edge.
pub(in crate::check) fn fits_width(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            faults: &faults,
            wrong: &format!("The {page} page is wider than the screen"),
            mend: "Let long lines wrap and give wide elements `max-width: 100%`, so that nobody has to scroll sideways.",
            expected: "no content beyond the right edge of the screen".to_owned(),
        },
    )
}

fn faults(layout: &Layout) -> Vec<Fault> {
    // The page may have widened its own viewport, so that only the screen's width counts.
    let edge = layout.screen_width + TOLERANCE;
    let mut out: Vec<_> = layout.sticking_out.iter().filter(|element| element.x + element.width > edge).collect();
    out.sort_by(|a, b| (b.x + b.width).total_cmp(&(a.x + a.width)));
    let mut faults: Vec<Fault> = Vec::new();
    if layout.content_width > edge {
        let text = format!("the content needs {} px of {}", px(layout.content_width), px(layout.screen_width));
        faults.push(Fault::of_page(text));
    }
    faults.extend(out.into_iter().map(|element| {
        let beyond = element.x + element.width - layout.screen_width;
        Fault::at(element, format!("{} ends {} px beyond the edge", named(element), px(beyond)))
    }));
    faults
}
