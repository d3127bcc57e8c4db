//! YAML in, typed suites out: the language, its catalogue of requirements, and errors that say where.
//!
//! Files are gathered (`files`), sorted by what they are for (`kind`), read as documents (`set`), looked at by `rules`
//! and become a [`Library`]. [`lint`] takes the same way and stops before the library.

mod builtin;
mod catalogue;
mod fault;
mod field_rule;
mod files;
mod kind;
mod library;
mod lint;
mod model;
mod moment;
mod rules;
mod schema;
mod set;
mod source;

pub use builtin::sources as builtin_sources;
pub use catalogue::{Actor, Catalogue, Chapter, Level, Requirement, Statement};
pub use fault::{BackendRule, Fault, NotificationFault, PaymentFault, SessionFault};
pub use field_rule::FieldRule;
pub use library::{Library, load, load_builtin};
pub use lint::lint;
pub use model::{
    Await, AwaitedAnswer, Buying, CallCount, Case, Check, Choice, Expect, Need, Nothing, Step, Suite, TapTargets,
    TextSize,
};
pub use moment::{AtMost, CallMoment, Moment, Never, TriggerMoment};
pub use schema::{meaning, schemas};
pub use source::{Gap, Passage, gaps, passages};
