//! The binary: one TLS provider, arguments, and what they ask for.

use clap::Parser as _;
use frontdesk::cli::Cli;

/// A message is a few dozen small pieces that live for a moment.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // The first line, before anything opens a connection. It fails only when somebody was faster, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("frontdesk: the system gives no threads: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    match runtime.block_on(Cli::parse().run()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("frontdesk: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
