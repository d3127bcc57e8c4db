//! The description of the service that clients are generated from: `schema.xsd` for the messages, and the WSDL around it.

mod description;

pub use description::description;

/// The schema of every message, as it stands in the WSDL.
pub const SCHEMA: &str = include_str!("schema.xsd");
