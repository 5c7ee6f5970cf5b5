use sqlx::{Connection, PgConnection};

use super::Staff;
use crate::{Error, Result, db::Identity, ids::UserId};

/// Proof that `user`, who has authenticated, is staff.
///
/// # Errors
/// `NotFound` for everybody else: to them there is no back office.
pub async fn recognise(identity: &mut Identity, user: UserId) -> Result<Staff> {
    let found = sqlx::query_scalar!("select user_id from staff where user_id = $1", user.0).fetch_optional(identity.conn()).await?;
    found.map(|_| Staff { user }).ok_or(Error::NotFound)
}

/// Makes the person with this confirmed address staff, as the owner role. Doing so twice changes nothing.
///
/// # Errors
/// `NotFound` if nobody has confirmed the address.
pub async fn grant(owner_url: &str, email: &str) -> Result<UserId> {
    let mut connection = PgConnection::connect(owner_url).await?;
    let user = person(&mut connection, email).await?;
    sqlx::query!("insert into staff (user_id) values ($1) on conflict do nothing", user.0).execute(&mut connection).await?;
    connection.close().await?;
    Ok(user)
}

/// Ends somebody's being staff, at once.
///
/// # Errors
/// `NotFound` if nobody on the staff has the address.
pub async fn revoke(owner_url: &str, email: &str) -> Result<()> {
    let mut connection = PgConnection::connect(owner_url).await?;
    let user = person(&mut connection, email).await?;
    let done = sqlx::query!("delete from staff where user_id = $1", user.0).execute(&mut connection).await?;
    connection.close().await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

async fn person(connection: &mut PgConnection, email: &str) -> Result<UserId> {
    let found = sqlx::query_scalar!("select id from users where email = lower($1) and email_verified_at is not null", email.trim())
        .fetch_optional(connection)
        .await?;
    found.map(UserId).ok_or(Error::NotFound)
}
