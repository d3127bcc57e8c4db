//! `candidate.yaml`: the one description of the service under test.

mod actions;
mod load;
mod profile;
mod rules;
mod span;
mod template;
mod variables;

pub use actions::{Action, ActionName, Actions, HttpAction, Method};
pub use load::{Loaded, load, parse};
pub use profile::{Backend, Limits, Profile, Reseller, Start, Tap, Terminal, Urls, Visible};
pub use span::Span;
pub use template::TEMPLATE;
pub use variables::{MissingVariable, VARIABLES, Variables, substitute};
