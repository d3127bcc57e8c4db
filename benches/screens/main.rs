//! How fast pages are rendered, beside other ways to do it: `cargo bench --bench screens`.
//!
//! One render opens a page, measures it and takes a picture; a round renders four pages on six required screens. The
//! ways alternate, every round in browsers that have been started and warmed before; the table shows medians of the rounds.
//! After that, our sweep of the four pages at every width.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of measurements"
)]

mod ours;
mod peer;
mod site;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ours::Phones;
use peer::{Peer, Way};
use tokio::runtime::Runtime;

/// Numbers of sessions of ours.
const SESSIONS: [usize; 3] = [1, 2, 4];

/// A way to render, in one browser build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contestant {
    pub name: String,
    pub build: &'static str,
    pub is_ours: bool,
}

/// What one of them took in one round.
pub struct Round {
    pub of: Contestant,
    pub took: Duration,
    /// What both cores computed in that time, for whomever.
    pub computed: Duration,
}

/// What the machine's cores have computed since it was started. Linux counts in hundredths of a second.
fn computed() -> Duration {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let times = text.lines().next().unwrap_or_default().split_whitespace().skip(1);
    let times: Vec<u64> = times.map(|time| time.parse().unwrap_or_default()).collect();
    // Idle and waiting for a disk are the fourth and the fifth; what guests took is part of the first two.
    let busy: u64 = times.iter().take(8).enumerate().filter(|(at, _)| ![3, 4].contains(at)).map(|(_, time)| time).sum();
    Duration::from_millis(busy * 10)
}

/// Names of the builds.
pub const SHELL: &str = "headless shell";
pub const FULL: &str = "full Chromium";

/// The builds of the engine that Debian has.
fn builds() -> Vec<(&'static str, PathBuf)> {
    let known = [(SHELL, "/usr/lib/chromium/chromium-headless-shell"), (FULL, "/usr/bin/chromium")];
    known.into_iter().map(|(name, path)| (name, PathBuf::from(path))).filter(|(_, path)| path.is_file()).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("0 passed, 0 failed: speed is measured by `cargo bench --bench screens` only");
        return;
    }
    let given = arguments.iter().position(|argument| argument == "--rounds").map(|at| &arguments[at + 1]);
    let rounds: usize = given.map_or(5, |text| text.parse().expect("a number"));
    let runtime = Runtime::new().unwrap();
    let base = runtime.block_on(site::serve());
    let bench = Bench { runtime, base, rounds };
    let mut measured = Vec::new();
    let mut sweeps = Vec::new();
    for (build, program) in builds() {
        measured.extend(bench.render(build, &program));
        sweeps.extend(bench.sweep(build, &program));
    }
    println!("{}", table::render(&measured, &sweeps, rounds));
}

/// What all measurements need.
struct Bench {
    runtime: Runtime,
    /// Where the pages are.
    base: String,
    rounds: usize,
}

impl Bench {
    fn render(&self, build: &'static str, program: &Path) -> Vec<Round> {
        let mut peers: Vec<Peer> = Vec::new();
        for way in Way::ALL {
            match Peer::start(way, program, &self.base) {
                Ok(peer) => peers.push(peer),
                Err(missing) => eprintln!("{way} is left out: {missing}"),
            }
        }
        let phones: Vec<Phones> =
            SESSIONS.into_iter().map(|sessions| self.runtime.block_on(Phones::start(program, sessions))).collect();
        let mut measured = Vec::new();
        // The first round warms every browser and does not count.
        for round in 0..=self.rounds {
            let mut count = |name: String, is_ours: bool, render: &mut dyn FnMut() -> Duration| {
                let before = computed();
                let took = render();
                let computed = computed() - before;
                eprintln!("{build}, round {round}: {name}: {} ms, computed {}", took.as_millis(), computed.as_millis());
                if round > 0 {
                    measured.push(Round { of: Contestant { name, build, is_ours }, took, computed });
                }
            };
            for peer in &mut peers {
                count(peer.way.to_string(), false, &mut || peer.round());
            }
            for phones in &phones {
                count(phones.to_string(), true, &mut || self.runtime.block_on(phones.render(&self.base)));
            }
        }
        for phones in phones {
            self.runtime.block_on(phones.close());
        }
        measured
    }

    fn sweep(&self, build: &'static str, program: &Path) -> Vec<Round> {
        let mut measured = Vec::new();
        for sessions in [1, 2] {
            let phones = self.runtime.block_on(Phones::start(program, sessions));
            for round in 0..=self.rounds {
                let before = computed();
                let took = self.runtime.block_on(phones.sweep(&self.base));
                let computed = computed() - before;
                eprintln!("{build}, round {round}: sweep, {phones}: {} ms", took.as_millis());
                if round > 0 {
                    let of = Contestant { name: phones.to_string(), build, is_ours: true };
                    measured.push(Round { of, took, computed });
                }
            }
            self.runtime.block_on(phones.close());
        }
        measured
    }
}
