//! `report.json`, for machines. Each version of the format is a module of its own and is never changed once it is out.

mod v1;

pub use v1::{Browser, Case, Check, FORMAT, Outcome, Report, Requirement, RunOutcome, Selection, render, schema};
