//! Every rule against small stored traces, the laws that all rules keep, and how verdicts add up.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper of a test fails the test")]

#[path = "check/adding_up.rs"]
mod adding_up;
#[path = "check/causes.rs"]
mod causes;
#[path = "check/fields.rs"]
mod fields;
#[path = "check/laws.rs"]
mod laws;
#[path = "check/place.rs"]
mod place;
#[path = "check/rules.rs"]
mod rules;
#[path = "check/stored.rs"]
mod stored;
#[path = "check/suites.rs"]
mod suites;
