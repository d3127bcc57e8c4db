//! Mistakes in files that people write: where, what, and what to do about it.
//!
//! Every room that reads YAML speaks through these types, so that a mistake looks the same wherever it is found: file,
//! line, column, the line itself with the place underlined, and help.

mod collection;
mod model;
mod render;
mod source;
mod suggest;

pub use collection::Diagnostics;
pub use model::{Diagnostic, Mark, Severity};
pub use render::Paint;
pub use source::Source;
pub use suggest::{did_you_mean, nearest, quoted};
