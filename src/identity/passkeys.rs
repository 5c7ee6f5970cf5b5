//! Passkeys (WebAuthn Level 3): a device proves who it belongs to after it has verified its owner, so one of them is as good
//! as password and code together. They are bound to our host: no other site can ask for them.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential},
};

use super::{Account, PasskeySummary, accounts::Whence, linked, sessions};
use crate::{
    Error, Result,
    db::{Db, Identity},
    error::OnConstraint,
    events::{self, PasskeyAdded, PasskeyRemoved, SignedIn},
    fields::single_line,
    ids::{PasskeyId, UserId},
};

/// One account has at most this many.
const MOST: usize = 20;
const MOST_NAME: usize = 60;
const REFUSED: &str = "This passkey was not accepted. Try again, or sign in another way.";

/// What our host asks browsers for.
pub struct RelyingParty(Webauthn);

/// What a browser is given, and what stays here until it answers.
pub struct Ceremony {
    /// JSON for `PublicKeyCredential.parse…OptionsFromJSON`.
    pub options: Value,
    pub state: Value,
}

impl RelyingParty {
    /// For the address under which people reach the product; `None` where browsers offer no passkeys: at an address in digits,
    /// or without TLS anywhere but on this machine.
    pub fn at(base_url: &str) -> Option<Self> {
        let origin = Url::parse(base_url).ok()?;
        let host = origin.domain()?;
        if origin.scheme() != "https" && host != "localhost" {
            return None;
        }
        let built = WebauthnBuilder::new(host, &origin).ok()?.rp_name("Mewayz").build().ok()?;
        Some(Self(built))
    }
}

/// Begins to add a passkey to an account.
///
/// # Errors
/// `Invalid` if there are many already.
pub async fn begin_adding(identity: &mut Identity, host: &RelyingParty, account: &Account) -> Result<Ceremony> {
    let known = stored(identity, account.id).await?;
    if known.len() >= MOST {
        return Err(Error::field("form", "You have 20 passkeys. Remove one you no longer use."));
    }
    let exclude = known.iter().map(|(_, passkey)| passkey.cred_id().clone()).collect();
    let (options, state) =
        host.0.start_passkey_registration(account.id.0, &account.email, &account.full_name, Some(exclude)).map_err(Error::internal)?;
    let mut options = serde_json::to_value(options.public_key).map_err(Error::internal)?;
    // Found by the browser without an address being typed.
    if let Some(selection) = options.get_mut("authenticatorSelection").and_then(Value::as_object_mut) {
        selection.insert("residentKey".to_owned(), "required".into());
        selection.insert("requireResidentKey".to_owned(), true.into());
    }
    Ok(Ceremony { options, state: serde_json::to_value(state).map_err(Error::internal)? })
}

/// Adds the passkey that the browser made.
///
/// # Errors
/// `Invalid` if the answer does not belong to what was asked, or the passkey is known already.
pub async fn finish_adding(
    identity: &mut Identity,
    host: &RelyingParty,
    user: UserId,
    name: &str,
    state: Value,
    answer: &str,
    address: &str,
) -> Result<PasskeyId> {
    let refused = || Error::field("form", REFUSED);
    let name = name_of(name)?;
    let state: PasskeyRegistration = serde_json::from_value(state).map_err(|_| refused())?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let passkey = host.0.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::info!(%error, "a new passkey was refused");
        refused()
    })?;
    let id = PasskeyId::new();
    sqlx::query!(
        "insert into passkeys (id, user_id, name, credential_id, credential) values ($1, $2, $3, $4, $5)",
        id.0,
        user.0,
        name,
        passkey.cred_id().as_slice(),
        serde_json::to_value(&passkey).map_err(Error::internal)?
    )
    .execute(identity.conn())
    .await
    .on_constraint("passkeys_credential_known", || Error::field("form", "This passkey is known already."))?;
    events::record_account(identity, user, address, &PasskeyAdded { user, passkey: id }).await?;
    Ok(id)
}

/// Begins to ask for any passkey of ours that the device has.
pub fn begin(host: &RelyingParty) -> Result<Ceremony> {
    let (options, state) = host.0.start_discoverable_authentication().map_err(Error::internal)?;
    Ok(Ceremony {
        options: serde_json::to_value(options.public_key).map_err(Error::internal)?,
        state: serde_json::to_value(state).map_err(Error::internal)?,
    })
}

/// Whose passkey answered. Writes the sign-in down.
///
/// # Errors
/// `Invalid` if it is unknown, copied (its counter went back), or answers something else than was asked.
pub async fn sign_in(db: &Db, host: &RelyingParty, state: Value, answer: &str, from: Whence<'_>, now: DateTime<Utc>) -> Result<UserId> {
    let mut identity = db.identity().await?;
    let user = prove(&mut identity, host, state, answer, now).await?;
    super::accounts::refuse_suspended(&mut identity, user).await?;
    let device = sessions::device_of(from.user_agent);
    events::record_account(&mut identity, user, from.address, &SignedIn { user, device }).await?;
    identity.commit().await?;
    Ok(user)
}

/// Whose passkey answered, noting that it was used.
///
/// # Errors
/// `Invalid`, as [`sign_in`].
pub async fn prove(identity: &mut Identity, host: &RelyingParty, state: Value, answer: &str, now: DateTime<Utc>) -> Result<UserId> {
    let refused = || Error::field("form", REFUSED);
    let state: DiscoverableAuthentication = serde_json::from_value(state).map_err(|_| refused())?;
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let (owner, credential) = host.0.identify_discoverable_authentication(&answer).map_err(|_| refused())?;
    let row = sqlx::query!("select id, credential from passkeys where user_id = $1 and credential_id = $2 for update", owner, credential)
        .fetch_optional(identity.conn())
        .await?
        .ok_or_else(refused)?;
    let mut passkey: Passkey = serde_json::from_value(row.credential).map_err(Error::internal)?;
    let outcome = host.0.finish_discoverable_authentication_v2(&answer, state, &passkey).map_err(|error| {
        tracing::info!(%error, "a passkey was refused");
        refused()
    })?;
    passkey.update_credential(&outcome);
    sqlx::query!(
        "update passkeys set credential = $2, last_used_at = $3 where id = $1",
        row.id,
        serde_json::to_value(&passkey).map_err(Error::internal)?,
        now
    )
    .execute(identity.conn())
    .await?;
    Ok(UserId(owner))
}

/// A person's passkeys, oldest first.
pub async fn list(identity: &mut Identity, user: UserId) -> Result<Vec<PasskeySummary>> {
    let rows = sqlx::query!("select id, name, created_at, last_used_at from passkeys where user_id = $1 order by created_at, id", user.0)
        .fetch_all(identity.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| PasskeySummary { id: PasskeyId(row.id), name: row.name, created_at: row.created_at, last_used_at: row.last_used_at })
        .collect())
}

/// # Errors
/// `NotFound` for somebody else's, `Invalid` on `name`.
pub async fn rename(identity: &mut Identity, user: UserId, id: PasskeyId, name: &str) -> Result<()> {
    let done = sqlx::query!("update passkeys set name = $3 where user_id = $1 and id = $2", user.0, id.0, name_of(name)?)
        .execute(identity.conn())
        .await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Removes a passkey. The last way to sign in stays.
///
/// # Errors
/// `NotFound` for somebody else's, `Invalid` for the last way in.
pub async fn remove(identity: &mut Identity, user: UserId, id: PasskeyId, address: &str) -> Result<()> {
    linked::lock_ways_in(identity, user).await?;
    let done = sqlx::query!("delete from passkeys where user_id = $1 and id = $2", user.0, id.0).execute(identity.conn()).await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    linked::refuse_without_way_in(identity, user).await?;
    events::record_account(identity, user, address, &PasskeyRemoved { user, passkey: id }).await
}

async fn stored(identity: &mut Identity, user: UserId) -> Result<Vec<(PasskeyId, Passkey)>> {
    let rows = sqlx::query!("select id, credential from passkeys where user_id = $1", user.0).fetch_all(identity.conn()).await?;
    rows.into_iter().map(|row| Ok((PasskeyId(row.id), serde_json::from_value(row.credential).map_err(Error::internal)?))).collect()
}

fn name_of(name: &str) -> Result<String> {
    let name = single_line(name);
    if name.is_empty() || name.chars().count() > MOST_NAME {
        return Err(Error::field("name", "Give it a name of up to 60 characters, such as the device it is on."));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::RelyingParty;

    #[test]
    fn browsers_offer_passkeys_to_names_with_tls_only() {
        for good in ["https://mewayz.example", "https://app.mewayz.example:8443", "http://localhost:3000"] {
            assert!(RelyingParty::at(good).is_some(), "{good}");
        }
        for bad in ["http://127.0.0.1:3000", "https://192.0.2.1", "http://mewayz.example", "mewayz", ""] {
            assert!(RelyingParty::at(bad).is_none(), "{bad}");
        }
    }
}
