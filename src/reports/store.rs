use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Draft;
use crate::{
    Error, Result, bio_sites,
    db::Db,
    error::Conflict,
    identity::throttle::{self, Allowance, network},
};

/// Reports from one address; an office or a mobile network shares one.
const FROM_ADDRESS: Allowance = Allowance { burst: 10, every: Duration::minutes(5) };

/// Keeps what a visitor says about a published page. One more report of a page that is down already is taken and changes nothing.
///
/// # Errors
/// `Invalid` by field, also on `page` for one that nobody can see; `Limit` for too many from one address.
pub async fn report(db: &Db, draft: &Draft, address: &str, now: DateTime<Utc>) -> Result<()> {
    let checked = draft.check()?;
    throttle::take(db, &format!("report:{}", network(address)), FROM_ADDRESS, now).await?;
    let unknown = || Error::field("page", "There is no page at this address.");
    let mut identity = db.identity().await?;
    let site = match bio_sites::find(&mut identity, &checked.handle).await {
        Err(Error::Conflict(Conflict::Withheld)) => return Ok(()),
        Err(Error::NotFound) => return Err(unknown()),
        found => found?,
    };
    drop(identity);
    let mut scope = db.public(&site).await?;
    bio_sites::published(&mut scope, &site).await.map_err(|error| if error == Error::NotFound { unknown() } else { error })?;
    sqlx::query!(
        "insert into content_reports (id, workspace_id, site_id, reason, words, email, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        site.workspace().0,
        site.id().0,
        checked.reason.name(),
        checked.words,
        checked.email,
        now
    )
    .execute(scope.conn())
    .await?;
    scope.commit().await
}
