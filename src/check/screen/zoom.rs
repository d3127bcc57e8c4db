//! People may zoom.

use crate::check::journey::Journey;
use crate::check::text::clip;
use crate::spec::Page;
use crate::trace::Layout;
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, judge};
use super::viewport::properties;

/// WCAG 2.2, 1.4.4: text can be resized up to 200 percent.
const LEAST_SCALE: f64 = 2.0;

/// `<meta name="viewport">` does not keep people from zooming to twice the size.
pub(in crate::check) fn zoom_allowed(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| faults(layout),
            wrong: &format!("The {page} page keeps people from zooming"),
            mend: "Take `user-scalable` and `maximum-scale` out of the viewport meta.",
            expected: "no user-scalable=no, and no maximum-scale below 2".to_owned(),
        },
    )
}

fn faults(layout: &Layout) -> Vec<Fault> {
    let Some(content) = &layout.viewport_meta else { return Vec::new() };
    let forbids = properties(content).any(|(name, value)| match name.as_str() {
        "user-scalable" => value == "no" || value == "0",
        // A negative value is ignored by browsers.
        "maximum-scale" => value.parse::<f64>().is_ok_and(|scale| (0.0..LEAST_SCALE).contains(&scale)),
        _ => false,
    });
    if forbids { vec![Fault::of_page(format!("content=\"{}\"", clip(content)))] } else { Vec::new() }
}
