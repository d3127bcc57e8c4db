//! Small pictures as PNG with a palette: a third of the size of one with all colours, and nobody sees the difference at the
//! size of a thumbnail. Full pictures are files beside the report, exact to the pixel.

use std::collections::HashMap;

use color_quant::NeuQuant;
use image::RgbImage;
use png::{BitDepth, ColorType, Encoder, Filter};

/// Colours of a picture that has more.
const COLOURS: usize = 96;

/// Of that many pixels one is looked at when colours are chosen; 1 is all of them, 30 the fastest.
const SAMPLES: i32 = 10;

/// The picture with at most [`COLOURS`] colours; exact where it has no more.
pub(super) fn png(picture: &RgbImage) -> Option<Vec<u8>> {
    let (palette, pixels) = exact(picture).unwrap_or_else(|| nearest(picture));
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, picture.width(), picture.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    // Neighbouring numbers of a palette say nothing about each other.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(png)
}

/// The picture's own colours, if there are few.
fn exact(picture: &RgbImage) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut pixels = Vec::with_capacity(picture.as_raw().len() / 3);
    for pixel in picture.pixels() {
        let next = known.len();
        if next >= COLOURS && !known.contains_key(&pixel.0) {
            return None;
        }
        let number = *known.entry(pixel.0).or_insert_with(|| {
            palette.extend(pixel.0);
            u8::try_from(next).unwrap_or(u8::MAX)
        });
        pixels.push(number);
    }
    Some((palette, pixels))
}

/// The colours that come nearest to all of the picture's.
fn nearest(picture: &RgbImage) -> (Vec<u8>, Vec<u8>) {
    let coloured: Vec<u8> = picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], u8::MAX]).collect();
    let chosen = NeuQuant::new(SAMPLES, COLOURS, &coloured);
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let number =
        |[red, green, blue]: [u8; 3]| u8::try_from(chosen.index_of(&[red, green, blue, u8::MAX])).unwrap_or(u8::MAX);
    let pixels = picture.pixels().map(|pixel| *known.entry(pixel.0).or_insert_with(|| number(pixel.0))).collect();
    (chosen.color_map_rgb(), pixels)
}
