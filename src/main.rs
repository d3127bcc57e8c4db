//! Arguments in, exit code out.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// A backend that serves for days makes and frees many small texts; the C library's allocator spends a fifth of a call on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    seqr_cert::cli::main().into()
}
