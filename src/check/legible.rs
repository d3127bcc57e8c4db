//! Whether a customer can read what the pages say.

use crate::spec::Page;
use crate::trace::{Event, PageOpened, What};
use crate::verdict::Judgement;

use super::journey::Journey;
use super::page::all_openings;
use super::readable::{Kind, Unfit, look_through};
use super::text::{clip, count};

pub(super) fn expected(page: Page) -> String {
    format!("letters that are whole and no program's messages on the {page} page")
}

/// No text that the customer saw on this page has broken letters or comes from the inside of a program.
pub(super) fn is_legible(journey: &Journey<'_>, page: Page) -> Judgement {
    let texts = journey.events.iter().filter_map(|event| match &event.what {
        What::PageOpened(opened) if opened.page == page && opened.problem.is_none() => Some((*event, &opened.text)),
        What::View(view) if view.page == page => Some((*event, &view.text)),
        _ => None,
    });
    let mut found: Vec<(&Event, Unfit)> = Vec::new();
    for (event, text) in texts {
        if let Some(finding) = look_through(text)
            && !found.iter().any(|(_, former)| former.kind == finding.kind)
        {
            found.push((event, finding));
        }
    }
    if let Some((_, first)) = found.first() {
        let quotes: Vec<String> = found.iter().map(|(_, finding)| format!("“{}”", clip(&finding.quote))).collect();
        return Judgement::broken(
            format!("The {page} page shows customers {}.", words(first.kind)),
            expected(page),
            quotes.join("; "),
            found.iter().map(|(event, _)| *event),
        );
    }
    let is_read = |event: &Event, opened: &PageOpened| journey.is_over(event) && opened.problem.is_none();
    let loaded: Vec<_> = journey.openings(page).filter(|(event, opened)| is_read(event, opened)).collect();
    match all_openings(journey, page, &loaded) {
        Ok(evidence) => Judgement::pass(evidence, format!("{} read", count(loaded.len(), "opening"))),
        Err(unobserved) => unobserved,
    }
}

const fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Broken => {
            "broken letters. Send the encoding in which the text is written, best UTF-8 everywhere: \
             `Content-Type: text/html; charset=utf-8`, files saved as UTF-8, and the same for your database and its driver"
        }
        Kind::Internal => {
            "a message from the inside of your program. Catch the error, write it into your log, and tell customers in their \
             own words what happened and what they can do"
        }
        Kind::Escaped => {
            "text that was escaped more than once. Store text as people write it, and escape it in one place, where it is put \
             into the page"
        }
        Kind::Unfilled => {
            "a value that your program does not have. Check what is missing before the page is shown, and leave the sentence \
             out or say what is known"
        }
    }
}
