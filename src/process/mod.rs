//! Child processes that leave nothing behind: each leads its own process group, its output is kept, and the whole group
//! ends when the handle goes.

mod group;
mod output;
mod port;

pub use group::{ProcessError, ProcessGroup, Spawn};
pub use output::Output;
pub use port::{free_port, free_port_among};
