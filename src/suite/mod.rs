//! YAML in, typed suites out: the language, its catalogue of requirements, and errors that say where.

mod catalogue;
mod model;

pub use catalogue::{Actor, Catalogue, Chapter, Level, Requirement};
pub use model::{
    ActionName, Await, BackendRule, CallCount, CallOrder, Case, Check, Choice, Expect, Need, Nothing, Step, Suite,
    TapTargets,
};
