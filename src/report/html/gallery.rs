//! The screens: each page in each of its views, at every required size, and at widths between them at which it breaks.

use std::cmp::Reverse;

use crate::spec::{Page, Platform, Screen, screens_to_judge};
use crate::trace::{Artifact, Event, Layout, Trace, What};
use crate::verdict::{Spot, Verdict};

use super::super::describe::capital;
use super::super::text::{line, visible};
use super::badge::Badge;
use super::marks::{Mark, Marks};
use super::outline::Outline;
use super::picture::{Picture, Shown, empty, picture_of};
use super::shelf::Shelf;

/// One view of a page.
pub(super) struct Row {
    pub title: String,
    pub note: Option<&'static str>,
    pub cells: Vec<Cell>,
    /// How many of its pictures show something to mend.
    pub broken: usize,
    /// The worst of what they show.
    worst: Option<Verdict>,
}

/// One view at one screen.
pub(super) struct Cell {
    pub screen: String,
    pub size: String,
    /// `None` when no check looked at it.
    pub badge: Option<Badge>,
    pub class: &'static str,
    pub marks: Vec<Mark>,
    pub picture: Picture,
    /// The event that it comes from; `None` when there is no picture.
    pub seq: Option<u64>,
    /// Whether it shows something to mend.
    pub is_broken: bool,
}

/// A picture that was taken.
struct Shot<'a> {
    seq: u64,
    page: Page,
    number: usize,
    moment: &'a str,
    screen: &'a str,
    artifact: &'a Artifact,
    /// `None` where it comes from a journey and not from a survey.
    layout: Option<&'a Layout>,
}

/// The pictures of surveys; of pages that were not surveyed, what the journeys have. Views that show something to mend come
/// first, and so do their pictures.
pub(super) fn rows(trace: &Trace, marks: &Marks<'_>, shelf: &mut Shelf<'_>) -> Vec<Row> {
    let shots: Vec<Shot<'_>> = trace.events.iter().filter_map(shot).collect();
    let screens = screens_to_judge(trace.header.plan.profile.landscape);
    let mut rows = Vec::new();
    for page in Page::ALL {
        let of_page: Vec<&Shot<'_>> = shots.iter().filter(|shot| shot.page == page).collect();
        let surveyed = of_page.iter().any(|shot| shot.layout.is_some());
        let of_page: Vec<&Shot<'_>> = of_page.into_iter().filter(|shot| shot.layout.is_some() == surveyed).collect();
        let mut views: Vec<usize> = of_page.iter().map(|shot| shot.number).collect();
        views.sort_unstable();
        views.dedup();
        for view in views {
            let of_view: Vec<&Shot<'_>> = of_page.iter().copied().filter(|shot| shot.number == view).collect();
            let Some(first) = of_view.first() else { continue };
            let title = if view > 1 || surveyed {
                format!("{} page, view {view}: {}", capital(page.name()), line(first.moment))
            } else {
                format!("{} page", capital(page.name()))
            };
            let note = (!surveyed).then_some("This page was not surveyed; these pictures come from the journeys.");
            let cells = cells(&of_view, &screens, surveyed, marks, shelf);
            let broken = cells.iter().filter(|cell| cell.is_broken).count();
            let worst = of_view.iter().filter_map(|shot| marks.verdict(shot.seq)).filter(is_broken).max();
            rows.push(Row { title, note, cells, broken, worst });
        }
    }
    rows.sort_by_key(|row| Reverse(row.worst));
    rows
}

fn shot(event: &Event) -> Option<Shot<'_>> {
    let (page, number, moment, screen, artifact, layout) = match &event.what {
        What::View(view) if view.layout.is_some() => (
            view.page,
            view.number,
            view.moment.as_str(),
            &view.screen,
            view.screenshot.as_ref()?,
            view.layout.as_ref(),
        ),
        What::PageOpened(opened) => (opened.page, 1, "opened", &opened.screen, opened.screenshot.as_ref()?, None),
        _ => return None,
    };
    Some(Shot { seq: event.seq, page, number, moment, screen, artifact, layout })
}

fn cells(
    shots: &[&Shot<'_>],
    screens: &[Screen],
    surveyed: bool,
    marks: &Marks<'_>,
    shelf: &mut Shelf<'_>,
) -> Vec<Cell> {
    let mut cells = Vec::new();
    for &screen in screens {
        // The same view may have been taken by several cases: the worst is shown, else the first.
        let worst = shots
            .iter()
            .filter(|shot| shot.screen == screen.name)
            .rev()
            .max_by_key(|shot| marks.verdict(shot.seq).unwrap_or(Verdict::NotApplicable));
        match worst {
            Some(shot) => cells.push(cell(shot, screen, marks, shelf)),
            None if surveyed => cells.push(Cell {
                screen: name(screen),
                size: size(screen),
                badge: None,
                class: "not-tested",
                marks: Vec::new(),
                picture: empty(screen, "No picture"),
                seq: None,
                is_broken: false,
            }),
            None => {}
        }
    }
    // Beside them, the widths at which a sweep has found something; what was looked at there and is right, nobody misses.
    let is_required = |shot: &Shot<'_>| screens.iter().any(|screen| screen.name == shot.screen);
    let found =
        shots.iter().filter(|shot| !is_required(shot) && marks.verdict(shot.seq).as_ref().is_some_and(is_broken));
    let mut found: Vec<(Screen, &Shot<'_>)> =
        found.filter_map(|shot| Some((Screen::of_width(shot.layout?.width()), *shot))).collect();
    found.sort_by_key(|(screen, shot)| (screen.width, shot.seq));
    for (screen, shot) in found {
        cells.push(Cell { size: "between the required screens".to_owned(), ..cell(shot, screen, marks, shelf) });
    }
    cells.sort_by_key(|cell| !cell.is_broken);
    cells
}

fn cell(shot: &Shot<'_>, screen: Screen, marks: &Marks<'_>, shelf: &mut Shelf<'_>) -> Cell {
    let verdict = marks.verdict(shot.seq);
    let spots = marks.spots(shot.seq);
    let outlined = if spots.is_empty() { "" } else { ", with what is wrong outlined" };
    let alt = format!(
        "{} page, view {} ({}), on {} {}{outlined}",
        capital(shot.page.name()),
        shot.number,
        visible(shot.moment),
        name(screen),
        size(screen)
    );
    let outlines = shot.layout.map(|layout| outlines(layout, spots)).unwrap_or_default();
    Cell {
        screen: name(screen),
        size: size(screen),
        badge: verdict.map(Badge::of),
        class: verdict.map_or("not-tested", Verdict::name),
        marks: marks.at(shot.seq),
        picture: picture_of(shelf, shot.artifact, shot.screen, alt, Shown::Framed, &outlines),
        seq: Some(shot.seq),
        is_broken: verdict.as_ref().is_some_and(is_broken),
    }
}

/// Whether somebody has something to mend.
fn is_broken(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::Warn)
}

/// Where the spots are on the picture; none where the picture is shown smaller than it was measured.
fn outlines(layout: &Layout, spots: &[&Spot]) -> Vec<Outline> {
    if layout.viewport_meta.is_none() {
        return Vec::new();
    }
    spots.iter().filter_map(|spot| Outline::of(&spot.element, layout)).collect()
}

fn name(screen: Screen) -> String {
    let platform = match screen.platform {
        Platform::Android => "Android",
        Platform::Ios => "iOS",
    };
    format!("{platform} {}×{}", screen.width * screen.ratio, screen.height * screen.ratio)
}

fn size(screen: Screen) -> String {
    if screen.ratio == 1 {
        "at 1x".to_owned()
    } else {
        format!("{}×{} at {}x", screen.width, screen.height, screen.ratio)
    }
}
