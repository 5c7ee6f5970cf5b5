//! Demo data: a believable creator with a published page.

mod demo;

use mewayz::{
    api_keys,
    bio_sites::{self, handles::Handle},
    clock,
    db::Db,
    identity::{self, rules::SignUp},
    media,
    tenancy::Permission,
};
use secrecy::ExposeSecret;

use crate::{
    adapters,
    config::{Config, owner_url},
};

/// Public knowledge: printed by `bin/up`, refused in production.
const EMAIL: &str = "demo@mewayz.test";
const PASSWORD: &str = "demo-password-1";
const HANDLE: &str = "demo";

/// Brings the schema up to date.
///
/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn migrate(config: &Config) -> Result<(), String> {
    mewayz::db::migrate(owner_url(config)?).await.map_err(|e| format!("migrations failed: {e}"))?;
    println!("the schema is up to date ({} migrations)", mewayz::db::known_migrations());
    Ok(())
}

/// Makes the demo account and its page unless they exist.
///
/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn run(config: &Config) -> Result<(), String> {
    if !config.is_development() {
        return Err("demo data has a public password and is for development only".to_owned());
    }
    let db = Db::connect(config.database_url.expose_secret(), 2).map_err(|e| e.to_string())?;
    let made = make(&db, config).await.map_err(|e| format!("demo data: {e}"))?;
    println!("demo login: {EMAIL} / {PASSWORD}");
    println!("demo page: {}/@{HANDLE}", config.base_url);
    mewayz::staff::grant(owner_url(config)?, EMAIL).await.map_err(|e| format!("demo staff: {e}"))?;
    println!("back office: {}/admin (as the demo account)", config.base_url);
    // Known only now: who seeds again makes another one in the workspace.
    if let Some(key) = made {
        println!("demo key: {}", key.secret);
    }
    mewayz::staff::grant(owner_url(config)?, EMAIL).await.map_err(|e| format!("demo staff: {e}"))?;
    println!("back office: {}/admin (as the demo account)", config.base_url);
    Ok(())
}

async fn make(db: &Db, config: &Config) -> mewayz::Result<Option<api_keys::Created>> {
    let handle = Handle::parse(HANDLE).map_err(mewayz::Error::internal)?;
    if !bio_sites::is_free(&mut db.identity().await?, &handle).await? {
        return Ok(None);
    }
    let storage = adapters::storage::open(&config.storage).map_err(mewayz::Error::internal)?;
    let sign_up = SignUp::check("Maya Okafor", EMAIL, PASSWORD.to_owned())?;
    let user = identity::create_confirmed(db, sign_up, HANDLE, clock::now()).await?;
    let member = identity::member(&mut db.identity().await?, user, HANDLE).await?;
    let picture = async |file_name: &str, bytes: &'static [u8]| {
        let incoming = media::Incoming { file_name, ..media::Incoming::default() };
        Ok::<_, mewayz::Error>(media::upload(db, &member, &storage, incoming, &mut Some(bytes.into())).await?.media)
    };
    let avatar = picture("maya.jpg", demo::AVATAR).await?;
    let studio = picture("studio.jpg", demo::STUDIO).await?;

    let mut scope = db.open(&member).await?;
    let site = bio_sites::create(&mut scope, &handle, "Maya Okafor").await?;
    let version = bio_sites::save(&mut scope, site, 1, demo::content(&avatar, &studio)).await?;
    bio_sites::publish(&mut scope, site, version).await?;
    let scopes = Permission::ALL.into_iter().filter_map(Permission::scope).map(str::to_owned).collect();
    let draft = api_keys::Draft { name: "Demo".to_owned(), scopes, days: Some(30), addresses: String::new() };
    let key = api_keys::create(&mut scope, &draft, clock::now()).await?;
    scope.commit().await?;
    Ok(Some(key))
}
