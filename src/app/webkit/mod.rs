//! WebKit: a virtual display, a driver for each browser, and the web view that they drive.

mod surroundings;
mod view;

pub(super) use surroundings::{Surroundings, started_as};
pub(super) use view::Listening;
