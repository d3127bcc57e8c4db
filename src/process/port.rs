//! Ports for programs that have to be told theirs.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The first of them, and how many there are: none of those that the system gives to connections and servers by itself.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// A port on which nothing listens. Until the program that is told it listens there, the system may give any port that it
/// chooses itself to somebody else, so it is none of those; and none is given out again before all others have been. Each
/// process begins elsewhere, as they may run side by side.
///
/// # Errors
/// When all are taken.
pub fn free_port() -> std::io::Result<u16> {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let first = std::process::id() as usize;
    let ports = FIRST..FIRST + COUNT;
    let next = || ports.clone().nth((first + GIVEN.fetch_add(1, Ordering::Relaxed)) % ports.len());
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    std::iter::repeat_with(next).take(ports.len()).flatten().find(free).ok_or_else(|| ErrorKind::AddrInUse.into())
}
