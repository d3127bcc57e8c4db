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

pub mod app;
pub mod backend;
pub mod candidate;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod merchant;
pub mod plan;
pub mod process;
pub mod report;
pub mod run;
pub mod soap;
pub mod spec;
pub mod suite;
pub mod trace;
pub mod verdict;
pub mod yaml;
