//! The built-in suites against the reference merchant, as a test program without libtest: every case is a test.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Each process has its own report: `cargo nextest run` starts one for every case, side by side.
    let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("suites-{}", std::process::id()));
    let exit = seqr_cert::cli::reference_suites(Path::new(env!("CARGO_BIN_EXE_seqr-cert")), &report);
    if exit == seqr_cert::cli::Exit::Good {
        // Kept only when there is something to look at; failing to clean up changes no verdict.
        let _ = std::fs::remove_dir_all(&report);
    }
    exit.into()
}
