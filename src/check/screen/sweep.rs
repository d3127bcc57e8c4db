//! The page is whole at every width between the narrowest and the widest required screen.
//!
//! A sweep resizes the page, compares boxes at every width, measures closely where something of that changes, and names
//! suspects. Only what is seen as well on a fresh load at one of their widths is broken: a page may decide on its layout
//! once, when it is loaded.

use crate::check::journey::Journey;
use crate::check::text::{clip_reason, count, some_of};
use crate::spec::{Page, REQUIRED_WIDTHS};
use crate::suite::Step;
use crate::trace::{Event, Layout, Suspect, SuspectKind, Swept, View, What, range_of_widths};
use crate::verdict::{Evidence, Judgement, Spot};

use super::controls::{covered, unreachable};
use super::measured::{Fault, met};
use super::width::{beyond, sideways};

/// Most places that are shown of the finding.
const SPOTS: usize = 12;

/// A suspect that a fresh load has shown as well.
struct Broken<'a> {
    from: u32,
    to: u32,
    fault: Fault,
    /// The fresh load.
    view: &'a Event,
}

pub(in crate::check) fn every_width_expected(page: Page) -> String {
    format!("the {page} page is whole at every width from {} to {} px", REQUIRED_WIDTHS.start(), REQUIRED_WIDTHS.end())
}

/// At every width nothing is wider than the screen, controls can be tapped, and no text is cut or lies on another.
pub(in crate::check) fn every_width(journey: &Journey<'_>, page: Page) -> Judgement {
    let swept: Vec<(&Event, &Swept)> = journey
        .each(|what| match what {
            What::Swept(swept) if swept.page == page => Some(&**swept),
            _ => None,
        })
        .collect();
    let mut broken = Vec::new();
    let mut cleared: Vec<&Event> = Vec::new();
    let mut unseen = 0;
    for (_, swept) in &swept {
        for suspect in &swept.suspects {
            match look(journey, swept, suspect) {
                Look::Broken(found) => broken.push(found),
                Look::Whole(views) => cleared.extend(views),
                Look::None => unseen += 1,
            }
        }
    }
    if !broken.is_empty() {
        return say(page, &swept, broken);
    }
    if let Some(stuck) = journey.own_failure(|step| *step == Step::Sweep(page)).filter(|_| !swept.is_empty()) {
        return Judgement::broken(
            format!("A customer cannot get to the payment at every width: {}", clip_reason(stuck.message)),
            every_width_expected(page),
            clip_reason(stuck.message),
            [stuck.event],
        );
    }
    let done = journey.steps(|step| *step == Step::Sweep(page)).all(|step| journey.done(step).is_some());
    let whole = |swept: &Swept| {
        swept.is_whole() && swept.from <= *REQUIRED_WIDTHS.start() && *REQUIRED_WIDTHS.end() <= swept.to
    };
    match Evidence::of_all(swept.iter().map(|(event, _)| *event)) {
        Some(evidence) if done && unseen == 0 && swept.iter().all(|(_, swept)| whole(swept)) => {
            let sum = |number: fn(&Swept) -> u32| swept.iter().map(|(_, swept)| number(swept) as usize).sum();
            let observed = format!(
                "boxes compared at {} in {}, {} of them measured closely",
                count(sum(|swept| swept.measured), "width"),
                count(swept.len(), "view"),
                sum(|swept| swept.closely)
            );
            Judgement::pass(evidence.and_all(cleared), observed)
        }
        Some(_) if done && unseen > 0 => journey
            .unobserved(format!("nobody looked on a fresh load at {} of the {page} page", count(unseen, "suspect"))),
        Some(_) if done && swept.iter().any(|(_, swept)| swept.unclear > 0) => journey.unobserved(format!(
            "the {page} page changes from width to width so often that it could not be measured closely enough"
        )),
        _ => journey.unobserved(format!("the {page} page was not measured at every width")),
    }
}

/// What fresh loads say about a suspect.
enum Look<'a> {
    Broken(Broken<'a>),
    /// These show nothing of it.
    Whole(Vec<&'a Event>),
    /// There was none at its widths.
    None,
}

fn look<'a>(journey: &Journey<'a>, swept: &Swept, suspect: &Suspect) -> Look<'a> {
    let widths = f64::from(suspect.from)..=f64::from(suspect.to);
    let fresh: Vec<(&'a Event, &View, &Layout)> = journey
        .views(swept.page)
        .filter(|(_, view)| view.number == swept.number)
        .filter_map(|(event, view)| Some((event, view, view.layout.as_ref()?)))
        .filter(|(.., layout)| widths.contains(&layout.screen_width))
        .collect();
    if fresh.is_empty() {
        return Look::None;
    }
    let mut seen: Vec<(u32, &'a Event, Fault)> =
        fresh.iter().filter_map(|(event, _, layout)| Some((layout.width(), *event, fault(layout, suspect)?))).collect();
    seen.sort_by_key(|(width, event, _)| (*width, event.seq));
    // The range reaches as far as fresh loads have borne it out.
    let (Some(&(from, ..)), Some(&(to, ..))) = (seen.first(), seen.last()) else {
        return Look::Whole(fresh.into_iter().map(|(event, ..)| event).collect());
    };
    let (_, view, fault) = seen.swap_remove(0);
    Look::Broken(Broken { from, to, fault, view })
}

/// The suspect in the measures of a fresh load.
fn fault(layout: &Layout, suspect: &Suspect) -> Option<Fault> {
    let texts = layout.texts.as_ref();
    let faults = match suspect.kind {
        SuspectKind::Wide => beyond(layout).into_iter().chain(sideways(layout)).collect(),
        SuspectKind::OutOfReach => unreachable(layout),
        SuspectKind::Covered => covered(layout),
        SuspectKind::Cut => met(texts.map(|texts| texts.clipped.as_slice()).unwrap_or_default(), "is cut by"),
        SuspectKind::Overlap => met(texts.map(|texts| texts.overlapping.as_slice()).unwrap_or_default(), "overlaps"),
    };
    faults
        .into_iter()
        .find(|fault| fault.element.as_ref().map(|element| &element.selector) == suspect.selector.as_ref())
}

fn say(page: Page, swept: &[(&Event, &Swept)], mut broken: Vec<Broken<'_>>) -> Judgement {
    broken.sort_by_key(|broken| (broken.from, broken.to, broken.view.seq));
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &Broken { from, to, .. } in &broken {
        match ranges.last_mut() {
            Some((_, last)) if from <= last.saturating_add(1) => *last = to.max(*last),
            _ => ranges.push((from, to)),
        }
    }
    let mut texts: Vec<String> = broken
        .iter()
        .map(|broken| format!("{}: {}", range_of_widths(broken.from, broken.to), broken.fault.text))
        .collect();
    texts.dedup();
    let spots = broken
        .iter()
        .filter_map(|broken| {
            let what = format!("{}: {}", range_of_widths(broken.from, broken.to), broken.fault.text);
            Some(Spot::on(broken.view, broken.fault.element.clone()?, what))
        })
        .take(SPOTS)
        .collect();
    let ranges: Vec<String> = ranges.into_iter().map(|(from, to)| range_of_widths(from, to)).collect();
    Judgement::broken(
        format!(
            "The {page} page breaks at widths of {}. Set the widths at which its layout changes by its content, and let \
             everything shrink and wrap between them.",
            ranges.join(", ")
        ),
        every_width_expected(page),
        some_of(&texts),
        swept.iter().map(|(event, _)| *event).chain(broken.iter().map(|broken| broken.view)),
    )
    .with_spots(spots)
}
