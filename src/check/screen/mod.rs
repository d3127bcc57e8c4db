//! Layout on the required screens, one rule per file. Every rule looks at all screens before it says what is wrong, and
//! passes only when all of them were measured.

mod controls;
mod measured;
mod retina;
mod texts;
mod viewport;
mod width;
mod zoom;

pub(super) use controls::{controls_reachable, tap_targets};
pub(super) use retina::retina_images;
pub(super) use texts::{text_size, texts_apart, texts_whole};
pub(super) use viewport::viewport_meta;
pub(super) use width::fits_width;
pub(super) use zoom::zoom_allowed;
