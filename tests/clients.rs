//! Real SOAP clients, unmodified and made from our own WSDL, drive the backend through every operation: what each of them
//! decoded, and what the backend recorded of it, is compared with one table of exchanges, `clients/exchanges.json`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper that cannot go on fails its test")]

#[path = "clients/conversation.rs"]
mod conversation;
#[path = "clients/hostile.rs"]
mod hostile;
#[path = "clients/matching.rs"]
mod matching;
#[path = "clients/program.rs"]
mod program;
#[path = "clients/raw.rs"]
mod raw;
#[path = "clients/stacks.rs"]
mod stacks;
#[path = "clients/table.rs"]
mod table;
#[path = "clients/trouble.rs"]
mod trouble;
#[path = "clients/validity.rs"]
mod validity;
#[path = "support/variants.rs"]
mod variants;
#[path = "support/xmllint.rs"]
mod xmllint;
