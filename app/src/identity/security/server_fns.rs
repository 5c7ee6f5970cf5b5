use chrono::{DateTime, Utc};
use leptos::prelude::*;
use mewayz::{
    identity::{Codes, EmailChange, LinkedSummary, PasskeySummary, Provider, Setup},
    ids::PasskeyId,
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{context, session::keys};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    clock,
    identity::{self, changes, factors, leaving, linked},
};

/// Everything about how a person signs in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Security {
    /// Whether they have proven lately who they are, so that they may change something.
    pub fresh: bool,
    pub has_password: bool,
    pub codes: Codes,
    /// An app that is being set up; shown only to somebody `fresh`.
    pub setup: Option<Setup>,
    /// None where browsers offer no passkeys.
    pub passkeys: Option<Vec<PasskeySummary>>,
    /// Every provider there is here, and the account there if one is linked.
    pub links: Vec<(Provider, Option<LinkedSummary>)>,
    pub email_change: Option<EmailChange>,
    /// When the account ends, if the person has asked for that.
    pub ends_at: Option<DateTime<Utc>>,
}

#[server]
pub async fn load_security() -> Result<Security, AppError> {
    let (user, now) = (context::user()?, clock::now());
    let fresh = context::proven_user().is_ok();
    let mut identity = context::db().identity().await?;
    let account = identity::account(&mut identity, user).await?;
    let setup = factors::pending(&mut identity, &context::keyring(), user, &account.email).await?.filter(|_| fresh);
    let linked = linked::list(&mut identity, user).await?;
    let passkeys = match context::passkeys() {
        Ok(_) => Some(identity::passkeys::list(&mut identity, user).await?),
        Err(_) => None,
    };
    Ok(Security {
        fresh,
        has_password: identity::has_password(&mut identity, user).await?,
        codes: factors::codes(&mut identity, user).await?,
        setup,
        passkeys,
        links: links(linked),
        email_change: changes::pending_email(&mut identity, user, now).await?,
        ends_at: leaving::due(&mut identity, user).await?,
    })
}

/// What `/confirm` can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    pub password: bool,
    /// A code besides the password.
    pub code: bool,
    pub passkey: bool,
    /// A provider to sign in with once more, for who has nothing else.
    pub provider: Option<Provider>,
}

#[server]
pub async fn load_proofs() -> Result<Proofs, AppError> {
    let user = context::user()?;
    let mut identity = context::db().identity().await?;
    let keys = identity::passkeys::list(&mut identity, user).await?;
    let (known, offered) = (linked::list(&mut identity, user).await?, context::providers());
    Ok(Proofs {
        password: identity::has_password(&mut identity, user).await?,
        code: factors::is_second_needed(&mut identity, user).await?,
        passkey: !keys.is_empty() && context::passkeys().is_ok(),
        provider: known.into_iter().map(|link| link.provider).find(|provider| offered.contains(provider)),
    })
}

/// Proves again who somebody is, with everything they sign in with (ASVS 5.0, 7.5.1).
#[server]
pub async fn confirm_identity(#[server(default)] password: String, #[server(default)] code: String, next: String) -> Result<(), AppError> {
    let (user, visitor, now) = (context::own_user()?, context::visitor(), clock::now());
    let db = context::db();
    let mut identity = db.identity().await?;
    let (has, strong) = (identity::has_password(&mut identity, user).await?, factors::is_second_needed(&mut identity, user).await?);
    identity.commit().await?;
    // Who came through a provider and has an app proves it with the app.
    if (has || !strong) && !identity::is_password_of(&db, user, password, now).await? {
        return Err(mewayz::Error::field("password", "This is not your password.").into());
    }
    if strong {
        factors::prove(&db, &context::keyring(), user, &code, visitor.whence(), now).await?;
    }
    context::session()?.prove(strong, now).await?;
    leptos_axum::redirect(crate::identity::onward(&next));
    Ok(())
}

/// The same with a passkey of the person.
#[server]
pub async fn confirm_with_passkey(answer: String, next: String) -> Result<(), AppError> {
    let (user, session, now) = (context::own_user()?, context::session()?, clock::now());
    let state = session.take(keys::CEREMONY, now).await?.ok_or(mewayz::Error::Unauthenticated)?;
    let host = context::passkeys()?;
    let mut identity = context::db().identity().await?;
    if identity::passkeys::prove(&mut identity, &host, state, &answer, now).await? != user {
        return Err(mewayz::Error::field("form", "This passkey belongs to another account.").into());
    }
    identity.commit().await?;
    session.prove(true, now).await?;
    leptos_axum::redirect(crate::identity::onward(&next));
    Ok(())
}

#[server]
pub async fn change_password(password: String) -> Result<(), AppError> {
    let (user, visitor) = (context::proven_user()?, context::visitor());
    context::refuse_stolen(&password).await?;
    let (db, base) = (context::db(), context::settings().base_url.clone());
    Ok(changes::change_password(&db, user, password, &visitor.session_hash, &visitor.address, &base, clock::now()).await?)
}

#[server]
pub async fn begin_totp() -> Result<(), AppError> {
    let user = context::proven_user()?;
    let mut identity = context::db().identity().await?;
    factors::begin(&mut identity, &context::keyring(), user).await?;
    Ok(identity.commit().await?)
}

/// Answers the recovery codes: the only time they are shown. Other devices have to sign in anew, with a code.
#[server]
pub async fn confirm_totp(code: String) -> Result<Vec<String>, AppError> {
    let (user, visitor, now) = (context::proven_user()?, context::visitor(), clock::now());
    let mut identity = context::db().identity().await?;
    let codes = factors::confirm(&mut identity, &context::keyring(), user, &code, &visitor.address, now).await?;
    identity::sessions::revoke_all(&mut identity, user, &visitor.session_hash, &visitor.address, now).await?;
    identity.commit().await?;
    context::session()?.prove(true, now).await?;
    Ok(codes)
}

#[server]
pub async fn make_recovery_codes() -> Result<Vec<String>, AppError> {
    let (user, address) = (context::proven_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    let codes = factors::make_recovery_codes(&mut identity, user, &address).await?;
    identity.commit().await?;
    Ok(codes)
}

#[server]
pub async fn disable_totp() -> Result<(), AppError> {
    let (user, visitor, now) = (context::proven_user()?, context::visitor(), clock::now());
    let mut identity = context::db().identity().await?;
    factors::disable(&mut identity, user, &visitor.address).await?;
    identity::sessions::revoke_all(&mut identity, user, &visitor.session_hash, &visitor.address, now).await?;
    Ok(identity.commit().await?)
}

/// What the device is asked to make: JSON for `PublicKeyCredential.parseCreationOptionsFromJSON`.
#[server]
pub async fn begin_adding_passkey() -> Result<String, AppError> {
    let (user, host) = (context::proven_user()?, context::passkeys()?);
    let mut identity = context::db().identity().await?;
    let account = identity::account(&mut identity, user).await?;
    let begun = identity::passkeys::begin_adding(&mut identity, &host, &account).await?;
    context::session()?.begin(keys::CEREMONY, begun.state, clock::now()).await?;
    Ok(begun.options.to_string())
}

#[server]
pub async fn add_passkey(name: String, answer: String) -> Result<(), AppError> {
    let (user, host, session) = (context::proven_user()?, context::passkeys()?, context::session()?);
    let state = session.take(keys::CEREMONY, clock::now()).await?.ok_or(mewayz::Error::Unauthenticated)?;
    let address = context::visitor().address;
    let mut identity = context::db().identity().await?;
    identity::passkeys::finish_adding(&mut identity, &host, user, &name, state, &answer, &address).await?;
    Ok(identity.commit().await?)
}

#[server]
pub async fn rename_passkey(passkey: PasskeyId, name: String) -> Result<(), AppError> {
    let user = context::own_user()?;
    let mut identity = context::db().identity().await?;
    identity::passkeys::rename(&mut identity, user, passkey, &name).await?;
    Ok(identity.commit().await?)
}

#[server]
pub async fn remove_passkey(passkey: PasskeyId) -> Result<(), AppError> {
    let (user, visitor, now) = (context::proven_user()?, context::visitor(), clock::now());
    let mut identity = context::db().identity().await?;
    identity::passkeys::remove(&mut identity, user, passkey, &visitor.address).await?;
    identity::sessions::revoke_all(&mut identity, user, &visitor.session_hash, &visitor.address, now).await?;
    Ok(identity.commit().await?)
}

#[server]
pub async fn unlink_provider(provider: Provider) -> Result<(), AppError> {
    let (user, address) = (context::proven_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    linked::unlink(&mut identity, user, provider, &address).await?;
    Ok(identity.commit().await?)
}

#[server]
pub async fn request_email_change(email: String) -> Result<(), AppError> {
    let (user, address) = (context::proven_user()?, context::visitor().address);
    let base = context::settings().base_url.clone();
    changes::request_email(&context::db(), user, &email, &address, &base, clock::now())
        .await
        .map_err(|e| AppError::from(e).typed("email", &email))
}

#[server]
pub async fn withdraw_email_change() -> Result<(), AppError> {
    let user = context::own_user()?;
    let mut identity = context::db().identity().await?;
    changes::withdraw_email(&mut identity, user).await?;
    Ok(identity.commit().await?)
}

/// The account ends after a grace.
#[server]
pub async fn leave() -> Result<(), AppError> {
    let (user, address) = (context::proven_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    leaving::request(&mut identity, user, &address, &context::settings().base_url, clock::now()).await?;
    Ok(identity.commit().await?)
}

/// The account goes on after all.
#[server]
pub async fn stay() -> Result<(), AppError> {
    let (user, address) = (context::own_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    leaving::withdraw(&mut identity, user, &address).await?;
    Ok(identity.commit().await?)
}

/// Signs every other device out, and programs that signed in for the person.
#[server]
pub async fn sign_out_elsewhere() -> Result<(), AppError> {
    let (user, visitor) = (context::proven_user()?, context::visitor());
    let mut identity = context::db().identity().await?;
    identity::sessions::revoke_all(&mut identity, user, &visitor.session_hash, &visitor.address, clock::now()).await?;
    Ok(identity.commit().await?)
}

/// Those that are offered here, and those that are linked from a time when they were.
#[cfg(not(target_arch = "wasm32"))]
fn links(linked: Vec<LinkedSummary>) -> Vec<(Provider, Option<LinkedSummary>)> {
    let offered = context::providers();
    Provider::ALL
        .into_iter()
        .map(|provider| (provider, linked.iter().find(|link| link.provider == provider).cloned()))
        .filter(|(provider, link)| link.is_some() || offered.contains(provider))
        .collect()
}
