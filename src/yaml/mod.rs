//! YAML text → typed value, with the place of every part at hand. The only room that names the YAML crate.
//!
//! A file is read twice. First as an [`Outline`]: which keys, items and texts stand where. What is wrong with a file as
//! YAML (no syntax, duplicate keys, empty values, bombs) shows here, several mistakes at once. Then as the type that the
//! file is for. The outline stays beside the typed value, so that later rules can point at what they object to.

mod document;
mod input;
mod mistake;
mod outline;
mod syntax;

pub use document::{Document, Noun, parse};
pub use input::{LARGEST_FILE, read_file};
pub use outline::{Content, Entry, Node, Outline};
