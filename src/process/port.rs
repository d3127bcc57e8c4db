//! Ports for programs that have to be told theirs.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// None of those that the system gives to connections and servers by itself.
const CHOSEN_BY_HAND: Range<u16> = 20_000..32_000;

/// A port on which nothing listens, and that the system gives to nobody else before the program that is told it listens there.
///
/// # Errors
/// When all are taken.
pub fn free_port() -> std::io::Result<u16> {
    free_port_among(CHOSEN_BY_HAND)
}

/// One of these on which nothing listens. None is given out again before all others have been; and each process begins
/// elsewhere, as they may run side by side.
///
/// # Errors
/// When all are taken.
pub fn free_port_among(ports: Range<u16>) -> std::io::Result<u16> {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let first = std::process::id() as usize;
    let all = ports.len();
    let next = || ports.clone().nth((first + GIVEN.fetch_add(1, Ordering::Relaxed)) % all);
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    std::iter::repeat_with(next).take(all).flatten().find(free).ok_or_else(|| ErrorKind::AddrInUse.into())
}
