//! Whether texts can be read on a phone that is set to dark colours.

use crate::check::journey::Journey;
use crate::spec::{AUDITED_SCREEN, Page};
use crate::trace::{Layout, View, Violation};
use crate::verdict::Judgement;

use super::accessible::unless_skipped;
use super::measured::{Fault, Rule, judge_all, named};

/// As reports tell it.
pub(in crate::check) fn readable_in_the_dark_expected(page: Page) -> String {
    format!("texts of the {page} page with the contrast of WCAG 2.2 AA, also where the phone is set to dark colours")
}

/// axe-core finds no text that is hard to read in dark colours and is not so in light ones.
pub(in crate::check) fn readable_in_the_dark(journey: &Journey<'_>, page: Page) -> Judgement {
    let rule = Rule {
        page,
        screens: |screen| screen.name == AUDITED_SCREEN,
        measured: &|layout| layout.audit.is_some(),
        faults: &|view, layout| faults(journey, view, layout),
        wrong: &format!("Where the phone is set to dark colours, texts of the {page} page are hard to read"),
        mend: "The pictures show the page as it looks then.",
        expected: readable_in_the_dark_expected(page),
    };
    let judged = judge_all(journey, &rule, journey.dark_views(page));
    unless_skipped(judged, page, journey.dark_views(page))
}

fn faults(journey: &Journey<'_>, view: &View, layout: &Layout) -> Vec<Fault> {
    let contrast = |layout: &Layout| -> Vec<Violation> {
        let violations = layout.audit.iter().flat_map(|audit| &audit.violations);
        violations.filter(|violation| violation.rule == "color-contrast").cloned().collect()
    };
    // What can be read in no colours is `accessible`'s to tell.
    let in_light: Vec<String> = journey
        .views(view.page)
        .filter(|(_, light)| light.number == view.number && light.screen == view.screen)
        .filter_map(|(_, light)| light.layout.as_ref())
        .flat_map(contrast)
        .flat_map(|violation| violation.elements)
        .map(|element| element.selector)
        .collect();
    let faint = contrast(layout).into_iter().flat_map(|violation| violation.elements);
    faint
        .filter(|element| !in_light.contains(&element.selector))
        .map(|element| Fault::at(&element, format!("{} has too little contrast", named(&element))))
        .collect()
}
