//! The engines that can show a service's pages, and what each of them cannot do here.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::screen::{Platform, Screen, screen_named};

/// A browser's engine. Chromium, which can do everything that a verdict needs, decides; the others show what else customers
/// may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// What web views on Android are.
    #[default]
    Chromium,
    /// What web views on iOS are, in its build for GTK.
    Webkit,
    Firefox,
}

/// What a check may need of an engine beyond showing a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// Pages find a touch screen, so that they lay themselves out for fingers.
    TouchScreen,
    /// Trigger links are caught, however they are fired.
    TriggerLinks,
    /// Pages are resized hundreds of times a second.
    EveryWidth,
    /// Pages find a phone that is set to dark colours.
    DarkColours,
}

impl Engine {
    /// As it is named on the command line and in reports that machines read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Webkit => "webkit",
            Self::Firefox => "firefox",
        }
    }

    /// Whether a run in this engine can certify.
    #[must_use]
    pub const fn decides(self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// Why the engine cannot do this; `None` when it can.
    #[must_use]
    pub const fn cannot(self, ability: Ability) -> Option<&'static str> {
        match (self, ability) {
            (Self::Webkit, Ability::TouchScreen) => Some(
                "WebKit has no touch screen here: pages that make room for fingers (`pointer: coarse`) do not do so; \
                 Chromium judges this",
            ),
            (Self::Firefox, Ability::TriggerLinks) => Some(
                "Firefox does not tell of links whose scheme it does not know, so no trigger link can be caught; Chromium and \
                 WebKit judge this",
            ),
            (Self::Webkit | Self::Firefox, Ability::EveryWidth) => Some(
                "only Chromium can be resized to hundreds of widths at once, through its DevTools protocol; it judges this",
            ),
            (Self::Webkit | Self::Firefox, Ability::DarkColours) => Some(
                "only Chromium can be told here that the phone is set to dark colours, through its DevTools protocol; it judges \
                 this",
            ),
            (Self::Chromium, _) | (Self::Webkit, Ability::TriggerLinks) | (Self::Firefox, Ability::TouchScreen) => None,
        }
    }

    /// In what this engine differs from the phones that it stands for, for readers of a report.
    #[must_use]
    pub const fn limits(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &[],
            Self::Webkit => &[
                "only iOS screens are shown, since web views on Android are Chromium",
                "a tap is the click of a mouse, and pages find no touch screen",
                "pages are laid out in the width of the screen, whatever `<meta name=\"viewport\">` says",
                "the Location header that leads to a trigger link is not seen, so its spelling there is unknown",
                "a trigger link that is fired in a frame is taken for the page's",
            ],
            Self::Firefox => &[
                "no web view of the phones in question is shown",
                "trigger links are not caught, so nothing is bought and no journey before the payment ends",
                "pages are laid out in the width of the screen, whatever `<meta name=\"viewport\">` says",
            ],
        }
    }

    /// Whether the web views of a platform are of this engine, or may be stood for by it.
    #[must_use]
    pub const fn shows(self, platform: Platform) -> bool {
        match self {
            Self::Chromium | Self::Firefox => true,
            Self::Webkit => matches!(platform, Platform::Ios),
        }
    }

    /// The screen on which a case runs that names `wanted`: that one, or a usual one of a platform that the engine shows.
    #[must_use]
    pub fn screen(self, wanted: Screen) -> Screen {
        if self.shows(wanted.platform) { wanted } else { screen_named("ios-640x1136").unwrap_or(wanted) }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Webkit => "WebKit",
            Self::Firefox => "Firefox",
        })
    }
}
