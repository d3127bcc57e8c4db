//! x
mod ids;
pub mod ledger;
pub use ids::Ids;
