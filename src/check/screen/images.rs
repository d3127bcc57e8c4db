//! Pictures load, keep their proportions, and are sharp on Retina screens.

use crate::check::journey::Journey;
use crate::check::text::{clip, px};
use crate::spec::{Page, Screen};
use crate::trace::{Image, Layout, View};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, is_visible, judge};

/// Rounding of displayed sizes, pixels of the file.
const TOLERANCE: f64 = 1.0;

/// Proportions may differ by this part, as by rounding to whole pixels; what is more can be seen.
const STRETCH: f64 = 0.05;

/// Pictures of few pixels are drawn out on purpose: lines, gradients, placeholders.
const PATTERN: f64 = 4.0;

/// On Retina screens every picture made of pixels has twice as many as its displayed size.
pub(in crate::check) fn retina_images(journey: &Journey<'_>, page: Page) -> Judgement {
    look(
        journey,
        page,
        Screen::is_retina,
        &not_sharp,
        &format!("Images of the {page} page are not sharp"),
        "Serve pictures with twice the pixels of their displayed size (srcset, image-set) or as SVG.",
        "at least 2 pixels per displayed pixel",
    )
}

/// Every picture is there.
pub(in crate::check) fn images_load(journey: &Journey<'_>, page: Page) -> Judgement {
    look(
        journey,
        page,
        |_| true,
        &|image, _| missing(image).then(|| "did not load".to_owned()),
        &format!("Images of the {page} page are missing"),
        "Open their addresses: each must answer with a picture that browsers know.",
        "every picture loaded",
    )
}

/// Every picture is shown in its own proportions.
pub(in crate::check) fn images_proportions(journey: &Journey<'_>, page: Page) -> Judgement {
    look(
        journey,
        page,
        |_| true,
        &|image, _| stretched(image),
        &format!("Images of the {page} page are stretched"),
        "Give them `height: auto` with their width, or `object-fit: cover` or `contain`.",
        "every picture in its own proportions",
    )
}

fn look(
    journey: &Journey<'_>,
    page: Page,
    screens: fn(&Screen) -> bool,
    fault: &dyn Fn(&Image, f64) -> Option<String>,
    wrong: &str,
    mend: &str,
    expected: &str,
) -> Judgement {
    let faults = |_: &View, layout: &Layout| {
        let seen = layout.images.iter().filter(|image| is_visible(&image.element));
        seen.filter_map(|image| {
            let text = fault(image, layout.ratio)?;
            let name = format!("`{}` ({})", clip(&image.element.selector), clip(&image.source));
            Some(Fault::at(&image.element, format!("{name} {text}")))
        })
        .collect()
    };
    let expected = expected.to_owned();
    judge(journey, &Rule { page, screens, measured: &|_| true, faults: &faults, wrong, mend, expected })
}

fn missing(image: &Image) -> bool {
    image.pixel_width <= 0.0 || image.pixel_height <= 0.0
}

fn is_pattern(image: &Image) -> bool {
    image.pixel_width.min(image.pixel_height) <= PATTERN
}

fn not_sharp(image: &Image, ratio: f64) -> Option<String> {
    let Image { element, pixel_width, pixel_height, .. } = image;
    let sharp = |pixels: f64, displayed: f64| pixels >= ratio * displayed - TOLERANCE;
    let blurred = !(sharp(*pixel_width, element.width) && sharp(*pixel_height, element.height));
    (blurred && !image.vector && !missing(image) && !is_pattern(image)).then(|| {
        let (pixels, shown) = sizes(image);
        format!("has {pixels} pixels for {shown} px")
    })
}

fn stretched(image: &Image) -> Option<String> {
    let Image { element, pixel_width, pixel_height, .. } = image;
    if image.vector || image.background || is_pattern(image) {
        return None;
    }
    let own = element.width * pixel_height / pixel_width;
    let off = (own - element.height).abs();
    (off > TOLERANCE && off > STRETCH * own.min(element.height)).then(|| {
        let (pixels, shown) = sizes(image);
        format!("of {pixels} pixels is drawn to {shown} px")
    })
}

/// Size of the file and size on the page, as texts.
fn sizes(image: &Image) -> (String, String) {
    let size = |width: f64, height: f64| format!("{} × {}", px(width), px(height));
    (size(image.pixel_width, image.pixel_height), size(image.element.width, image.element.height))
}
