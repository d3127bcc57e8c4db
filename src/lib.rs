//! Certification conformance harness for SEQR external services.
//!
//! A run goes from left to right through these rooms, and each room imports only what stands above it:
//!
//! - **What is known beforehand.** [`spec`] is the protocol's vocabulary. [`candidate`] reads the one file that describes
//!   the service under test, [`suite`] the cases and the catalogue of requirements (both through [`yaml`], with mistakes told
//!   as [`diagnostic`]s), and [`plan`] puts them together.
//! - **Acting and recording.** [`run`] leads the candidate through its cases: [`app`] plays the customer's phone,
//!   [`backend`] plays SEQR and speaks [`soap`], [`process`] keeps child processes in hand. Whatever is seen goes into the
//!   [`trace`], and nothing else leaves a run.
//! - **Judging.** [`check`] has the rules, pure functions of a case and its trace; [`verdict`] says how they add up. A `pass`
//!   cannot be built without an observation.
//! - **Telling.** [`report`] makes all reports of verdicts and trace; [`cli`] is the command line.
//!
//! [`merchant`] is the reference merchant, a service like any other: only [`cli`] and tests may know it.

#![forbid(unsafe_code)]

pub mod spec;
pub mod diagnostic;
pub mod yaml;
pub mod candidate;
pub mod suite;
pub mod plan;
pub mod trace;
pub mod process;
pub mod soap;
pub mod backend;
pub mod app;
pub mod merchant;
pub mod verdict;
pub mod check;
pub mod run;
pub mod report;
pub mod cli;
