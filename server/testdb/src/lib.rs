//! A fresh database per test: cloned from a migrated template, dropped afterwards.
//!
//! Reads `DATABASE_OWNER_URL` and `DATABASE_URL`; the app role of the latter is what tests connect as,
//! so that row level security binds them as it binds the product.
#![allow(clippy::expect_used, reason = "a test that cannot reach its database has to stop")]

use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};
use url::Url;
use uuid::Uuid;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");
/// Serialises the making of the template between test processes.
const TEMPLATE_LOCK: i64 = 0x6d65_7761_797a;

/// A database of its own; dropped with this value.
pub struct TestDb {
    name: String,
    owner_url: String,
    app_url: String,
}

impl TestDb {
    /// Clones the template, making it first if the migrations changed.
    pub async fn fresh() -> Self {
        let server = required("DATABASE_OWNER_URL");
        let mut connection = PgConnection::connect(server.as_str()).await.expect("connect as owner");
        let template = ensure_template(&mut connection, &server).await;
        let name = format!("test_{}", Uuid::new_v4().simple());
        run(&mut connection, format!(r#"create database "{name}" template "{template}""#)).await;
        let app_url = with_database(&required("DATABASE_URL"), &name);
        Self { owner_url: with_database(&server, &name), app_url, name }
    }

    /// As the app role.
    pub fn app_url(&self) -> &str {
        &self.app_url
    }

    /// As the owner: for arranging what the app may not do, and for reading the catalogue.
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let name = self.name.clone();
        let cleanup = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
            runtime.block_on(async {
                let Ok(mut connection) = PgConnection::connect(required("DATABASE_OWNER_URL").as_str()).await else { return };
                run(&mut connection, format!(r#"drop database if exists "{name}" with (force)"#)).await;
            });
        });
        let _ = cleanup.join();
    }
}

async fn ensure_template(connection: &mut PgConnection, server: &Url) -> String {
    let name = template_name();
    sqlx::query("select pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(&mut *connection).await.expect("lock");
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut *connection)
        .await
        .expect("look for the template");
    if !exists {
        make_template(connection, server, &name).await;
    }
    sqlx::query("select pg_advisory_unlock($1)").bind(TEMPLATE_LOCK).execute(connection).await.expect("unlock");
    name
}

async fn make_template(connection: &mut PgConnection, server: &Url, name: &str) {
    let unfinished = format!("{name}_new");
    run(connection, format!(r#"drop database if exists "{unfinished}" with (force)"#)).await;
    run(connection, format!(r#"create database "{unfinished}""#)).await;
    let mut inside = PgConnection::connect(&with_database(server, &unfinished)).await.expect("connect to the template");
    MIGRATIONS.run(&mut inside).await.expect("migrate the template");
    inside.close().await.expect("close");
    run(connection, format!(r#"alter database "{unfinished}" rename to "{name}""#)).await;
}

/// Names the template by what the migrations hold, so that an edit makes a new one.
fn template_name() -> String {
    let mut digest: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in MIGRATIONS.iter().flat_map(|m| m.checksum.iter()) {
        digest = (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("template_{digest:016x}")
}

fn with_database(url: &Url, name: &str) -> String {
    let mut url = url.clone();
    url.set_path(name);
    url.to_string()
}

fn required(name: &str) -> Url {
    let value = std::env::var(name).unwrap_or_else(|_| {
        // The development database of bin/setup, so that `cargo nextest run` works by itself.
        development(name).expect("set DATABASE_URL and DATABASE_OWNER_URL, or run bin/setup")
    });
    value.parse().expect("a postgres:// URL")
}

fn development(name: &str) -> Option<String> {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../var/env")).ok()?;
    let line = file.lines().find_map(|line| line.strip_prefix("export ")?.strip_prefix(name)?.strip_prefix('='))?;
    Some(line.trim_matches('\'').to_owned())
}

#[expect(clippy::disallowed_methods, reason = "database names cannot be bound; these are made here")]
async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await.expect("administer test databases");
}
