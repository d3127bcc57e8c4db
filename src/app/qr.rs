//! QR codes: draws them, and reads them back as a camera would.

use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};

/// Pixels per module of the drawn code, and the quiet zone around it in modules.
const SCALE: u32 = 4;
const QUIET: u32 = 4;

/// A picture of a QR code of `text`, as SVG. `None` when the text does not fit into one.
#[must_use]
pub fn picture(text: &str) -> Option<String> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    Some(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(264, 264).build())
}

/// Draws a QR code of `text` and reads it back as a camera would. `None` when the text does not fit into a QR code or the
/// code cannot be read.
#[must_use]
pub fn read_back(text: &str) -> Option<String> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    let modules = u32::try_from(code.width()).ok()?;
    let side = (modules + 2 * QUIET) * SCALE;
    let colors = code.to_colors();
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| (at / SCALE).checked_sub(QUIET).filter(|module| *module < modules);
        let dark = match (module(x), module(y)) {
            (Some(column), Some(row)) => colors.get((row * modules + column) as usize) == Some(&Color::Dark),
            _ => false,
        };
        Luma([if dark { 0 } else { 255 }])
    });
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(side as usize, side as usize, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    prepared.detect_grids().first()?.decode().ok().map(|(_, text)| text)
}
