//! What axe-core says about the page.

use crate::check::journey::Journey;
use crate::check::text::{clip, count};
use crate::spec::{AUDITED_SCREEN, Page};
use crate::trace::{Audit, Event, Layout, View, Violation};
use crate::verdict::{Evidence, Judgement};

use super::measured::{Fault, Rule, judge, named};

/// axe-core finds nothing that breaks WCAG 2.2 on levels A and AA.
pub(in crate::check) fn accessible(journey: &Journey<'_>, page: Page) -> Judgement {
    let judged = judge(
        journey,
        &Rule {
            page,
            screens: |screen| screen.name == AUDITED_SCREEN,
            measured: &|layout| layout.audit.is_some(),
            faults: &|_, layout| layout.audit.as_ref().map(faults).unwrap_or_default(),
            wrong: &format!("Parts of the {page} page keep some people out"),
            mend: "Each finding names a rule of axe-core, which says how to mend it.",
            expected: "no violations of WCAG 2.2 A and AA that axe-core can find".to_owned(),
        },
    );
    unless_skipped(judged, page, journey.views(page))
}

/// A page at which axe-core did not look is one for people, whatever else was found right.
pub(super) fn unless_skipped<'a>(
    judged: Judgement,
    page: Page,
    views: impl Iterator<Item = (&'a Event, &'a View)>,
) -> Judgement {
    match (&judged, unaudited(page, views)) {
        (Judgement::Pass { .. }, Some(review)) => review,
        _ => judged,
    }
}

fn unaudited<'a>(page: Page, mut views: impl Iterator<Item = (&'a Event, &'a View)>) -> Option<Judgement> {
    let audit = |layout: &Layout| layout.audit.as_ref().and_then(|audit| audit.skipped.clone());
    let (event, reason) = views.find_map(|(event, view)| Some((event, view.layout.as_ref().and_then(audit)?)))?;
    let message =
        format!("axe-core did not look at the {page} page: {}. Look at it with its browser extension.", clip(&reason));
    Some(Judgement::Review { message, evidence: Evidence::of(event) })
}

/// One fault per element, the gravest rules first.
fn faults(audit: &Audit) -> Vec<Fault> {
    let mut violations: Vec<&Violation> = audit.violations.iter().collect();
    let grave = |violation: &Violation| {
        ["critical", "serious", "moderate"].iter().position(|impact| *impact == violation.impact)
    };
    violations.sort_by_key(|violation| (grave(violation).unwrap_or(usize::MAX), violation.rule.clone()));
    violations.into_iter().flat_map(of_rule).collect()
}

fn of_rule(violation: &Violation) -> Vec<Fault> {
    let Violation { rule, impact, help, elements, .. } = violation;
    let words = format!("{} ({}): {}", clip(rule), clip(impact), clip(help));
    if elements.is_empty() {
        return vec![Fault::of_page(format!("{words}, at {}", count(violation.count, "place")))];
    }
    elements.iter().map(|element| Fault::at(element, format!("{} breaks {words}", named(element)))).collect()
}
