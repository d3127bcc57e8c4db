//! The command line: one file per subcommand. Besides `report`, the only room that prints.

#![expect(clippy::print_stderr, reason = "a command line prints")]

/// Prints a line. Whoever reads it may have heard enough (`| head`), which changes nothing about what was found.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _gone = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod backend;
mod certify;
mod coverage;
mod demo;
mod doctor;
mod exit;
mod explain;
mod init;
mod judge;
mod lint;
mod log;
mod merchant;
mod run;
mod signal;

use std::fmt::Display;

use clap::{Parser, Subcommand};

pub use demo::reference_suites;
pub use exit::Exit;

/// Certification conformance harness for SEQR external services.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 conformant, 1 not conformant, 2 usage or configuration error, \
                          3 inconclusive (the environment kept us from judging), 4 fault of the harness";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run all suites against the embedded reference merchant; the report goes to reports/demo.
    Demo(demo::Demo),
    /// Write a candidate.yaml to begin with, with everything that can stand in it.
    Init(init::Init),
    /// Certify a candidate: run suites against it and write a report.
    Run(run::Run),
    /// Look at configuration and environment before any case runs.
    Doctor(doctor::Doctor),
    /// Check suites and candidate files; every mistake with its place.
    Lint(lint::Lint),
    /// Which cases cover each requirement; whether the catalogue accounts for the whole source document.
    Coverage(coverage::Coverage),
    /// Explain a requirement: what it says, why it matters, how it is judged, how to mend it.
    Explain(explain::Explain),
    /// Judge a stored run again, offline.
    Judge(judge::Judge),
    /// Run the simulated SEQR backend alone, to develop against.
    Backend(backend::Serve),
    /// Run the reference merchant alone; it takes its configuration from the environment.
    Merchant(merchant::Serve),
}

/// Parses the arguments and runs the command.
#[must_use]
pub fn main() -> Exit {
    match Arguments::try_parse() {
        Ok(arguments) => dispatch(arguments.command),
        Err(error) => {
            // Help and version come here too, and are no errors.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Good };
            let _ = error.print();
            exit
        }
    }
}

fn dispatch(command: Command) -> Exit {
    match command {
        Command::Demo(demo) => demo.execute(),
        Command::Init(init) => init.execute(),
        Command::Run(run) => run.execute(),
        Command::Doctor(doctor) => doctor.execute(),
        Command::Lint(lint) => lint.execute(),
        Command::Coverage(coverage) => coverage.execute(),
        Command::Explain(explain) => explain.execute(),
        Command::Judge(judge) => judge.execute(),
        Command::Backend(serve) => serve.execute(),
        Command::Merchant(serve) => serve.execute(),
    }
}

/// Tells an error and answers the exit code that goes with it.
fn fail(exit: Exit, error: impl Display) -> Exit {
    eprintln!("error: {error}");
    exit
}

/// Prints a text to which a reader may stop listening, as `head` does.
fn say(text: &str) {
    use std::io::Write as _;
    let _stopped = std::io::stdout().write_all(text.as_bytes());
}

/// The async runtime of a command. On a single core a second thread would only be in the way of the first.
fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.min(2))
        // A thread's own queue is short. What does not fit into it has waited longest: with the usual interval the slowest
        // of a thousand connections would wait ten times as long as most.
        .global_queue_interval(1)
        .enable_all()
        .build()
        .map_err(|error| fail(Exit::Fault, format_args!("cannot start the async runtime: {error}")))
}
