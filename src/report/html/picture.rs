//! Screenshots: a small one inside the page, linked to the full one beside it.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use crate::spec::{Platform, Screen, screen_named};
use crate::trace::Artifact;

use super::super::text::line;
use super::outline::Outline;
use super::palette;
use super::shelf::Shelf;

/// A picture, or why there is none.
pub(super) struct Picture {
    /// `data:` URI of the small picture.
    pub source: Option<String>,
    /// Size at which it is shown, CSS pixels.
    pub width: u32,
    pub height: u32,
    /// Path of the full picture, relative to the report.
    pub link: Option<String>,
    /// What is outlined on it, for the script that shows the full picture.
    pub outlines: String,
    pub alt: String,
    /// What there is to know about it: that it is missing, or goes on below.
    pub note: Option<String>,
    /// `android` or `ios`: how its frame is drawn.
    pub device: &'static str,
}

/// How large a picture is shown.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// In the gallery and beside a finding.
    Framed,
    /// In a timeline.
    Small,
}

/// Small pictures have this many pixels per CSS pixel, for screens of that density.
const DENSITY: u32 = 2;

/// A browser's picture that is larger than this on either side is linked and not taken in.
const LONGEST_SIDE: u32 = 24_000;

/// Memory that decoding one picture may take.
const MEMORY: u64 = 512 * 1024 * 1024;

/// The picture of a screen.
pub(super) fn picture(shelf: &mut Shelf<'_>, artifact: &Artifact, screen: &str, alt: String, shown: Shown) -> Picture {
    picture_of(shelf, artifact, screen, alt, shown, &[])
}

/// The same, with something outlined.
pub(super) fn picture_of(
    shelf: &mut Shelf<'_>,
    artifact: &Artifact,
    screen: &str,
    alt: String,
    shown: Shown,
    outlines: &[Outline],
) -> Picture {
    let known = screen_named(screen);
    let (width, height) = size(known, shown);
    let mut picture = Picture {
        source: None,
        width,
        height,
        link: None,
        outlines: outlines.iter().map(Outline::data).collect::<Vec<_>>().join(";"),
        alt,
        note: None,
        device: match known.map(|screen| screen.platform) {
            Some(Platform::Ios) => "ios",
            _ => "android",
        },
    };
    match shelf.read(artifact) {
        Err(wrong) => picture.note = Some(format!("{} {wrong}", line(&artifact.path))),
        Ok(content) => {
            picture.link = Some(artifact.path.clone());
            match small(&content, width, height, outlines) {
                None => picture.note = Some("The picture cannot be read.".to_owned()),
                Some((png, _)) if png.len() > shelf.room => {
                    picture.note = Some("Not taken in, to keep this file small.".to_owned());
                }
                Some((png, goes_on)) => {
                    shelf.room -= png.len();
                    picture.source = Some(format!("data:image/png;base64,{}", STANDARD.encode(&png)));
                    picture.note = goes_on.then(|| "The page goes on below.".to_owned());
                }
            }
        }
    }
    picture
}

/// An empty frame of a screen's size.
pub(super) fn empty(screen: Screen, note: &str) -> Picture {
    let (width, height) = size(Some(screen), Shown::Framed);
    let device = if screen.platform == Platform::Ios { "ios" } else { "android" };
    let note = Some(note.to_owned());
    Picture { source: None, width, height, link: None, outlines: String::new(), alt: String::new(), note, device }
}

/// Size of the frame: the screen's proportions, larger screens somewhat wider.
fn size(screen: Option<Screen>, shown: Shown) -> (u32, u32) {
    let (width, height) = screen.map_or((320, 480), |screen| (screen.width, screen.height));
    let shown = match shown {
        Shown::Small => 84,
        Shown::Framed if width >= 800 => 196,
        Shown::Framed if width >= 480 => 164,
        Shown::Framed => 138,
    };
    (shown, shown * height / width)
}

/// The top of the picture in the proportions of its frame, as PNG, and whether more follows below.
fn small(content: &[u8], width: u32, height: u32, outlines: &[Outline]) -> Option<(Vec<u8>, bool)> {
    let full = read(content)?;
    let frame = u32::try_from(u64::from(full.width()) * u64::from(height) / u64::from(width)).ok()?.max(1);
    // What is less than one of the small picture's lines comes from rounding.
    let goes_on = full.height() > frame + full.width() / width + 1;
    let top = full.crop_imm(0, 0, full.width(), frame.min(full.height()));
    let wanted = width * DENSITY;
    let top = if top.width() > wanted {
        let scaled = (u64::from(top.height()) * u64::from(wanted) / u64::from(top.width())).max(1);
        // Averaging is a tenth of the work of a filter with weights, and a thumbnail does not show the difference.
        top.thumbnail_exact(wanted, u32::try_from(scaled).ok()?)
    } else {
        top
    };
    let mut top = top.into_rgb8();
    for outline in outlines {
        outline.draw(&mut top, DENSITY);
    }
    Some((palette::png(&top)?, goes_on))
}

/// A browser's picture, if it is one and not too large.
pub(super) fn read(content: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(content), ImageFormat::Png);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    reader.decode().ok()
}

/// The picture as a small PNG.
pub(super) fn png(picture: DynamicImage) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
    // A screenshot has no transparency; three channels are smaller than four.
    DynamicImage::ImageRgb8(picture.into_rgb8()).write_with_encoder(encoder).ok()?;
    Some(png)
}
