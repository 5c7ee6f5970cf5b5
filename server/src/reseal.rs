//! Seals every secret anew that an older key sealed: by the clock, and by `server reseal` after a key was added.

use mewayz::{Result, db::Db, domains, identity, notifications, secrets::Keyring, webhooks};
use secrecy::ExposeSecret;

use crate::{config::Config, keyring};

/// `server reseal`: after a new key was put in front of `MEWAYZ_SECRET_KEYS`.
///
/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn run(config: &Config) -> std::result::Result<(), String> {
    let keyring = keyring::open(config)?;
    let db = Db::connect(config.database_url.expose_secret(), 2).map_err(|e| e.to_string())?;
    let count = everything(&db, &keyring).await.map_err(|e| e.to_string())?;
    println!("sealed {count} secret(s) anew; every secret is under the newest key now");
    Ok(())
}

/// Every workspace in a transaction of its own; how many secrets were sealed anew.
///
/// # Errors
/// If a secret does not open; those of workspaces before it are done.
pub async fn everything(db: &Db, keyring: &Keyring) -> Result<u64> {
    let mut count = 0;
    for workspace in identity::all_workspaces(db).await? {
        let mut scope = db.job(workspace).await?;
        count += webhooks::reseal(&mut scope, keyring).await?;
        count += domains::reseal(&mut scope, keyring).await?;
        scope.commit().await?;
    }
    let mut identity = db.identity().await?;
    count += notifications::reseal_push_key(&mut identity, keyring).await?;
    count += identity::factors::reseal(&mut identity, keyring).await?;
    identity.commit().await?;
    Ok(count)
}
