//! The configuration: environment and `.env`, checked as a whole at start, so that every problem is told at once.

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Parser, Subcommand, ValueEnum};
use mewayz::{outbound::Rules, secrets::Keyring, standard_webhooks};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    adapters::{
        providers::{ProviderConfig, ProvidersGiven},
        sms::{SmsConfig, SmsGiven},
        smtp::SmtpAddress,
        storage::StorageConfig,
        stripe::{StripeConfig, StripeGiven},
    },
    api::config as api,
    jobs::Settings,
};

/// What the process was started for.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve the web application; run jobs and send mail beside it.
    Serve,
    /// Run jobs and send mail only.
    Work,
    /// Bring the database's schema up to date (as its owner).
    Migrate,
    /// Put demo data into the database.
    Seed,
    /// Seal every secret anew that an older key sealed.
    Reseal,
    /// Look after what outside services told us and could not be worked on.
    #[command(subcommand)]
    Inbound(crate::webhooks::InboundCommand),
    /// Who is staff (as the database's owner).
    #[command(subcommand)]
    Admin(crate::admin::Act),
    /// Look after the audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Look after events that a consumer could not take.
    #[command(subcommand)]
    Events(EventsCommand),
    /// Print the OpenAPI document of the public API.
    Openapi,
    /// What became of mails, and whom none may reach.
    #[command(subcommand)]
    Mail(crate::mailer::desk::Act),
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum AuditCommand {
    /// Check every chain; fails and says where if an entry was changed, removed or inserted.
    Verify,
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum EventsCommand {
    /// List what failed.
    Failures,
    /// Try again what was given up.
    Retry,
    /// Tell one consumer once more of past events; it skips those it knows.
    Replay {
        #[arg(long)]
        consumer: String,
        /// Slug of a workspace; without it, the events of accounts.
        #[arg(long)]
        workspace: Option<String>,
        #[arg(long, default_value_t = 7)]
        days: u16,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    Development,
    Production,
}

/// Checked configuration. Secrets never show in `Debug`.
#[derive(Debug, Clone)]
pub struct Config {
    pub environment: Environment,
    pub addr: SocketAddr,
    pub ops_addr: SocketAddr,
    /// Where people reach the product, without a trailing slash.
    pub base_url: String,
    pub database_url: SecretString,
    pub database_owner_url: Option<SecretString>,
    pub database_connections: u32,
    pub var: PathBuf,
    pub smtp_url: Option<SecretString>,
    pub mail_from: String,
    /// Signs links that stop mails; `None` in development makes one (server/src/keyring.rs).
    pub unsubscribe_key: Option<SecretString>,
    /// How text messages leave; `None` without a gateway in production: then there are none.
    pub sms: Option<SmsConfig>,
    /// Who takes payments; `None`: nobody does.
    pub stripe: Option<StripeConfig>,
    /// Who plays outside services here, in words that every page shows; `None` in earnest.
    pub stand_ins: Option<String>,
    pub storage: StorageConfig,
    pub countries: Option<PathBuf>,
    /// Proxies in front of the server that add to X-Forwarded-For.
    pub trusted_proxies: usize,
    pub page_cache: bool,
    /// Keys for secrets at rest; `None` in development makes one (server/src/keyring.rs).
    pub secret_keys: Option<Keyring>,
    /// Where requests that people cause may go.
    pub outbound: Rules,
    /// What signs bounces and complaints that come in; empty if nobody tells us.
    pub mail_events_secrets: Vec<SecretString>,
    /// Whether `serve` runs jobs and sends mail too.
    pub work: bool,
    pub jobs: Settings,
    pub api: api::ApiConfig,
    /// Whose accounts sign people in.
    pub providers: Vec<ProviderConfig>,
    /// The list of stolen passwords; `None` asks nobody.
    pub breaches: Option<Url>,
    /// The name service to ask instead of the system's.
    pub names: Option<SocketAddr>,
}

impl Config {
    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }

    /// Where development mail lies; `None` when mail is really sent.
    pub fn mail_folder(&self) -> Option<PathBuf> {
        self.smtp_url.is_none().then(|| self.var.join("mail"))
    }

    /// Scheme-less host and port of the base URL.
    pub fn host(&self) -> &str {
        self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, host)| host)
    }
}

#[derive(Debug, Parser)]
#[command(name = "server", about = "Mewayz: the all-in-one business platform", version)]
struct Raw {
    #[command(subcommand)]
    command: Command,
    #[arg(long, env = "MEWAYZ_ENV", value_enum, default_value = "development")]
    environment: Environment,
    #[arg(long, env = "MEWAYZ_ADDR", default_value = "127.0.0.1:3000")]
    addr: String,
    /// Metrics and probes for the operator.
    #[arg(long, env = "MEWAYZ_OPS_ADDR", default_value = "127.0.0.1:9100")]
    ops_addr: String,
    #[arg(long, env = "MEWAYZ_URL")]
    url: Option<String>,
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[arg(long, env = "DATABASE_OWNER_URL", hide_env_values = true)]
    database_owner_url: Option<String>,
    #[arg(long, env = "MEWAYZ_DATABASE_CONNECTIONS", default_value = "16")]
    database_connections: String,
    #[arg(long, env = "MEWAYZ_VAR", default_value = "var")]
    var: PathBuf,
    /// smtp:// (STARTTLS, unless it is this machine) or smtps://, with user and password; without it mail is written to files.
    #[arg(long, env = "MEWAYZ_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    #[arg(long, env = "MEWAYZ_MAIL_FROM", default_value = "Mewayz <hello@mewayz.test>")]
    mail_from: String,
    /// 32 random characters or more: signs links that stop mails. Changing it breaks those in mails that were sent.
    #[arg(long, env = "MEWAYZ_UNSUBSCRIBE_KEY", hide_env_values = true)]
    unsubscribe_key: Option<String>,
    /// A MaxMind country database.
    #[arg(long, env = "MEWAYZ_COUNTRIES")]
    countries: Option<PathBuf>,
    #[arg(long, env = "MEWAYZ_TRUSTED_PROXIES", default_value = "0")]
    trusted_proxies: String,
    /// `off` renders every public page afresh.
    #[arg(long, env = "MEWAYZ_PAGE_CACHE", default_value = "on")]
    page_cache: String,
    /// `id:base64,…`, newest first: keys of 32 bytes for secrets in the database.
    #[arg(long, env = "MEWAYZ_SECRET_KEYS", hide_env_values = true)]
    secret_keys: Option<String>,
    /// `whsec_…` of who tells us of bounces and complaints; several with commas while they rotate.
    #[arg(long, env = "MEWAYZ_MAIL_EVENTS_SECRET", hide_env_values = true)]
    mail_events_secret: Option<String>,
    /// `on` sends webhooks to this machine too: development and tests only.
    #[arg(long, env = "MEWAYZ_OUTBOUND_LOOPBACK", default_value = "off")]
    outbound_loopback: String,
    /// `on` sends webhooks by http:// too.
    #[arg(long, env = "MEWAYZ_OUTBOUND_HTTP", default_value = "off")]
    outbound_http: String,
    /// Ports besides 80 and 443 that webhooks may be sent to, with commas.
    #[arg(long, env = "MEWAYZ_OUTBOUND_PORTS", default_value = "")]
    outbound_ports: String,
    /// `off` leaves jobs and mail to processes of `server work`.
    #[arg(long, env = "MEWAYZ_WORK", default_value = "on")]
    work: String,
    /// Jobs at once, for each queue.
    #[arg(long, env = "MEWAYZ_JOBS_CONCURRENCY", default_value = "8")]
    jobs_concurrency: String,
    /// Seconds after which a worker that is not seen is dead and its jobs are run again.
    #[arg(long, env = "MEWAYZ_JOBS_LEASE", default_value = "15")]
    jobs_lease: String,
    /// Seconds that running jobs may take when the process is told to stop.
    #[arg(long, env = "MEWAYZ_JOBS_GRACE", default_value = "20")]
    jobs_grace: String,
    #[command(flatten)]
    api: api::Given,
    /// Who knows which passwords were stolen elsewhere, and is told five digits of a hash; `off` asks nobody.
    #[arg(long, env = "MEWAYZ_NAMES")]
    names: Option<String>,
    #[arg(long, env = "MEWAYZ_BREACHES_URL")]
    breaches_url: Option<String>,
    #[command(flatten)]
    providers: ProvidersGiven,
    #[command(flatten)]
    sms: SmsGiven,
    #[command(flatten)]
    stripe: StripeGiven,
    /// The address of what plays outside services; every page then says so. Development only.
    #[arg(long, env = "MEWAYZ_STAND_INS")]
    stand_ins: Option<String>,
    #[arg(long, env = "MEWAYZ_S3_BUCKET")]
    s3_bucket: Option<String>,
    #[arg(long, env = "MEWAYZ_S3_ENDPOINT")]
    s3_endpoint: Option<String>,
    #[arg(long, env = "MEWAYZ_S3_REGION", default_value = "us-east-1")]
    s3_region: String,
    #[arg(long, env = "MEWAYZ_S3_KEY_ID", hide_env_values = true)]
    s3_key_id: Option<String>,
    #[arg(long, env = "MEWAYZ_S3_SECRET", hide_env_values = true)]
    s3_secret: Option<String>,
}

/// Reads arguments and environment.
///
/// # Errors
/// One text that lists every problem, or clap's own help and usage.
pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<(Command, Config), String> {
    let raw = Raw::try_parse_from(args).map_err(|e| e.to_string())?;
    let command = raw.command.clone();
    let mut problems = Problems::default();
    let config = check(raw, &mut problems);
    if problems.0.is_empty() {
        return Ok((command, config));
    }
    Err(format!("The configuration has {} problem(s):\n  - {}", problems.0.len(), problems.0.join("\n  - ")))
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn parse<T: std::str::FromStr>(&mut self, name: &str, value: &str, wanted: &str, fallback: T) -> T {
        value.parse().unwrap_or_else(|_| {
            self.0.push(format!("{name} must be {wanted}, not \"{value}\""));
            fallback
        })
    }

    fn require(&mut self, holds: bool, problem: &str) {
        if !holds {
            self.0.push(problem.to_owned());
        }
    }
}

fn check(raw: Raw, problems: &mut Problems) -> Config {
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let addr = problems.parse("MEWAYZ_ADDR", &raw.addr, "an address and port such as 127.0.0.1:3000", anywhere);
    let ops_addr = problems.parse("MEWAYZ_OPS_ADDR", &raw.ops_addr, "an address and port such as 127.0.0.1:9100", anywhere);
    let database_connections = problems.parse("MEWAYZ_DATABASE_CONNECTIONS", &raw.database_connections, "a number from 1 to 500", 1);
    problems.require((1..=500).contains(&database_connections), "MEWAYZ_DATABASE_CONNECTIONS must be from 1 to 500");
    let trusted_proxies = problems.parse("MEWAYZ_TRUSTED_PROXIES", &raw.trusted_proxies, "a number", 0);
    problems.require(matches!(raw.page_cache.as_str(), "on" | "off"), "MEWAYZ_PAGE_CACHE must be on or off");
    let base_url = raw.url.clone().unwrap_or_else(|| format!("http://{addr}"));
    problems.require(is_base_url(&base_url), "MEWAYZ_URL must be like https://mewayz.example, without a path");
    let database_url = raw.database_url.clone().unwrap_or_default();
    problems.require(is_postgres(&database_url), "DATABASE_URL must be set to postgres://… of the application's role");
    if let Some(url) = &raw.database_owner_url {
        problems.require(is_postgres(url), "DATABASE_OWNER_URL must be postgres://… of the owner's role");
    }
    mail(&raw, problems);
    if let Some(path) = &raw.countries {
        problems.require(path.is_file(), "MEWAYZ_COUNTRIES names no file");
    }
    if raw.environment == Environment::Production {
        problems.require(base_url.starts_with("https://"), "MEWAYZ_URL must be https:// in production");
    }
    problems.require(matches!(raw.work.as_str(), "on" | "off"), "MEWAYZ_WORK must be on or off");
    let storage = storage(&raw, problems);
    let (secret_keys, outbound) = (secret_keys(&raw, problems), outbound(&raw, problems));
    let mail_events_secrets = mail_events_secrets(&raw, problems);
    let jobs = jobs(&raw, problems);
    let sms = raw.sms.check(raw.environment == Environment::Production, &raw.var, &mut problems.0);
    let stripe = raw.stripe.check(raw.environment == Environment::Production, &mut problems.0);
    let stand_ins = raw.stand_ins.clone().filter(|address| !address.trim().is_empty());
    let real = raw.environment == Environment::Development || stand_ins.is_none();
    problems.require(real, "MEWAYZ_STAND_INS must not be set in production: outside services would be played");
    let api = raw.api.check(raw.environment == Environment::Production, &mut problems.0);
    let providers = raw.providers.check(raw.environment == Environment::Production, &mut problems.0);
    let breaches = breaches(&raw, problems);
    let names = raw.names.as_deref().filter(|text| !text.is_empty());
    let names =
        names.map(|text| problems.parse("MEWAYZ_NAMES", text, "an address such as 192.0.2.53:53", SocketAddr::from(([127, 0, 0, 1], 53))));
    Config {
        providers,
        breaches,
        names,
        secret_keys,
        outbound,
        mail_events_secrets,
        environment: raw.environment,
        addr,
        ops_addr,
        base_url: base_url.trim_end_matches('/').to_owned(),
        database_url: database_url.into(),
        database_owner_url: raw.database_owner_url.map(Into::into),
        database_connections,
        var: raw.var,
        smtp_url: raw.smtp_url.map(Into::into),
        mail_from: raw.mail_from,
        unsubscribe_key: raw.unsubscribe_key.map(Into::into),
        sms,
        stripe,
        stand_ins,
        storage,
        countries: raw.countries,
        trusted_proxies,
        page_cache: raw.page_cache == "on",
        work: raw.work == "on",
        jobs,
        api,
    }
}

fn mail(raw: &Raw, problems: &mut Problems) {
    problems.require(
        raw.mail_from.parse::<lettre::message::Mailbox>().is_ok(),
        "MEWAYZ_MAIL_FROM must be an address such as Mewayz <hello@example.com>",
    );
    if let Some(Err(why)) = raw.smtp_url.as_deref().map(SmtpAddress::parse) {
        problems.0.push(format!("MEWAYZ_SMTP_URL {why}"));
    }
    if let Some(key) = &raw.unsubscribe_key {
        problems.require(key.len() >= 32, "MEWAYZ_UNSUBSCRIBE_KEY must have 32 characters or more: openssl rand -base64 32");
    }
    if raw.environment == Environment::Production {
        problems.require(raw.smtp_url.is_some(), "MEWAYZ_SMTP_URL must be set in production, or nobody gets mail");
        problems.require(raw.unsubscribe_key.is_some(), "MEWAYZ_UNSUBSCRIBE_KEY must be set in production: openssl rand -base64 32");
    }
}

fn jobs(raw: &Raw, problems: &mut Problems) -> Settings {
    let settings = Settings::default();
    let concurrency = problems.parse("MEWAYZ_JOBS_CONCURRENCY", &raw.jobs_concurrency, "a number from 1 to 500", settings.concurrency);
    problems.require((1..=500).contains(&concurrency), "MEWAYZ_JOBS_CONCURRENCY must be from 1 to 500");
    let lease = problems.parse("MEWAYZ_JOBS_LEASE", &raw.jobs_lease, "seconds", 15_u32);
    problems.require((2..=600).contains(&lease), "MEWAYZ_JOBS_LEASE must be from 2 to 600 seconds");
    let grace = problems.parse("MEWAYZ_JOBS_GRACE", &raw.jobs_grace, "seconds", 20_u32);
    Settings { concurrency, lease: Duration::from_secs(lease.into()), grace: Duration::from_secs(grace.into()), ..settings }
}

fn storage(raw: &Raw, problems: &mut Problems) -> StorageConfig {
    let Some(bucket) = raw.s3_bucket.clone() else { return StorageConfig::Folder(raw.var.join("media")) };
    problems.require(raw.s3_key_id.is_some(), "MEWAYZ_S3_KEY_ID must be set when MEWAYZ_S3_BUCKET is");
    problems.require(raw.s3_secret.is_some(), "MEWAYZ_S3_SECRET must be set when MEWAYZ_S3_BUCKET is");
    if let Some(endpoint) = &raw.s3_endpoint {
        problems.require(Url::parse(endpoint).is_ok(), "MEWAYZ_S3_ENDPOINT must be an address such as https://s3.example.com");
    }
    StorageConfig::S3 {
        bucket,
        endpoint: raw.s3_endpoint.clone(),
        region: raw.s3_region.clone(),
        key_id: raw.s3_key_id.clone().unwrap_or_default(),
        secret: raw.s3_secret.clone().unwrap_or_default().into(),
    }
}

fn secret_keys(raw: &Raw, problems: &mut Problems) -> Option<Keyring> {
    problems.require(
        raw.secret_keys.is_some() || raw.environment == Environment::Development,
        "MEWAYZ_SECRET_KEYS must be set in production: 1:$(openssl rand -base64 32)",
    );
    let parsed = raw.secret_keys.as_deref().map(Keyring::parse)?;
    parsed.map_err(|why| problems.0.push(format!("MEWAYZ_SECRET_KEYS: {why}"))).ok()
}

fn mail_events_secrets(raw: &Raw, problems: &mut Problems) -> Vec<SecretString> {
    let given = raw.mail_events_secret.as_deref().unwrap_or_default().split(',').map(str::trim).filter(|secret| !secret.is_empty());
    let secrets: Vec<&str> = given.collect();
    let good = secrets.iter().all(|secret| standard_webhooks::is_secret(secret));
    problems.require(good, "MEWAYZ_MAIL_EVENTS_SECRET must be whsec_ and 24 to 64 bytes in base64, several with commas");
    secrets.into_iter().map(SecretString::from).collect()
}

fn outbound(raw: &Raw, problems: &mut Problems) -> Rules {
    for (name, value) in [("MEWAYZ_OUTBOUND_LOOPBACK", &raw.outbound_loopback), ("MEWAYZ_OUTBOUND_HTTP", &raw.outbound_http)] {
        problems.require(matches!(value.as_str(), "on" | "off"), &format!("{name} must be on or off"));
    }
    let loopback = raw.outbound_loopback == "on";
    problems.require(
        !loopback || raw.environment == Environment::Development,
        "MEWAYZ_OUTBOUND_LOOPBACK must be off in production: webhooks would reach what listens on this machine",
    );
    let ports = raw.outbound_ports.split(',').map(str::trim).filter(|port| !port.is_empty());
    let ports = ports.map(|port| problems.parse("MEWAYZ_OUTBOUND_PORTS", port, "port numbers with commas", 443)).collect();
    Rules { http: raw.outbound_http == "on", loopback, ports }
}

/// Have I Been Pwned.
const BREACHES: &str = "https://api.pwnedpasswords.com";

fn breaches(raw: &Raw, problems: &mut Problems) -> Option<Url> {
    let given = raw.breaches_url.as_deref().map(str::trim).filter(|text| !text.is_empty());
    // Development asks nobody unless told to: tests send nothing off this machine.
    let text = given.or((raw.environment == Environment::Production).then_some(BREACHES)).filter(|text| *text != "off")?;
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
    problems.require(url.is_some(), "MEWAYZ_BREACHES_URL must be like https://api.pwnedpasswords.com, without a path");
    url
}

fn is_base_url(text: &str) -> bool {
    Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/" && url.query().is_none())
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// The owner's URL, which only `migrate` and `seed` need.
///
/// # Errors
/// If it is not set.
pub fn owner_url(config: &Config) -> Result<&str, String> {
    config.database_owner_url.as_ref().map(ExposeSecret::expose_secret).ok_or_else(|| "DATABASE_OWNER_URL is not set".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_args(args: &[&str]) -> Result<(Command, Config), String> {
        read(["server"].iter().chain(args).chain(&["serve"]).map(OsString::from))
    }

    #[test]
    fn every_problem_is_listed_at_once_and_secrets_are_not() {
        let error = read_args(&[
            "--addr",
            "nowhere",
            "--database-url",
            "mysql://u:hunter2@h/d",
            "--environment",
            "production",
            "--url",
            "http://a.example/x",
            "--outbound-loopback",
            "on",
        ])
        .unwrap_err();
        for part in [
            "MEWAYZ_ADDR",
            "DATABASE_URL",
            "MEWAYZ_URL must be like",
            "https:// in production",
            "MEWAYZ_SMTP_URL",
            "MEWAYZ_SECRET_KEYS must be set",
            "MEWAYZ_OUTBOUND_LOOPBACK must be off",
        ] {
            assert!(error.contains(part), "{part} is missing in {error}");
        }
        assert!(!error.contains("hunter2"));
    }

    #[test]
    fn a_good_configuration_hides_its_secrets() {
        let (command, config) =
            read_args(&["--database-url", "postgres://u:hunter2@h/d", "--addr", "127.0.0.1:4000", "--url", "http://127.0.0.1:4000/"])
                .unwrap();
        assert_eq!(command, Command::Serve);
        assert_eq!((config.base_url.as_str(), config.host()), ("http://127.0.0.1:4000", "127.0.0.1:4000"));
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn keys_are_read_and_never_told() {
        let url = ["--database-url", "postgres://u@h/d", "--secret-keys"];
        let key = format!("2:{}", "QUFB".repeat(10) + "QUE=");
        let (_, config) = read_args(&[&url[..], &[&key]].concat()).unwrap();
        assert_eq!(format!("{:?}", config.secret_keys), "Some(Keyring([2]))");
        let error = read_args(&[&url[..], &["1:QUFBsecret"]].concat()).unwrap_err();
        assert!(error.contains("MEWAYZ_SECRET_KEYS") && !error.contains("QUFB"), "{error}");
    }
}
