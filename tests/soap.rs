//! SOAP messages: reading within bounds, leaves, redaction, and the description.

#[path = "soap/bounds.rs"]
mod bounds;
#[path = "soap/description.rs"]
mod description;
#[path = "soap/redaction.rs"]
mod redaction;
