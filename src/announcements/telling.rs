//! Tells people of an announcement as a notification, once, in their languages.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Stage, rules,
    store::{audience, one},
};
use crate::{
    Result,
    db::Db,
    identity,
    ids::{AnnouncementId, UserId},
    jobs::Job,
    locale::Locale,
    notifications::{self, Channel},
};

/// Tells everybody whom an announcement is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    pub announcement: AnnouncementId,
}

impl Job for Tell {
    const NAME: &'static str = "announcements.tell";
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3_600);
}

/// Tells them, workspace by workspace; who was told already, in another workspace or by an earlier try, is not told again. One that has
/// ended meanwhile is told to nobody any more.
///
/// # Errors
/// As the database; trying again goes on where it stopped.
pub async fn tell(db: &Db, id: AnnouncementId, offered: &[Channel], now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    let Some(announcement) = one(identity.conn(), id).await? else { return Ok(()) };
    identity.commit().await?;
    if rules::stage(&announcement, now) != Stage::Live {
        return Ok(());
    }
    let draft = &announcement.draft;
    let workspaces = match draft.audience.workspaces.as_slice() {
        [] => identity::all_workspaces(db).await?,
        listed => listed.to_vec(),
    };
    for workspace in workspaces {
        let mut scope = db.job(workspace).await?;
        for user in audience(&mut scope, &draft.audience).await? {
            let tag = sqlx::query_scalar!("select locale from users where id = $1", user).fetch_optional(scope.conn()).await?.flatten();
            let locale = tag.as_deref().and_then(Locale::from_tag).unwrap_or_default();
            if let Some((_, words)) = rules::said(&draft.words, draft.fallback, locale) {
                let said = (words.title.as_str(), words.body.as_str());
                notifications::announce(scope.conn(), id.0, UserId(user), said, offered, now).await?;
            }
        }
        scope.commit().await?;
    }
    Ok(())
}
