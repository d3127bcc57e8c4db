//! YAML in, typed suites out; and what people are told about their mistakes.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod broken;
mod builtin;
mod load;
mod noise;
mod schema;
mod source;
#[path = "../support/variants.rs"]
mod variants;
