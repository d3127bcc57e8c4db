//! Arguments in, exit code out.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// A backend under load makes and frees many small texts, on which the C library's allocator spent a sixth of each call.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    seqr_cert::cli::main().into()
}
