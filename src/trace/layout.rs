//! What is measured of a page, all in CSS pixels relative to the page's top left corner. What an older harness did not
//! measure is `None`, and no rule passes by it.

use serde::{Deserialize, Serialize};

/// Measures of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Width and height that the screen was set to, and its device pixel ratio.
    pub screen_width: f64,
    pub screen_height: f64,
    pub ratio: f64,
    /// Width that the content needs.
    pub content_width: f64,
    pub content_height: f64,
    /// Elements that stick out to the right or left and are not inside a scroll container.
    pub sticking_out: Vec<Element>,
    /// How far the page scrolls sideways.
    #[serde(default)]
    pub sideways: Option<Sideways>,
    pub controls: Vec<Control>,
    /// How controls lie to each other and in the boxes around them.
    #[serde(default)]
    pub touch: Option<Touch>,
    pub images: Vec<Image>,
    /// `content` of `<meta name="viewport">`.
    pub viewport_meta: Option<String>,
    /// How the page's texts can be read.
    #[serde(default)]
    pub texts: Option<Texts>,
    /// What axe-core says about the page; one screen of each view is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
}

impl Layout {
    /// Whether the page goes on below the screen.
    #[must_use]
    pub fn is_longer_than_screen(&self) -> bool {
        self.content_height > self.screen_height + 1.0
    }

    /// Width that the screen was set to, whole CSS pixels.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "widths of screens are small and whole"
    )]
    pub const fn width(&self) -> u32 {
        self.screen_width as u32
    }

    /// Whether an element ends on the screen, before anybody scrolls.
    #[must_use]
    pub fn shows(&self, element: &Element) -> bool {
        element.y + element.height <= self.screen_height
    }
}

/// How far a customer can scroll the page sideways, and what makes it so wide.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sideways {
    pub by: f64,
    /// Elements beyond the right edge, those out of the page's flow as well.
    pub elements: Vec<Element>,
}

/// Texts that may be hard to read, and what can be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Texts {
    /// Lines that are cut through by a box around them.
    pub clipped: Vec<Met>,
    /// Texts that lie on other texts, with nothing opaque between them.
    pub overlapping: Vec<Met>,
    /// The smallest texts below 16 CSS pixels, smallest first.
    pub small: Vec<SmallText>,
    /// The texts that a customer sees without doing more than scrolling, cut at 20,000 characters.
    #[serde(default)]
    pub seen: Option<String>,
}

/// A text or control and the element that does something to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Met {
    pub element: Element,
    /// Selector of the other element.
    pub by: String,
}

/// A text and the size at which it is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmallText {
    pub element: Element,
    /// Size of the font, CSS pixels, transformations of its surroundings included.
    pub size: f64,
}

/// An element of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// A CSS selector that finds it; ` >>> ` leads into a shadow tree.
    pub selector: String,
    /// Its visible text, cut at 80 characters.
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Something that a customer may tap or type into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    pub element: Element,
    /// Whether a customer's scrolling brings its centre onto the screen.
    pub reachable: bool,
    /// Selector of what covers its centre then, if anything does.
    pub covered_by: Option<String>,
    /// Whether that keeps its place on the screen while the page scrolls (`position: fixed` or `sticky`).
    #[serde(default)]
    pub cover_stays: bool,
    /// Why nobody sees it though nothing lies on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Unseen>,
    /// A link inside running text, for which smaller targets are usual.
    pub inline: bool,
}

/// How a control can be there without being seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unseen {
    /// It is transparent, and nothing else is drawn in its place.
    Faint,
    /// Its words have the colour of what is behind them.
    Colour,
}

/// Controls that may be hard to tap for what lies around them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Touch {
    /// Controls that are cut by a box around them.
    pub clipped: Vec<Met>,
    /// Controls that lie partly on other controls.
    pub overlapping: Vec<Met>,
    /// Controls with another one near, nearest first.
    pub close: Vec<Close>,
}

/// A control and the one next to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Close {
    pub element: Element,
    /// Selector of the other control.
    pub by: String,
    /// From the centre of the control to the edge of the other, along the axis on which they lie further apart. At most 24,
    /// as others are not measured.
    pub distance: f64,
}

/// A picture, from `img` or a CSS background.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Its box is as large as the whole picture is shown, whatever part of it is seen.
    pub element: Element,
    pub source: String,
    /// SVG and other pictures without pixels.
    pub vector: bool,
    /// Drawn by a style sheet, which may stretch textures as it likes.
    #[serde(default)]
    pub background: bool,
    /// Real pixels of the file that the browser chose; 0 when it did not load. Without meaning for a `vector`.
    pub pixel_width: f64,
    pub pixel_height: f64,
}

/// What axe-core found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// Version of axe-core.
    pub version: String,
    /// How many of its rules had something to look at and found it right.
    pub passed: usize,
    pub violations: Vec<Violation>,
    /// Why axe-core did not look, if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
}

/// A rule of axe-core that is broken. What it calls incomplete is no violation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// Id of the rule, such as `color-contrast`.
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// What the rule wants, in axe-core's words.
    pub help: String,
    /// Where axe-core explains it.
    pub help_url: String,
    /// The first elements that break it.
    pub elements: Vec<Element>,
    /// How many there are.
    pub count: usize,
}
