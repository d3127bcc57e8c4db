//! Texts are whole, apart from each other, and large enough to read.

use crate::check::journey::Journey;
use crate::check::text::px;
use crate::spec::Page;
use crate::suite::TextSize;
use crate::trace::Texts;
use crate::verdict::Judgement;

use super::measured::{Fault, judge_part, met, named};

/// Rounding of scaled fonts, CSS pixels.
const TOLERANCE: f64 = 0.05;

/// No text is cut through by the box around it.
pub(in crate::check) fn texts_whole(journey: &Journey<'_>, page: Page) -> Judgement {
    judge_part(
        journey,
        page,
        |layout| layout.texts.as_ref(),
        &|texts: &Texts| met(&texts.clipped, "is cut by"),
        [
            &format!("Texts of the {page} page are cut"),
            "Let boxes grow with their text: no fixed heights or widths around it.",
            "every line of text whole, or shortened on purpose (text-overflow, line-clamp)",
        ],
    )
}

/// No text lies on another text.
pub(in crate::check) fn texts_apart(journey: &Journey<'_>, page: Page) -> Judgement {
    judge_part(
        journey,
        page,
        |layout| layout.texts.as_ref(),
        &|texts: &Texts| met(&texts.overlapping, "overlaps"),
        [
            &format!("Texts of the {page} page lie on each other"),
            "Keep texts in the flow of the page, without fixed heights and absolute places.",
            "every text beside the others",
        ],
    )
}

/// Texts are large enough to read.
pub(in crate::check) fn text_size(journey: &Journey<'_>, size: TextSize) -> Judgement {
    let TextSize { page, min } = size;
    let small = |texts: &Texts| {
        let small = texts.small.iter().filter(|text| text.size < min - TOLERANCE);
        small
            .map(|text| Fault::at(&text.element, format!("{} at {} px", named(&text.element), px(text.size))))
            .collect()
    };
    let mend = format!("Give them a font of at least {} px.", px(min));
    let expected = format!("at least {} px", px(min));
    let wrong = format!("Texts of the {page} page are too small to read");
    judge_part(journey, page, |layout| layout.texts.as_ref(), &small, [&wrong, &mend, &expected])
}
