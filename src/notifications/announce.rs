use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Channel, Topic,
    tell::{News, tell},
};
use crate::{Result, ids::UserId};

/// Tells a person of an announcement in words that are in their language already; once for an announcement.
pub(crate) async fn announce(
    conn: &mut PgConnection,
    announcement: Uuid,
    user: UserId,
    (title, body): (&str, &str),
    offered: &[Channel],
    now: DateTime<Utc>,
) -> Result<()> {
    let news = News {
        event: announcement,
        topic: Topic::Announcement,
        workspace: None,
        params: [("title".to_owned(), title.to_owned()), ("body".to_owned(), body.to_owned())].into(),
        path: "~".to_owned(),
        happened_at: now,
    };
    tell(conn, &news, &[user.0], offered, now).await
}
