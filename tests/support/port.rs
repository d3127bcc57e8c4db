//! Ports for servers that are started by somebody else than the test that names them.

use seqr_cert::process::free_port_among;

/// A port on which nothing listens. It is none of those that the system gives to connections and servers by itself, which run
/// beside this by the hundred, nor of those that the program chooses for itself.
pub fn free_port() -> u16 {
    free_port_among(10_000..20_000).unwrap()
}
