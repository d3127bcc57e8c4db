//! Verdicts and trace in, reports out: `report.html` for people, `report.json` for machines, `junit.xml` for continuous
//! integration, and a summary for the console.
//!
//! Every report is a pure function of the judgement, the trace and the artifacts in the report folder. There is no
//! clock in this room, nothing that depends on where the folder lies, and no judging: that is done.
//! What the candidate said is shown, never obeyed: it is escaped, bounded, and what cannot be seen is made visible.

pub mod console;
mod describe;
mod facts;
mod misbehaviour;
pub mod html;
pub mod json;
pub mod junit;
mod text;
mod write;

pub use console::Colour;
pub use text::wrapped;
pub use write::{HTML_FILE, JSON_FILE, JUNIT_FILE, ReportError, write_all};
