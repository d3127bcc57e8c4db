//! HTTP: connections with time limits, bodies with size limits, and what answers at which path.

mod body;
mod crowd;
mod deliver;
mod listen;
mod route;
mod tls;

pub(super) use listen::{bind, serve};
pub(super) use route::{Site, entrance};
