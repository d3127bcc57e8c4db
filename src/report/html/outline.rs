//! Outlines of elements on the picture of a screen.

use image::{Rgb, RgbImage};

use crate::trace::{Element, Layout};

/// Seen on light and on dark pages.
pub(super) const COLOUR: [u8; 3] = [226, 0, 122];

/// The part of a screen that an element takes, each side from 0 to 1 of the screen's width or height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outline {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Outline {
    /// `None` where nothing of the element is on the screen, or its measures make no sense.
    pub fn of(element: &Element, layout: &Layout) -> Option<Self> {
        let part = |at: f64, whole: f64| (at / whole).clamp(0.0, 1.0);
        let outline = Self {
            left: part(element.x, layout.screen_width),
            top: part(element.y, layout.screen_height),
            right: part(element.x + element.width, layout.screen_width),
            bottom: part(element.y + element.height, layout.screen_height),
        };
        // What is no number is not larger than anything.
        (outline.right > outline.left && outline.bottom > outline.top).then_some(outline)
    }

    /// For the script that draws it over the full picture: left, top, width and height in per cent.
    pub fn data(&self) -> String {
        let [x, y, width, height] = [self.left, self.top, self.right - self.left, self.bottom - self.top]
            .map(|part| format!("{:.2}", part * 100.0));
        format!("{x} {y} {width} {height}")
    }

    /// Draws it on a picture of the screen, `line` pixels wide.
    pub fn draw(&self, picture: &mut RgbImage, line: u32) {
        let (width, height) = picture.dimensions();
        let (left, right) = (pixel(self.left, width), pixel(self.right, width));
        let (top, bottom) = (pixel(self.top, height), pixel(self.bottom, height));
        for y in top..bottom {
            for x in left..right {
                if x < left + line || x + line >= right || y < top + line || y + line >= bottom {
                    picture.put_pixel(x, y, Rgb(COLOUR));
                }
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a part of the length")]
fn pixel(part: f64, length: u32) -> u32 {
    (part * f64::from(length)).round() as u32
}
