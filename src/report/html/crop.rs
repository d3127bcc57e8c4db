//! The place of a finding: a part of the page's picture, with the element outlined.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, GenericImage as _, GenericImageView as _, Rgba};

use crate::trace::{Element, Layout, Trace, View, What};
use crate::verdict::Spot;

use super::super::facts::Finding;
use super::super::text::{line, shown};
use super::outline::COLOUR;
use super::picture::{png, read};
use super::shelf::Shelf;

/// One place.
pub(super) struct Crop {
    /// `data:` URI.
    pub source: String,
    /// Size at which it is shown, CSS pixels.
    pub width: u32,
    pub height: u32,
    /// Path of the full picture, relative to the report.
    pub link: String,
    pub caption: String,
}

/// A part of a picture and what is outlined in it, in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PicturePart {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// The outlined box, relative to the part.
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

/// Most places that one finding shows; who has mended these runs again.
const MOST: usize = 4;

/// What is seen around the element, and the least and most that is shown, CSS pixels.
const AROUND: f64 = 24.0;
const LEAST: (f64, f64) = (240.0, 100.0);
const TALLEST: f64 = 320.0;

/// Width of the outline, CSS pixels.
const LINE: f64 = 3.0;

/// The places of a finding, each element once.
pub(super) fn crops(finding: &Finding<'_>, trace: &Trace, shelf: &mut Shelf<'_>) -> Vec<Crop> {
    let mut elements: Vec<(&str, Vec<&Spot>)> = Vec::new();
    for spot in finding.checks.iter().flat_map(|check| &check.spots) {
        match elements.iter_mut().find(|(selector, _)| *selector == spot.element.selector) {
            Some((_, spots)) => spots.push(spot),
            None => elements.push((&spot.element.selector, vec![spot])),
        }
    }
    elements.iter().filter_map(|(_, spots)| crop(spots, trace, shelf)).take(MOST).collect()
}

/// The first of an element's places, with the names of the other screens.
fn crop(spots: &[&Spot], trace: &Trace, shelf: &mut Shelf<'_>) -> Option<Crop> {
    let (first, others) = spots.split_first()?;
    let view = view_of(first, trace)?;
    let layout = view.layout.as_ref()?;
    // A page that is not made for the width of the device is shown smaller than it is measured.
    layout.viewport_meta.as_ref()?;
    let artifact = if layout.shows(&first.element) {
        view.screenshot.as_ref()
    } else {
        view.whole.as_ref().or(view.screenshot.as_ref())
    }?;
    let picture = read(&shelf.read(artifact).ok()?)?;
    let part = picture_part(picture.dimensions(), layout.ratio, &first.element)?;
    let encoded = png(outlined(&picture, part, layout)?)?;
    if encoded.len() > shelf.room {
        return None;
    }
    shelf.room -= encoded.len();
    let mut screens: Vec<&str> = others.iter().filter_map(|spot| Some(view_of(spot, trace)?.screen.as_str())).collect();
    screens.dedup();
    screens.retain(|screen| *screen != view.screen);
    let also = if screens.is_empty() { String::new() } else { format!(" Also on {}.", line(&screens.join(", "))) };
    Some(Crop {
        source: format!("data:image/png;base64,{}", STANDARD.encode(&encoded)),
        width: css(part.width, layout.ratio),
        height: css(part.height, layout.ratio),
        link: artifact.path.clone(),
        caption: format!("{} page on {}: {}.{also}", view.page, line(&view.screen), shown(&first.what)),
    })
}

fn view_of<'t>(spot: &Spot, trace: &'t Trace) -> Option<&'t View> {
    trace.events.iter().find(|event| event.seq == spot.view()).and_then(|event| match &event.what {
        What::View(view) => Some(view.as_ref()),
        _ => None,
    })
}

/// Which part of a picture shows the element; `None` where it is not in the picture, or its measures make no sense.
/// `ratio` is the picture's pixels per CSS pixel.
#[must_use]
pub fn picture_part(picture: (u32, u32), ratio: f64, element: &Element) -> Option<PicturePart> {
    let sane = [element.x, element.y, element.width, element.height].iter().all(|number| number.is_finite());
    if !sane || !(0.5..=8.0).contains(&ratio) {
        return None;
    }
    let (wide, high) = (f64::from(picture.0), f64::from(picture.1));
    let left = (element.x * ratio).max(0.0);
    let top = (element.y * ratio).max(0.0);
    let right = ((element.x + element.width) * ratio).min(wide);
    let bottom = ((element.y + element.height) * ratio).min(high);
    if right - left < 1.0 || bottom - top < 1.0 {
        return None;
    }
    let (x, width) = window(left, right, LEAST.0 * ratio, wide, wide, ratio);
    let (y, height) = window(top, bottom, LEAST.1 * ratio, TALLEST * ratio, high, ratio);
    let inside = |at: f64, begin: u32, length: u32| whole(at).saturating_sub(begin).min(length);
    Some(PicturePart {
        x,
        y,
        width,
        height,
        left: inside(left, x, width),
        top: inside(top, y, height),
        right: inside(right, x, width),
        bottom: inside(bottom, y, height),
    })
}

/// Where a window that shows `from..to` with something around it begins, and how long it is.
fn window(from: f64, to: f64, least: f64, most: f64, all: f64, ratio: f64) -> (u32, u32) {
    let wanted = (to - from + 2.0 * AROUND * ratio).clamp(least, most.max(least)).min(all);
    let spare = (wanted - (to - from)).max(0.0);
    // What is longer than the window is shown from its beginning.
    let begin = (from - (spare / 2.0).max(LINE * ratio)).clamp(0.0, all - wanted);
    let begin = whole(begin);
    (begin, whole(wanted).max(1).min(whole(all).saturating_sub(begin).max(1)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pictures have less than 2³² pixels a side"
)]
fn whole(number: f64) -> u32 {
    number.round() as u32
}

fn css(pixels: u32, ratio: f64) -> u32 {
    whole(f64::from(pixels) / ratio)
}

fn outlined(picture: &DynamicImage, part: PicturePart, layout: &Layout) -> Option<DynamicImage> {
    let mut cut = picture.crop_imm(part.x, part.y, part.width, part.height);
    let line = whole(LINE * layout.ratio).max(1);
    let (left, top) = (part.left.saturating_sub(line), part.top.saturating_sub(line));
    let (right, bottom) = ((part.right + line).min(part.width), (part.bottom + line).min(part.height));
    for y in top..bottom {
        for x in left..right {
            if x < left + line || x + line >= right || y < top + line || y + line >= bottom {
                let [red, green, blue] = COLOUR;
                cut.put_pixel(x, y, Rgba([red, green, blue, 255]));
            }
        }
    }
    Some(cut)
}
