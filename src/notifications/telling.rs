//! What a delivery says, in the language of who is told.

use sqlx::PgConnection;

use super::{
    Topic,
    deliveries::{self, Due},
    words::{Catalogue, Params},
};
use crate::{Result, ids::UserId, locale::Locale};

/// A notice in words.
pub(super) struct Said {
    pub(super) title: String,
    pub(super) body: String,
    /// Where it leads, without the host.
    pub(super) path: String,
    pub(super) locale: Locale,
}

/// Title, text and path of a notice, filled in.
pub(super) async fn say(conn: &mut PgConnection, user: UserId, topic: Topic, due: &Due) -> Result<Said> {
    let params: Params = serde_json::from_value(due.params.clone()).unwrap_or_default();
    let catalogue = Catalogue::load(conn, user, Locale::default()).await?;
    let (title, body) = catalogue.say(topic, &params)?;
    let home = deliveries::home(conn, user).await?;
    let path = due.path.strip_prefix('~').map_or_else(|| due.path.clone(), |rest| format!("{home}{rest}"));
    Ok(Said { title, body, path, locale: catalogue.locale() })
}
