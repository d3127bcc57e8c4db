//! The reference merchant: Grand Cinema, a small mobile ticket shop that is paid with SEQR.
//!
//! It is written to the source document alone. Of the rest of this crate it knows the protocol's vocabulary
//! ([`crate::spec`]) and nothing else: its SOAP client is its own, and the harness meets it over HTTP like any other
//! candidate. Reading order:
//!
//! | file | what it holds |
//! | --- | --- |
//! | `config` | where to listen, whom to call, with which credentials |
//! | `server` | the handle [`Merchant`] and the routes |
//! | `pages`, `assets/` | the four service URLs and the static files of the shop |
//! | `api` | what the pages' scripts ask the shop |
//! | `back_office` | SEQR's notification, closing a period, refunds |
//! | `shop` | the use cases: open a session, order, release |
//! | `owner` | what the owner asks: refunds, reservations, receipts, reports |
//! | `book`, `order`, `catalogue` | sessions and orders, one order's life, what is on sale |
//! | `poller` | asks SEQR for an order's status until it is settled |
//! | `soap/` | the messages to SEQR |
//! | `defect`, `patch` | the mistakes that it can be told to make |
//! | `variant`, `reshape` | other ways in which it could have been built, all conformant |
//!
//! The back office has no login. It belongs on an address that customers cannot reach, which is why the shop listens on
//! the loopback interface unless it is told otherwise.

mod api;
mod back_office;
mod book;
mod catalogue;
mod config;
mod defect;
mod order;
mod owner;
mod pages;
mod patch;
mod poller;
mod reshape;
mod server;
mod shop;
mod soap;
mod trigger;
mod variant;

pub use config::{ConfigError, MerchantConfig, Reseller};
pub use defect::{Defect, UnknownDefect};
pub use server::{Merchant, MerchantError};
pub use variant::{UnknownVariant, Variant};

/// The merchant's own `candidate.yaml`, as `seqr-cert demo` uses it.
///
/// Two placeholders are replaced textually before it is parsed: `{EXE}`, the program to start, and `{PORT}`, the port
/// at which the shop shall listen.
pub const CANDIDATE_YAML: &str = include_str!("candidate.yaml");
