//! What the service's pages answer and show.

use crate::spec::{Page, is_html};
use crate::suite::Step;
use crate::trace::{Blame, Event, PageOpened, View, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, clip_reason, count};

const NOT_MODIFIED: u16 = 304;

/// The page answers GET with a successful HTML document and finishes loading, every time.
pub(super) fn answers(journey: &Journey<'_>, page: Page) -> Judgement {
    let openings: Vec<_> = journey.openings(page).collect();
    for (event, opened) in &openings {
        if let Some(fault) = fault(journey, event, opened) {
            return if others_fault(journey, event) {
                journey.unobserved("")
            } else {
                Judgement::broken(
                    told(journey, opened, &fault),
                    "status 200–299, text/html, loaded to its end",
                    format!("{fault} ({})", address(opened)),
                    std::iter::once(*event).chain(order_of(journey, event, opened).filter(|_| turns_away(opened))),
                )
            };
        }
    }
    let opened_in = steps_of(journey, &openings);
    let failure = journey.own_failure(|step| opens(step, page));
    if let Some(failure) = failure.filter(|failure| failure.step.is_some_and(|step| !opened_in.contains(&step))) {
        return Judgement::broken(
            format!("The {page} page could not be opened: {}", clip_reason(failure.message)),
            "status 200–299, text/html, loaded to its end",
            clip_reason(failure.message),
            [failure.event],
        );
    }
    match all_openings(journey, page, &openings) {
        Ok(evidence) => {
            let statuses: Vec<String> = openings
                .iter()
                .take(1)
                .filter_map(|(_, o)| o.status)
                .map(|status| format!("status {status}"))
                .collect();
            Judgement::pass(evidence, format!("{}, {}", count(openings.len(), "opening"), statuses.join("")))
        }
        Err(unobserved) => unobserved,
    }
}

/// The fault, where it is, and what to serve there.
fn told(journey: &Journey<'_>, opened: &PageOpened, fault: &str) -> String {
    let page = opened.page;
    if opened.problem.is_none() && has_loaded(opened) && is_sent_on(opened) {
        let on = clip(&opened.final_url);
        return format!(
            "The {page} page answers, and then takes the customer on to {on}, where the app does not get what it needs: {fault}. \
             Serve an HTML document with status 200 there, too."
        );
    }
    let url = clip(journey.profile.urls.of(page).as_str());
    format!(
        "The {page} page does not answer as the app needs it: {fault}. Serve an HTML document with status 200 at {url}."
    )
}

/// The page shows some visible text, as it was opened or in a later view.
pub(super) fn speaks(journey: &Journey<'_>, page: Page) -> Judgement {
    let openings: Vec<_> = journey.openings(page).filter(|(event, _)| journey.is_over(event)).collect();
    for (event, opened) in &openings {
        if text_of(journey, event, opened).trim().is_empty() && opened.problem.is_none() {
            return Judgement::broken(
                format!(
                    "The {page} page shows the customer no text. Tell them what happened and what they can do; a page \
                     that stays empty leaves them alone with their money."
                ),
                "some visible text",
                format!("an empty page at {}", address(opened)),
                Visit::whole(journey, event, opened).events(journey),
            );
        }
    }
    let loaded: Vec<_> = openings.into_iter().filter(|(_, opened)| opened.problem.is_none()).collect();
    let shown = loaded.last().map(|(event, opened)| clip(text_of(journey, event, opened))).unwrap_or_default();
    match all_openings(journey, page, &loaded) {
        Ok(evidence) => Judgement::pass(evidence, format!("“{shown}”")),
        Err(unobserved) => unobserved,
    }
}

/// The number of the event that ends the visit to a page which this event opened: another page, another loading of it, or
/// another customer. Beyond all events where it lasts to the end.
pub(super) fn end_of_visit(journey: &Journey<'_>, event: &Event) -> u64 {
    let ends = |later: &&&Event| later.seq > event.seq && matches!(later.what, What::PageOpened(_) | What::Scanned(_));
    journey.events.iter().find(ends).map_or(u64::MAX, |later| later.seq)
}

/// A visit to a page, from its opening up to some event.
pub(super) struct Visit<'a> {
    pub(super) opening: &'a Event,
    pub(super) opened: &'a PageOpened,
    /// The number of the event before which it is over.
    until: u64,
}

impl<'a> Visit<'a> {
    /// The whole visit.
    pub(super) fn whole(journey: &Journey<'a>, opening: &'a Event, opened: &'a PageOpened) -> Self {
        Self { opening, opened, until: end_of_visit(journey, opening) }
    }

    /// Its beginning.
    pub(super) const fn up_to(until: u64, opening: &'a Event, opened: &'a PageOpened) -> Self {
        Self { opening, opened, until }
    }

    /// The text as the customer saw it last: a page may ask SEQR while it is open, and what it says in the end counts.
    pub(super) fn text(&self, journey: &Journey<'a>) -> &'a str {
        self.last_view(journey).map_or(&self.opened.text, |(_, view)| &view.text)
    }

    /// Whether it was looked at more closely than by its text.
    pub(super) fn was_looked_at(&self, journey: &Journey<'a>) -> bool {
        self.last_view(journey).is_some()
    }

    /// Whether the customer could begin to buy in the end.
    pub(super) fn can_begin(&self, journey: &Journey<'a>) -> bool {
        self.last_view(journey).is_some_and(|(_, view)| view.first_step_usable == Some(true))
    }

    /// The events from which its text is.
    pub(super) fn events(&self, journey: &Journey<'a>) -> impl Iterator<Item = &'a Event> {
        std::iter::once(self.opening).chain(self.last_view(journey).map(|(event, _)| event))
    }

    fn last_view(&self, journey: &Journey<'a>) -> Option<(&'a Event, &'a View)> {
        let during = journey.events.iter().filter(|event| event.seq > self.opening.seq && event.seq < self.until);
        during.rev().find_map(|event| match &event.what {
            What::View(view) if view.page == self.opened.page => Some((*event, &**view)),
            _ => None,
        })
    }
}

/// The text of a page as the customer saw it last during the visit.
pub(super) fn text_of<'a>(journey: &Journey<'a>, opening: &'a Event, opened: &'a PageOpened) -> &'a str {
    Visit::whole(journey, opening, opened).text(journey)
}

/// What is wrong with a load of a page, if anything is.
pub(super) fn fault(journey: &Journey<'_>, event: &Event, opened: &PageOpened) -> Option<String> {
    // A browser that has the document asks whether it is still the same.
    let again = |(earlier, former): (&Event, &PageOpened)| {
        earlier.seq < event.seq && former.token == opened.token && of_answer(former).is_none()
    };
    if opened.status == Some(NOT_MODIFIED) && opened.problem.is_none() && journey.openings(opened.page).any(again) {
        return None;
    }
    let is_strange = || journey.step_at(event.seq).is_some_and(|(step, _)| is_hostile(journey, step));
    if turns_away(opened)
        && (is_strange() || (opened.page != Page::Order && order_of(journey, event, opened).is_none()))
    {
        return None;
    }
    of_answer(opened)
}

/// Where this customer had placed the order that the page is about. The order page needs none.
fn order_of<'a>(journey: &Journey<'a>, event: &Event, opened: &PageOpened) -> Option<&'a Event> {
    let mut triggers = journey.triggers();
    triggers.find(|(at, fired)| at.seq < event.seq && fired.token == opened.token).map(|(at, _)| at)
}

/// Whether the page, which loaded, sent the customer on by its script to a document of its own that refuses them: a service
/// that knows no such TOKEN may say so by a status too (protocol facts, section 8).
fn turns_away(opened: &PageOpened) -> bool {
    let refused = opened.status.is_some_and(|status| (400..500).contains(&status));
    opened.problem.is_none() && has_loaded(opened) && refused && is_sent_on(opened)
}

/// Whether the first document came, where the page was left for another one.
fn has_loaded(opened: &PageOpened) -> bool {
    opened.sent_on_from.is_none_or(|status| (200..300).contains(&status))
}

/// Whether the page's script left it for another document, without a redirect.
fn is_sent_on(opened: &PageOpened) -> bool {
    // Traces that were recorded before this was noted tell it by the address only.
    if opened.sent_on_from.is_some() {
        return true;
    }
    let bare = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
    let (from, to) = (bare(&opened.requested), bare(&opened.final_url));
    opened.redirects.is_empty() && !to.is_empty() && from != to
}

fn is_hostile(journey: &Journey<'_>, step: usize) -> bool {
    let steps = journey.case.steps.get(..=step).unwrap_or_default();
    // A page that a code leads to which is not the service's own, and nobody has scanned another since.
    let scanned = steps.iter().rev().find(|step| step.scans());
    matches!(steps.last(), Some(Step::OpenHostile(_)))
        || matches!(scanned, Some(Step::ScanHostile(_) | Step::ScanPlain(_)))
}

fn of_answer(opened: &PageOpened) -> Option<String> {
    if let Some(problem) = &opened.problem {
        return Some(clip(problem));
    }
    let Some(status) = opened.status else { return Some("no HTTP answer was seen".to_owned()) };
    if !(200..300).contains(&status) {
        return Some(format!("the status is {status}"));
    }
    let content_type = opened.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let Some((_, content_type)) = content_type else { return Some("the answer has no Content-Type".to_owned()) };
    (!is_html(content_type)).then(|| format!("the Content-Type is `{}`", clip(content_type)))
}

fn address(opened: &PageOpened) -> String {
    if is_sent_on(opened) {
        format!("{}, sent on to {}", clip(&opened.requested), clip(&opened.final_url))
    } else if opened.redirects.is_empty() {
        clip(&opened.requested)
    } else {
        format!(
            "{}, {} to {}",
            clip(&opened.requested),
            count(opened.redirects.len(), "redirect"),
            clip(&opened.final_url)
        )
    }
}

fn opens(step: &Step, page: Page) -> bool {
    step.loads() == Some(page)
}

/// Whether the step in which the event was recorded failed through no fault of the candidate.
fn others_fault(journey: &Journey<'_>, event: &Event) -> bool {
    let step = journey.step_at(event.seq).map(|(index, _)| index);
    journey.obstacle().is_some_and(|obstacle| obstacle.blame != Blame::Candidate && obstacle.step == step)
}

/// The steps in which these openings were recorded.
fn steps_of(journey: &Journey<'_>, openings: &[(&Event, &PageOpened)]) -> Vec<usize> {
    openings.iter().filter_map(|(event, _)| journey.step_at(event.seq)).map(|(index, _)| index).collect()
}

/// The openings as evidence, if every step of the case that opens the page has one among them.
pub(super) fn all_openings(
    journey: &Journey<'_>,
    page: Page,
    openings: &[(&Event, &PageOpened)],
) -> Result<Evidence, Judgement> {
    let opened_in = steps_of(journey, openings);
    let all = journey.steps(|step| opens(step, page)).all(|index| opened_in.contains(&index));
    Evidence::of_all(openings.iter().map(|(event, _)| *event))
        .filter(|_| all)
        .ok_or_else(|| journey.unobserved(format!("no load of the {page} page that could be judged was recorded")))
}
