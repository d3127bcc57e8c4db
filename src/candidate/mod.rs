//! `candidate.yaml`: the one description of the service under test.

mod load;
mod profile;
mod rules;
mod span;
mod variables;

pub use load::{Loaded, load, parse};
pub use profile::{
    Action, Actions, Backend, HttpAction, Limits, Method, Profile, Receipt, Reseller, Start, Tap, Terminal, Urls,
};
pub use span::Span;
pub use variables::{MissingVariable, VARIABLES, Variables, substitute};
