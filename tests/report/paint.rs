//! Pictures of a small ticket shop, drawn with rectangles: what a screenshot looks like from afar.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// A page of the shop at a screen of `width`×`height` CSS pixels and a pixel ratio, as PNG. `hue` tells pages apart;
/// `wide` lets a row stick out to the right.
pub fn page(width: u32, height: u32, ratio: u32, hue: [u8; 3], wide: bool) -> Vec<u8> {
    let mut image = RgbImage::from_pixel(width * ratio, height * ratio, Rgb([250, 249, 246]));
    let mut rect = |x: u32, y: u32, w: u32, h: u32, colour: [u8; 3]| {
        for py in y * ratio..((y + h) * ratio).min(height * ratio) {
            for px in x * ratio..((x + w) * ratio).min(width * ratio) {
                image.put_pixel(px, py, Rgb(colour));
            }
        }
    };
    let grey = [205, 205, 200];
    rect(0, 0, width, 52, hue);
    rect(16, 18, width / 3, 16, [255, 255, 255]);
    rect(16, 70, width - 32, 120, [hue[0] / 2 + 110, hue[1] / 2 + 110, hue[2] / 2 + 110]);
    rect(28, 150, width / 2, 14, [255, 255, 255]);
    for row in 0..4 {
        let y = 208 + row * 44;
        let reach = if wide && row == 2 { width } else { width - 32 };
        rect(16, y, reach, 36, [255, 255, 255]);
        rect(28, y + 8, width / 3 + row * 9, 8, grey);
        rect(28, y + 22, width / 4, 6, [228, 228, 224]);
    }
    rect(16, height - 60, width - 32, 44, hue);
    rect(width / 2 - 50, height - 44, 100, 12, [255, 255, 255]);
    let mut png = Vec::new();
    image.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a drawn page can be written");
    png
}
