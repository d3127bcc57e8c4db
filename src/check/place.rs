//! Which pictures a finding will want.

use crate::candidate::Profile;
use crate::spec::Engine;
use crate::suite::Case;
use crate::trace::{Event, View, What};
use crate::verdict::Judgement;

use super::journey::Journey;
use super::rule;

/// Whether a check of the case finds something in this view that lies below its screen, so that only a picture of the whole
/// page shows it. What is found by comparing views, or by axe-core, is not known yet.
#[must_use]
pub fn points_below(case: &Case, profile: &Profile, engine: Engine, view: &View) -> bool {
    let Some(layout) = &view.layout else { return false };
    let seen = Event { seq: 0, at_ms: 0, case: Some(case.id.clone()), what: What::View(Box::new(view.clone())) };
    let events = [&seen];
    let journey = Journey::new(case, profile, engine, &events, &[]);
    case.checks.iter().any(|check| match rule::judge(&check.expect, &journey) {
        Judgement::Broken { spots, .. } => spots.iter().any(|spot| !layout.shows(&spot.element)),
        _ => false,
    })
}
