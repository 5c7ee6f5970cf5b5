//! The person behind an access token.

use axum::extract::State;
use mewayz::{Error, db::Db, identity};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    caller::Caller,
    envelope::{Answer, Envelope, Reply},
};

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserOut {
    id: Uuid,
    full_name: String,
    email: String,
    /// Whether the address was confirmed.
    verified: bool,
}

/// Who am I
///
/// For access tokens only: a key stands for a workspace, not for a person.
#[utoipa::path(get, path = "/users/me", tag = "users", operation_id = "users_me", security(("access_token" = [])),
    responses((status = 200, description = "The person", body = Envelope<UserOut>)))]
pub(super) async fn me(caller: Caller, State(db): State<Db>) -> Answer<UserOut> {
    let Caller::Person(user) = caller else { return Err(Error::Forbidden.into()) };
    let mut identity = db.identity().await?;
    let account = identity::account(&mut identity, user).await?;
    Ok(Reply::ok(UserOut { id: account.id.0, full_name: account.full_name, email: account.email, verified: account.verified }))
}
