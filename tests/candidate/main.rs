//! `candidate.yaml` as the rest of the harness gets it. What people are told about mistakes in it is compared in the
//! `suite` tests, where lint is.

mod load;
mod template;
mod variables;
