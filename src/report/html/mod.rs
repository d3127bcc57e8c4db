//! `report.html`, for people: one file that needs nothing beside it but the full-size pictures in `artifacts/`.
//!
//! `templates/` holds the markup, the style and a small script without which everything can be read as well. The files
//! here turn judgement and trace into what the templates show, one file per part of the page. Templates escape all that
//! they show; the page's content security policy allows nothing from outside and no script but its own.

mod badge;
mod crop;
mod entry;
mod gallery;
mod journeys;
mod marks;
mod mend;
mod outline;
mod page;
mod palette;
mod picture;
mod printed;
mod requirements;
mod shelf;

pub use crop::{PicturePart, picture_part};
pub use page::render;
