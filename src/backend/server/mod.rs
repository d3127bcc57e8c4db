//! HTTP: connections with time limits, bodies with size limits, and what answers at which path.

mod body;
mod deliver;
mod listen;
mod route;

pub(super) use listen::{bind, serve};
