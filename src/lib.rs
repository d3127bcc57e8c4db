//! Certification conformance harness for SEQR external services.
//!
//! Modules stand in reading order; each imports only what stands above it.

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
