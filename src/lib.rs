#![forbid(unsafe_code)]
//! Certification conformance harness for SEQR external services.

pub mod backend;
pub mod candidate;
pub mod diagnostic;
pub mod check;
pub mod plan;
pub mod soap;
pub mod report;
pub mod spec;
pub mod suite;
pub mod trace;
pub mod verdict;
pub mod process;
pub mod app;
pub mod yaml;
