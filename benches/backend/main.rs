//! How fast the backend is, beside other ways to simulate a SOAP service: `cargo bench --bench backend`.
//!
//! sendInvoice and getPaymentStatus in turn over kept connections. Every peer gets one core, the load generator the other;
//! peers alternate, every round starts them anew, and the table shows medians of the rounds. The peer `fixed bytes` does
//! nothing but answer: what it reaches is as much as the generator can measure.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of measurements"
)]

mod fixed;
mod load;
mod message;
mod peer;
mod table;

use std::net::SocketAddr;
use std::time::Duration;

use load::Figures;
use peer::{Kind, Peer};

const CONNECTIONS: [usize; 3] = [1, 64, 1000];

/// Which cores the peer under load and the generator have.
#[derive(Clone, Copy, Debug)]
struct Cores {
    peer: &'static str,
    load: &'static str,
}

/// One each: the generator takes nothing from the peer, and a peer with many threads gains nothing by them.
const ONE_EACH: Cores = Cores { peer: "0", load: "1" };
/// As on a developer's machine, where a service under test runs beside the backend.
const SHARED: Cores = Cores { peer: "0,1", load: "0,1" };

/// What one peer reached in one round: figures by number of connections, and its memory after them.
struct Round {
    peer: Kind,
    figures: Vec<Figures>,
    resident_kib: u64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, port] = arguments.as_slice()
        && fixed::serve(flag, port)
    {
        return;
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("0 passed, 0 failed: speed is measured by `cargo bench --bench backend` only");
        return;
    }
    let number = |flag: &str, usual: u64| {
        let given = arguments.iter().position(|argument| argument == flag).map(|at| &arguments[at + 1]);
        given.map_or(usual, |text| text.parse().expect("a number"))
    };
    let (rounds, seconds) = (number("--rounds", 3), number("--seconds", 3));
    let cores = if arguments.iter().any(|argument| argument == "--shared-cores") { SHARED } else { ONE_EACH };
    peer::pin_self(cores.load);
    if let Some(at) = arguments.iter().position(|argument| argument == "--load") {
        let address = arguments[at + 1].parse().expect("host:port of what runs already");
        load_all(address, Duration::from_secs(seconds), &arguments[at + 1]);
        return;
    }
    let mut measured = Vec::new();
    for round in 1..=rounds {
        for kind in Kind::ALL {
            match Peer::start(kind, cores.peer) {
                Ok(peer) => measured.push(measure(&peer, Duration::from_secs(seconds))),
                Err(missing) => eprintln!("round {round}: {kind} is left out: {missing}"),
            }
        }
    }
    println!("{}", table::render(&measured, rounds, seconds, cores));
}

fn measure(peer: &Peer, duration: Duration) -> Round {
    let figures = load_all(peer.address, duration, &peer.kind.to_string());
    Round { peer: peer.kind, figures, resident_kib: peer.resident_kib() }
}

fn load_all(address: SocketAddr, duration: Duration, name: &str) -> Vec<Figures> {
    let figures = CONNECTIONS.into_iter().map(|connections| {
        let figures = load::run(address, connections, duration);
        let Figures { per_second, p50_ms, p99_ms } = figures;
        eprintln!("{name}, {connections} connections: {per_second:.0} calls/s, p50 {p50_ms} ms, p99 {p99_ms} ms");
        figures
    });
    figures.collect()
}
