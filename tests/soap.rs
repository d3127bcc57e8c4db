//! SOAP messages: reading within bounds, leaves, redaction, and the description.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper that cannot go on fails its test")]

#[path = "soap/bounds.rs"]
mod bounds;
#[path = "soap/description.rs"]
mod description;
#[path = "soap/plain.rs"]
mod plain;
#[path = "soap/redaction.rs"]
mod redaction;
#[path = "soap/schema.rs"]
mod schema;
#[path = "support/xmllint.rs"]
#[expect(dead_code, reason = "shared with the tests of clients, which need more of it")]
mod xmllint;
