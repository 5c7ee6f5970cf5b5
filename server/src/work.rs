//! `server work`: runs jobs and sends mail, nothing else, so that work and web can be scaled apart.

use std::sync::Arc;

use mewayz::{
    db::Db,
    gateways::{Push, Storage},
    office, workspaces,
};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    adapters::{self, outbound::Outbound, push::WebPush},
    config::Config,
    jobs::{
        self, Outside, Runners, Worker,
        tools::{self, Tools},
    },
    keyring,
    mailer::Mailer,
    ops, serve,
};

/// Works until SIGINT or SIGTERM, then finishes what is running.
///
/// # Errors
/// In words, when something that is needed at start is not there.
pub async fn run(config: Config) -> Result<(), String> {
    serve::log(&config);
    let metrics = ops::install_metrics()?;
    let db = Db::connect(config.database_url.expose_secret(), config.database_connections)
        .map_err(|_| "DATABASE_URL cannot be read".to_owned())?;
    let storage = adapters::storage::open(&config.storage)?;
    let operator = TcpListener::bind(config.ops_addr).await.map_err(|e| format!("cannot listen on {}: {e}", config.ops_addr))?;
    tracing::info!(ops = %config.ops_addr, "working");
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(serve::signal_to(stop));
    let ops = axum::serve(operator, ops::router(&db, metrics)).with_graceful_shutdown(serve::until(stopped.clone()));
    let mailer = Mailer::new(&db, &config)?.run(stopped.clone());
    let (ops, (), ()) = tokio::join!(ops, mailer, worker(&db, &storage, &config)?.run(stopped));
    db.close().await;
    tracing::info!("stopped");
    ops.map_err(|e| e.to_string())
}

/// The product's worker.
///
/// # Errors
/// In words, if a schedule or the keys for secrets cannot be read.
pub fn worker(db: &Db, storage: &Arc<dyn Storage>, config: &Config) -> Result<Worker, String> {
    let schedules = jobs::schedules().map_err(|e| e.to_string())?;
    let keyring = keyring::open(config)?;
    let outbound = Outbound::new(config.outbound.clone())?;
    let sms = adapters::sms::open(config.sms.as_ref(), &outbound)?;
    let billing = adapters::stripe::open(config.stripe.as_ref())?;
    let push: Arc<dyn Push> = Arc::new(WebPush::new(db.clone(), keyring.clone(), outbound.clone(), config.base_url.clone()));
    let names = adapters::names::open(config.names);
    let outside = Outside { storage: Arc::clone(storage), push, sms, billing, names };
    let runners = jobs::runners(db, &keyring, &config.base_url, outside);
    let runners = with_tools(runners, storage, config);
    Ok(Worker { db: db.clone(), runners, schedules, settings: config.jobs })
}

/// The data tools of staff. What only the owner of the database may do is taken by workers that may act as the owner, and waits for one.
fn with_tools(runners: Runners, storage: &Arc<dyn Storage>, config: &Config) -> Runners {
    let tools = Tools { storage: storage.clone(), owner: config.database_owner_url.clone() };
    let (nightly, is_owner) = (tools.clone(), tools.owner.is_some());
    let runners = runners.on::<office::RunTool, _, _>(move |work| tools::run(work, tools.clone()));
    if !is_owner {
        return runners;
    }
    runners.queue(office::OWNERS_QUEUE).on::<workspaces::Erase, _, _>(move |_| tools::erase(nightly.clone()))
}
