//! The whole program, run as its users run it: against merchants that nobody here wrote in Rust, against mistakes, and
//! against trouble.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

#[path = "certify/bench.rs"]
mod bench;
#[path = "certify/commands.rs"]
mod commands;
#[path = "certify/defects.rs"]
mod defects;
#[path = "certify/engines.rs"]
mod engines;
#[path = "certify/foreign.rs"]
mod foreign;
#[path = "certify/grid.rs"]
mod grid;
#[path = "certify/pace.rs"]
mod pace;
#[path = "support/port.rs"]
mod port;
#[path = "certify/score.rs"]
mod score;
#[path = "certify/side_by_side.rs"]
mod side_by_side;
#[path = "certify/table.rs"]
mod table;
#[path = "certify/trouble.rs"]
mod trouble;
#[path = "certify/variants.rs"]
mod variants;
