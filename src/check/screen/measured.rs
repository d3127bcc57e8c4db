//! What the rules about screens share: going through all measured views, and naming what is wrong on which screens.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::check::journey::Journey;
use crate::check::text::{clip, count, px, some_of};
use crate::spec::{Page, Screen, screens_to_judge};
use crate::suite::Step;
use crate::trace::{Element, Event, Layout, Met, View};
use crate::verdict::{Evidence, Judgement, Spot};

/// A rule about the layout of one view.
pub(super) struct Rule<'r> {
    pub(super) page: Page,
    /// Screens that must have been measured; what was measured on others does not matter.
    pub(super) screens: fn(&Screen) -> bool,
    /// Whether the measures hold what the rule is about; those of an older harness may not.
    pub(super) measured: &'r dyn Fn(&Layout) -> bool,
    /// What is wrong with a view and its layout, the worst first: one short text per fault.
    pub(super) faults: &'r dyn Fn(&View, &Layout) -> Vec<Fault>,
    /// What is wrong, as the beginning of a sentence that names the screens.
    pub(super) wrong: &'r str,
    /// How to mend it, a sentence.
    pub(super) mend: &'r str,
    pub(super) expected: String,
}

/// Something that is wrong with a layout.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// A short text that names the element.
    pub(super) text: String,
    pub(super) element: Option<Element>,
}

impl Fault {
    /// Something that is wrong with the page as a whole.
    pub(super) fn of_page(text: impl Into<String>) -> Self {
        Self { text: text.into(), element: None }
    }

    /// Something that is wrong with an element.
    pub(super) fn at(element: &Element, text: impl Into<String>) -> Self {
        Self { text: text.into(), element: Some(element.clone()) }
    }
}

/// At most this many places are shown of one finding; a reader mends the first ones and runs again.
const SPOTS: usize = 12;

/// Of which this many are of the same element on different screens, so that other elements are shown too.
const SPOTS_OF_ELEMENT: usize = 3;

/// Applies the rule to every measured view of its page.
pub(super) fn judge(journey: &Journey<'_>, rule: &Rule<'_>) -> Judgement {
    judge_all(journey, rule, journey.views(rule.page))
}

/// Applies the rule to these views of its page, as far as they were measured.
pub(super) fn judge_all<'a>(
    journey: &Journey<'_>,
    rule: &Rule<'_>,
    views: impl Iterator<Item = (&'a Event, &'a View)>,
) -> Judgement {
    let mut screens = screens_to_judge(journey.profile.landscape);
    screens.retain(|screen| (rule.screens)(screen) && journey.engine.shows(screen.platform));
    let place = |view: &View| screens.iter().position(|screen| screen.name == view.screen);
    let mut views: Vec<(&Event, &View, &Layout)> = views
        .filter(|(_, view)| place(view).is_some())
        .filter_map(|(event, view)| view.layout.as_ref().map(|layout| (event, view, layout)))
        .collect();
    // In the order of the required screens: two customers look at once, and which comes first is chance.
    views.sort_by_key(|(_, view, _)| (place(view), view.number));
    let broken: Vec<(&Event, &View, Vec<Fault>)> = views
        .iter()
        .filter(|(_, _, layout)| (rule.measured)(layout))
        .map(|(event, view, layout)| (*event, *view, (rule.faults)(view, layout)))
        .filter(|(_, _, faults)| !faults.is_empty())
        .collect();
    if !broken.is_empty() {
        return say(rule, &broken);
    }
    if views.iter().any(|(_, _, layout)| !(rule.measured)(layout)) {
        return journey
            .unobserved(format!("the harness that looked at the {} page did not measure this yet", rule.page));
    }
    let missing: Vec<&str> = screens
        .iter()
        .filter(|screen| !views.iter().any(|(_, view, _)| view.screen == screen.name))
        .map(|screen| screen.name)
        .collect();
    let surveyed = journey.steps(|step| *step == Step::Survey(rule.page)).all(|step| journey.done(step).is_some());
    match Evidence::of_all(views.iter().map(|(event, ..)| *event)) {
        Some(evidence) if missing.is_empty() && surveyed => {
            Judgement::pass(evidence, format!("{} measured", count(views.len(), "view")))
        }
        _ if missing.is_empty() => journey.unobserved(format!("the {} page was not measured to its end", rule.page)),
        _ => journey.unobserved(format!("the {} page was not measured on {}", rule.page, missing.join(", "))),
    }
}

/// Applies a rule about one part of the measures, which an older harness may not have taken, to every view of the page on
/// every screen.
pub(super) fn judge_part<T>(
    journey: &Journey<'_>,
    page: Page,
    part: fn(&Layout) -> Option<&T>,
    faults: &dyn Fn(&T) -> Vec<Fault>,
    [wrong, mend, expected]: [&str; 3],
) -> Judgement {
    let rule = Rule {
        page,
        screens: |_| true,
        measured: &|layout| part(layout).is_some(),
        faults: &|_, layout| part(layout).map(faults).unwrap_or_default(),
        wrong,
        mend,
        expected: expected.to_owned(),
    };
    judge(journey, &rule)
}

fn say(rule: &Rule<'_>, broken: &[(&Event, &View, Vec<Fault>)]) -> Judgement {
    let mut screens: Vec<&str> = broken.iter().map(|(_, view, _)| view.screen.as_str()).collect();
    screens.dedup();
    let worst = broken.iter().min_by_key(|(_, _, faults)| Reverse(faults.len()));
    let (view, faults) = worst.map(|(_, view, faults)| (*view, faults.as_slice())).unzip();
    let place = view.map_or_else(String::new, |view| {
        let number = if view.number > 1 { format!(", view {}", view.number) } else { String::new() };
        format!("{}{number}", view.screen)
    });
    let texts: Vec<&str> = faults.unwrap_or_default().iter().map(|fault| fault.text.as_str()).collect();
    // One view after the other would show the same element again and again before the next one.
    let most = broken.iter().map(|(_, _, faults)| faults.len()).max().unwrap_or_default();
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    let mut is_news = |spot: &Spot| {
        let times = shown.entry(spot.element.selector.clone()).or_default();
        *times += 1;
        *times <= SPOTS_OF_ELEMENT
    };
    let spots = (0..most)
        .flat_map(|index| broken.iter().filter_map(move |(event, _, faults)| Some((*event, faults.get(index)?))))
        .filter_map(|(event, fault)| Some(Spot::on(event, fault.element.clone()?, fault.text.clone())))
        .filter(|spot| is_news(spot))
        .take(SPOTS)
        .collect();
    Judgement::broken(
        format!("{} on {}. {}", rule.wrong, screens.join(", "), rule.mend),
        rule.expected.clone(),
        format!("{place}: {}", some_of(&texts)),
        broken.iter().map(|(event, ..)| *event),
    )
    .with_spots(spots)
}

/// An element by selector and size.
pub(super) fn named(element: &Element) -> String {
    let text = if element.text.trim().is_empty() { String::new() } else { format!(" “{}”", clip(&element.text)) };
    format!("`{}`{text} ({} × {} px)", clip(&element.selector), px(element.width), px(element.height))
}

/// Whether a customer can see the element at all: what is at most one pixel large is hidden on purpose, as under a
/// styled label.
pub(super) fn is_visible(element: &Element) -> bool {
    element.width > 1.0 && element.height > 1.0
}

/// Elements to which another one does something.
pub(super) fn met(found: &[Met], how: &str) -> Vec<Fault> {
    found
        .iter()
        .map(|met| Fault::at(&met.element, format!("{} {how} `{}`", named(&met.element), clip(&met.by))))
        .collect()
}
