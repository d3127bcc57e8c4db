//! Certification conformance harness for SEQR external services.
//!
//! Modules stand in reading order; each imports only what stands above it.

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
