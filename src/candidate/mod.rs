//! `candidate.yaml`: the one description of the service under test.

mod profile;
mod span;

pub use profile::{
    Action, Actions, Backend, HttpAction, Limits, Method, Profile, Receipt, Reseller, Start, Tap, Terminal, Urls,
};
pub use span::Span;
