//! Ports for servers that are started by somebody else than the test that names them.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// A port on which nothing listens. It is none of those that the system gives to connections and servers by itself, which run
/// beside this by the hundred, and is given out once.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(10_000);
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(port < 20_000, "no port is free");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
