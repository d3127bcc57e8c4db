//! The screens on which a service must work (source document, "Display size and resolution").

use serde::{Deserialize, Serialize};

/// Whose web view renders the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    Android,
    Ios,
}

/// A screen to judge on. Widths and heights are CSS pixels; `ratio` is the device pixel ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screen {
    /// Stable name, by the resolution that the source document gives (device pixels).
    pub name: &'static str,
    pub platform: Platform,
    pub width: u32,
    pub height: u32,
    pub ratio: u32,
}

/// The required screens: the smallest and largest Android size with a common one between, and the three iOS
/// resolutions, of which the Retina ones show 320 CSS pixels at ratio 2.
pub const REQUIRED_SCREENS: [Screen; 6] = [
    screen("android-320x480", Platform::Android, 320, 480, 1),
    screen("android-480x800", Platform::Android, 480, 800, 1),
    screen("android-800x1280", Platform::Android, 800, 1280, 1),
    screen("ios-320x480", Platform::Ios, 320, 480, 1),
    screen("ios-640x960", Platform::Ios, 320, 480, 2),
    screen("ios-640x1136", Platform::Ios, 320, 568, 2),
];

const fn screen(name: &'static str, platform: Platform, width: u32, height: u32, ratio: u32) -> Screen {
    Screen { name, platform, width, height, ratio }
}

/// The required screen of that name.
#[must_use]
pub fn screen_named(name: &str) -> Option<Screen> {
    REQUIRED_SCREENS.into_iter().find(|screen| screen.name == name)
}
