//! `fakes --port 8420`: the outside world until Ctrl-C.

use std::process::ExitCode;

use clap::Parser;
use tokio::net::TcpListener;

#[derive(Parser)]
#[command(about = "Plays outside services on loopback, for tests and demonstrations")]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8420)]
    port: u16,
    /// Where what happens at Stripe is told.
    #[arg(long)]
    stripe_webhook: Option<String>,
}

#[tokio::main]
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the command line speaks to a person")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let handle = match TcpListener::bind(("127.0.0.1", arguments.port)).await.and_then(fakes::serve) {
        Ok(handle) => handle,
        Err(error) => {
            eprintln!("port {}: {error}", arguments.port);
            return ExitCode::FAILURE;
        }
    };
    if let Some(url) = &arguments.stripe_webhook {
        handle.outside().hook(url, fakes::stripe::WEBHOOK_SECRET);
    }
    println!("{}", handle.url());
    match handle.ended().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
