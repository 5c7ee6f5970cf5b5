//! `server serve | work | migrate | seed | openapi | admin | mail`: see `--help`.

use std::process::ExitCode;

use server::{admin, audit, config, events, install_crypto, mailer, reseal, seed, serve, webhooks, work};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    install_crypto();
    let _ = dotenvy::dotenv();
    let (command, config) = match config::read(std::env::args_os()) {
        Ok(read) => read,
        Err(message) => return fail(&message),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    let outcome = runtime.block_on(async {
        match command {
            config::Command::Serve => serve::run(config).await,
            config::Command::Work => work::run(config).await,
            config::Command::Migrate => seed::migrate(&config).await,
            config::Command::Openapi => openapi(),
            config::Command::Seed => seed::run(&config).await,
            config::Command::Admin(act) => admin::run(&config, act).await,
            config::Command::Audit(config::AuditCommand::Verify) => audit::verify(&config).await,
            config::Command::Events(command) => events::run(&config, &command).await,
            config::Command::Reseal => reseal::run(&config).await,
            config::Command::Mail(act) => mailer::desk::run(&config, act).await,
            config::Command::Inbound(command) => webhooks::inbound_command(&config, command).await,
        }
    });
    outcome.map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS)
}

/// Prints the document of the API.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
fn openapi() -> Result<(), String> {
    println!("{}", serde_json::to_string_pretty(&server::api::document()).map_err(|e| e.to_string())?);
    Ok(())
}

#[allow(clippy::print_stderr, reason = "the command line speaks to a person")]
fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
