use sqlx::{Connection, PgConnection, migrate::Migrator};

use crate::{Error, Result};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Brings the schema up to date. Runs as the owner; the app role may not.
///
/// # Errors
/// If the database is away or a migration was changed after it ran.
pub async fn migrate(owner_url: &str) -> Result<()> {
    let mut connection = PgConnection::connect(owner_url).await?;
    MIGRATIONS.run(&mut connection).await.map_err(Error::internal)?;
    connection.close().await?;
    Ok(())
}

/// How many migrations this binary knows.
pub fn known_migrations() -> usize {
    MIGRATIONS.iter().count()
}
