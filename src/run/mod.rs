//! The life of a run: everything around the candidate is started, the cases are gone through, everything is stopped.
//!
//! This room acts and records. It knows whether a step could be done, never whether a requirement is kept.

mod action;
mod candidate;
mod case;
mod impatience;
mod journey;
mod mimic;
mod purchase;
mod select;
mod step;
mod survey;
mod trouble;
mod world;

pub use mimic::{AfterFailure, Listed, Options, Threads, list, run_cases};
pub use select::{Selection, matching, select};
pub use step::describe as describe_step;
pub use world::{Interrupt, RunError, World};
