//! Starts everything, waits for the end, and ends everything in order.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use app::context::{Context, Settings};
use leptos::config::{LeptosOptions, get_configuration};
use mewayz::{db::Db, health::Process, identity::passkeys::RelyingParty, inbound::Source};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::watch};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{
    adapters::{self, outbound::Outbound, stripe::StripeInlet},
    api::Api,
    config::Config,
    dispatcher,
    health::{Here, statements},
    keyring,
    live::Hub,
    mailer::Mailer,
    middleware::hosts::Hosts,
    ops,
    platform::Latest,
    public::Pages,
    router,
    state::{AppState, Shared, Trust},
    visits::{Countries, Visits},
    webhooks::{self, Inlet, Inlets, Standard},
    work,
};

/// Serves until SIGINT or SIGTERM, then finishes what is running.
///
/// # Errors
/// In words, when something that is needed at start is not there.
pub async fn run(config: Config) -> Result<(), String> {
    log(&config);
    let metrics = ops::install_metrics()?;
    let leptos = leptos_options(&config)?;
    let state = state(&config, leptos)?;
    let db = state.context.db.clone();
    let (stop, stopped) = watch::channel(false);
    let events = tokio::spawn(dispatcher::run(db.clone(), state.context.channels(), stopped.clone()));
    let mailer = config.work.then(|| Mailer::new(&db, &config)).transpose()?.map(|mailer| tokio::spawn(mailer.run(stopped.clone())));
    tokio::spawn(state.platform.clone().follow(db.clone()));
    tokio::spawn(state.pages.clone().follow_notices());
    tokio::spawn(state.hosts.clone().follow_notices());
    tokio::spawn(adapters::push::prepare(db.clone(), state.context.keyring.clone()));
    tokio::spawn(state.live.clone().run(db.clone(), stopped.clone()));
    let worker = config.work.then(|| work::worker(&db, &state.context.storage, &config)).transpose()?;
    let worker = worker.map(|worker| tokio::spawn(worker.run(stopped.clone())));
    let (keyring, outbound) = (state.context.keyring.clone(), state.outbound.clone());
    let hooks = tokio::spawn(webhooks::run(db.clone(), keyring, outbound, stopped.clone()));
    tokio::spawn(sweep_limits(state.api.clone(), db.clone()));
    let api = state.api.clone();

    let web = TcpListener::bind(config.addr).await.map_err(|e| format!("cannot listen on {}: {e}", config.addr))?;
    let operator = TcpListener::bind(config.ops_addr).await.map_err(|e| format!("cannot listen on {}: {e}", config.ops_addr))?;
    tracing::info!(addr = %config.addr, ops = %config.ops_addr, "serving");
    tokio::spawn(signal_to(stop));
    let visits = state.visits.clone();
    let ops = axum::serve(operator, ops::router(&db, metrics)).with_graceful_shutdown(until(stopped.clone()));
    let service = router::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let web = axum::serve(web, service).with_graceful_shutdown(until(stopped));
    let (web, ops) = tokio::join!(web, ops);
    visits.close().await;
    let _ = tokio::join!(events, hooks);
    for work in [mailer, worker].into_iter().flatten() {
        let _ = work.await;
    }
    api.write_counts(&db).await;
    db.close().await;
    tracing::info!("stopped");
    web.and(ops).map_err(|e| e.to_string())
}

/// Everything handlers share, made from the configuration.
///
/// # Errors
/// In words.
pub fn state(config: &Config, leptos: LeptosOptions) -> Result<AppState, String> {
    let db = Db::connect(config.database_url.expose_secret(), config.database_connections)
        .map_err(|_| "DATABASE_URL cannot be read".to_owned())?;
    let countries = config.countries.as_deref().map(Countries::open).transpose().map_err(|e| format!("MEWAYZ_COUNTRIES: {e}"))?;
    let settings = Settings {
        base_url: config.base_url.clone(),
        mail_folder: config.mail_folder().filter(|_| config.is_development()).map(|p| p.display().to_string()),
        countries: countries.is_some(),
        development: config.is_development(),
        outbound: config.outbound.clone(),
        form_targets: config.stripe.as_ref().map(adapters::stripe::StripeConfig::form_targets).unwrap_or_default(),
        stand_ins: config.stand_ins.clone(),
    };
    let storage = adapters::storage::open(&config.storage)?;
    let keyring = keyring::open(config)?;
    let unsubscribe = keyring::unsubscribe(config)?;
    let outbound = Outbound::new(config.outbound.clone())?;
    let sms = adapters::sms::open(config.sms.as_ref(), &outbound)?;
    let billing = adapters::stripe::open(config.stripe.as_ref())?;
    let pages = Pages::new(db.clone(), config.base_url.clone(), config.page_cache);
    let site = Path::new(leptos.site_root.as_ref()).join(&*leptos.site_pkg_dir);
    let process: Arc<dyn Process> = Arc::new(Here::new(config, pages.clone(), &site));
    let visits = Visits::start(Arc::new(db.clone()), countries, config.host());
    Ok(Shared {
        api: Api::new(config)?,
        hosts: Hosts::new(db.clone(), &config.base_url),
        pages,
        context: Context {
            db,
            storage,
            keyring,
            sms,
            billing,
            passkeys: RelyingParty::at(&config.base_url).map(Arc::new),
            providers: adapters::providers::open(&config.providers)?,
            names: adapters::names::open(config.names),
            breaches: adapters::breaches::open(config.breaches.as_ref())?,
            process,
            settings: Arc::new(settings),
        },
        outbound,
        unsubscribe,
        inlets: inlets(config),
        leptos,
        visits,
        live: Hub::default(),
        platform: Latest::default(),
        trust: Trust(config.trusted_proxies),
        config: Arc::new(config.clone()),
    }
    .into())
}

/// Sources without a secret do not exist.
fn inlets(config: &Config) -> Inlets {
    let secrets = config.mail_events_secrets.clone();
    let mail_events = (!secrets.is_empty()).then(|| Arc::new(Standard { source: Source::MailEvents, secrets }) as Arc<dyn Inlet>);
    let stripe = config.stripe.as_ref().map(|stripe| Arc::new(StripeInlet { secrets: stripe.webhook_secrets.clone() }) as Arc<dyn Inlet>);
    Inlets::new(mail_events.into_iter().chain(stripe).collect())
}

fn leptos_options(config: &Config) -> Result<LeptosOptions, String> {
    let mut options = get_configuration(Some("Leptos.toml")).map_err(|e| format!("Leptos.toml: {e}"))?.leptos_options;
    if let Ok(root) = std::env::var("LEPTOS_SITE_ROOT") {
        options.site_root = root.into();
    }
    options.site_addr = config.addr;
    Ok(options)
}

/// Lines for people or machines.
pub(crate) fn log(config: &Config) {
    let filter = EnvFilter::try_from_env("MEWAYZ_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let registry = tracing_subscriber::registry().with(statements::layer());
    // One object a line, for machines; the terminal of a developer gets lines to read.
    if config.is_development() {
        registry.with(fmt::layer().compact().with_filter(filter)).init();
    } else {
        registry.with(fmt::layer().json().flatten_event(true).with_filter(filter)).init();
    }
}

/// Counters live a minute, so they are looked through often.
async fn sweep_limits(api: Arc<Api>, db: Db) {
    let mut minutes = tokio::time::interval(Duration::from_secs(60));
    loop {
        minutes.tick().await;
        api.sweep();
        api.write_counts(&db).await;
    }
}

/// Ends when the stop is told.
pub(crate) async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is an end as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Tells the stop at SIGINT or SIGTERM.
pub(crate) async fn signal_to(stop: watch::Sender<bool>) {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
    tracing::info!("stopping: finishing running requests");
    let _ = stop.send(true);
}
