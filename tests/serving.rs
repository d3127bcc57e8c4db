//! The simulated backend as developers meet it: its page, HTTPS, the command, and crowds that do not let go.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper that cannot go on fails its test")]

#[path = "serving/browser.rs"]
mod browser;
#[path = "serving/command.rs"]
mod command;
#[path = "serving/crowd.rs"]
mod crowd;
#[path = "serving/memory.rs"]
mod memory;
#[path = "serving/page.rs"]
mod page;
#[path = "support/port.rs"]
mod port;
#[path = "serving/refusals.rs"]
mod refusals;
#[path = "serving/reversal.rs"]
mod reversal;
#[path = "serving/stream.rs"]
mod stream;
#[path = "backend/support.rs"]
mod support;
#[path = "serving/tls.rs"]
mod tls;
#[path = "serving/world.rs"]
mod world;
