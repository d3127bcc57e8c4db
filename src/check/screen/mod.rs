//! Layout on the required screens, one rule per file. Every rule looks at all screens before it says what is wrong, and
//! passes only when all of them were measured.

mod accessible;
mod dark;
mod controls;
mod images;
mod measured;
mod needed;
mod sweep;
mod texts;
mod touch;
mod viewport;
mod width;
mod zoom;

pub(super) use accessible::accessible;
pub(super) use controls::{controls_reachable, controls_uncovered};
pub(super) use dark::{readable_in_the_dark, readable_in_the_dark_expected};
pub(super) use images::{images_load, images_proportions, retina_images};
pub(super) use needed::{back_visible, price_visible, receipt_visible};
pub(super) use sweep::{every_width, every_width_expected};
pub(super) use texts::{text_size, texts_apart, texts_whole};
pub(super) use touch::{controls_apart, controls_whole, tap_spacing, tap_targets};
pub(super) use viewport::viewport_meta;
pub(super) use width::{fits_width, no_sideways_scroll};
pub(super) use zoom::zoom_allowed;
