//! The simulated SEQR backend, as candidates and as the harness see it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper that cannot go on fails its test")]

#[path = "backend/codes.rs"]
mod codes;
#[path = "backend/conduct.rs"]
mod conduct;
#[path = "backend/faults.rs"]
mod faults;
#[path = "backend/conformity.rs"]
mod conformity;
#[path = "backend/invariants.rs"]
mod invariants;
#[path = "backend/ledger.rs"]
mod ledger;
#[path = "backend/loyalty.rs"]
mod loyalty;
#[path = "backend/messages.rs"]
mod messages;
#[path = "backend/misled.rs"]
mod misled;
#[path = "backend/periods.rs"]
mod periods;
#[path = "backend/reservations.rs"]
mod reservations;
#[path = "backend/support.rs"]
mod support;
#[path = "backend/terminals.rs"]
mod terminals;
#[path = "support/variants.rs"]
mod variants;
#[path = "backend/wire.rs"]
mod wire;
#[path = "support/xmllint.rs"]
mod xmllint;
