//! The simulated SEQR backend, as candidates and as the harness see it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper that cannot go on fails its test")]

#[path = "backend/conduct.rs"]
mod conduct;
#[path = "backend/faults.rs"]
mod faults;
#[path = "backend/invariants.rs"]
mod invariants;
#[path = "backend/ledger.rs"]
mod ledger;
#[path = "backend/messages.rs"]
mod messages;
#[path = "backend/support.rs"]
mod support;
#[path = "backend/wire.rs"]
mod wire;
