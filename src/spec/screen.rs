//! The screens on which a service must work (source document, "Display size and resolution").

use std::ops::RangeInclusive;

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
    /// Stable name of a required screen, by the resolution that the source document gives (device pixels); empty for others.
    pub name: &'static str,
    pub platform: Platform,
    pub width: u32,
    pub height: u32,
    pub ratio: u32,
}

impl Screen {
    /// Whether its pixels are finer than CSS pixels, so that the source document wants graphics of twice the size. It
    /// wants that of iOS alone.
    #[must_use]
    pub fn is_retina(&self) -> bool {
        self.platform == Platform::Ios && self.ratio >= 2
    }
}

/// The required screens, upright: the smallest and the largest Android size with the usual ones between (a phone of 480
/// pixels, one of 720 that shows 360 CSS pixels, a small tablet), and the three iOS resolutions, of which the Retina ones
/// show 320 CSS pixels at ratio 2.
pub const REQUIRED_SCREENS: [Screen; 8] = [
    screen("android-320x480", Platform::Android, 320, 480, 1),
    screen("android-480x800", Platform::Android, 480, 800, 1),
    screen("android-720x1280", Platform::Android, 360, 640, 2),
    screen("android-600x1024", Platform::Android, 600, 1024, 1),
    screen("android-800x1280", Platform::Android, 800, 1280, 1),
    screen("ios-320x480", Platform::Ios, 320, 480, 1),
    screen("ios-640x960", Platform::Ios, 320, 480, 2),
    screen("ios-640x1136", Platform::Ios, 320, 568, 2),
];

/// Where the least fits beside each other.
pub const NARROWEST_SCREEN: Screen = REQUIRED_SCREENS[0];

/// The same on their side. Judged on where the profile says `landscape: true`.
pub const LANDSCAPE_SCREENS: [Screen; 8] = [
    screen("android-480x320", Platform::Android, 480, 320, 1),
    screen("android-800x480", Platform::Android, 800, 480, 1),
    screen("android-1280x720", Platform::Android, 640, 360, 2),
    screen("android-1024x600", Platform::Android, 1024, 600, 1),
    screen("android-1280x800", Platform::Android, 1280, 800, 1),
    screen("ios-480x320", Platform::Ios, 480, 320, 1),
    screen("ios-960x640", Platform::Ios, 480, 320, 2),
    screen("ios-1136x640", Platform::Ios, 568, 320, 2),
];

/// The screen on which each view is also looked at by axe-core. Little that it says depends on the screen's size, and it
/// takes longer than everything else. Every engine shows this one.
pub const AUDITED_SCREEN: &str = "ios-640x1136";

const fn screen(name: &'static str, platform: Platform, width: u32, height: u32, ratio: u32) -> Screen {
    Screen { name, platform, width, height, ratio }
}

/// The screens on which every page is judged.
#[must_use]
pub fn screens_to_judge(landscape: bool) -> Vec<Screen> {
    let on_their_side: &[Screen] = if landscape { &LANDSCAPE_SCREENS } else { &[] };
    REQUIRED_SCREENS.iter().chain(on_their_side).copied().collect()
}

/// Widths of the required screens and everything between, CSS pixels: "from 320 × 480 to 800 × 1280".
pub const REQUIRED_WIDTHS: RangeInclusive<u32> = 320..=800;

impl Screen {
    /// A phone of that width, as tall as phones of that width are.
    #[must_use]
    pub const fn of_width(width: u32) -> Self {
        screen("", Platform::Android, width, width.saturating_mul(8) / 5, 1)
    }

    /// Its name; one that is not required is named in the same way.
    #[must_use]
    pub fn label(&self) -> String {
        match self.name {
            "" => format!("android-{}x{}", self.width, self.height),
            name => name.to_owned(),
        }
    }
}

/// The screen of that name.
#[must_use]
pub fn screen_named(name: &str) -> Option<Screen> {
    REQUIRED_SCREENS.into_iter().chain(LANDSCAPE_SCREENS).find(|screen| screen.name == name)
}
