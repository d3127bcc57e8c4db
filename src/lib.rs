#![forbid(unsafe_code)]
//! Certification conformance harness for SEQR external services.

pub mod candidate;
pub mod merchant;
pub mod plan;
pub mod spec;
pub mod suite;
pub mod trace;
pub mod verdict;
