//! Pictures are sharp on Retina screens.

use crate::check::journey::Journey;
use crate::check::text::{clip, px};
use crate::spec::Page;
use crate::trace::{Image, Layout};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, is_visible, judge};

/// Rounding of displayed sizes, pixels of the file.
const TOLERANCE: f64 = 1.0;

/// On Retina screens every picture made of pixels has twice as many as its displayed size; and every picture loads.
pub(in crate::check) fn retina_images(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |screen| screen.ratio >= 2,
            faults: &faults,
            wrong: &format!("Images of the {page} page are missing or not sharp"),
            mend: "Serve pictures with twice the pixels of their displayed size (srcset, image-set) or as SVG.",
            expected: "at least 2 pixels per displayed pixel".to_owned(),
        },
    )
}

fn faults(layout: &Layout) -> Vec<Fault> {
    layout
        .images
        .iter()
        .filter(|image| is_visible(&image.element))
        .filter_map(|image| Some(Fault::at(&image.element, fault(image, layout.ratio)?)))
        .collect()
}

fn fault(image: &Image, ratio: f64) -> Option<String> {
    if image.vector {
        return None;
    }
    let Image { element, source, pixel_width, pixel_height, .. } = image;
    let name = format!("`{}` ({})", clip(&element.selector), clip(source));
    if *pixel_width <= 0.0 || *pixel_height <= 0.0 {
        return Some(format!("{name} did not load"));
    }
    let sharp = |pixels: f64, displayed: f64| pixels >= ratio * displayed - TOLERANCE;
    let retina = ratio >= 2.0;
    (retina && !(sharp(*pixel_width, element.width) && sharp(*pixel_height, element.height))).then(|| {
        format!(
            "{name} has {} × {} pixels for {} × {} px",
            px(*pixel_width),
            px(*pixel_height),
            px(element.width),
            px(element.height)
        )
    })
}
