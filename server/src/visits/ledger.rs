//! Where sums are kept.

use async_trait::async_trait;
use chrono::NaiveDate;
use mewayz::{
    Result,
    analytics::{self, Batch, rules::Salt},
    db::Db,
    identity::sessions,
    ids::WorkspaceId,
};

use super::SessionHash;

/// What counting needs of the database; tests bring their own.
#[async_trait]
pub trait Ledger: Send + Sync + 'static {
    /// The salt of a day, the same in every process; `proposal` if nobody came before.
    async fn salt(&self, day: NaiveDate, proposal: Salt) -> Result<Salt>;
    /// Whether each session is of a member of the workspace beside it, in the order asked.
    async fn are_members(&self, asked: &[(SessionHash, WorkspaceId)]) -> Result<Vec<bool>>;
    /// Adds a batch, all or nothing. With `forget_before`, drops what recognised visitors of earlier days.
    async fn record(&self, workspace: WorkspaceId, batch: &Batch, forget_before: Option<NaiveDate>) -> Result<()>;
}

#[async_trait]
impl Ledger for Db {
    async fn salt(&self, day: NaiveDate, proposal: Salt) -> Result<Salt> {
        let mut identity = self.identity().await?;
        let salt = analytics::salt(&mut identity, day, proposal).await?;
        identity.commit().await?;
        Ok(salt)
    }

    async fn are_members(&self, asked: &[(SessionHash, WorkspaceId)]) -> Result<Vec<bool>> {
        let mut identity = self.identity().await?;
        let mut answers = Vec::with_capacity(asked.len());
        for (session, workspace) in asked {
            answers.push(sessions::is_member_session(&mut identity, session, *workspace).await?);
        }
        Ok(answers)
    }

    async fn record(&self, workspace: WorkspaceId, batch: &Batch, forget_before: Option<NaiveDate>) -> Result<()> {
        let mut scope = self.job(workspace).await?;
        analytics::record(&mut scope, batch).await?;
        if let Some(day) = forget_before {
            analytics::forget_visitors(&mut scope, day).await?;
        }
        scope.commit().await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::{HeaderMap, HeaderValue, header::USER_AGENT};
    use mewayz::{analytics::Kind, ids::SiteId};
    use sqlx::{Connection, PgConnection};
    use uuid::Uuid;

    use super::*;
    use crate::visits::{From, Visits, hit::Hit};

    const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    /// A workspace with a site, and somebody in it who is signed in under `session`.
    async fn arrange(owner: &mut PgConnection, workspace: Uuid, site: Uuid, session: SessionHash) {
        let user = Uuid::now_v7();
        let statements = [
            sqlx::query("insert into workspaces (id, slug, name) values ($1, 'ada', 'Ada')").bind(workspace),
            sqlx::query("insert into users (id, full_name, email, password_hash) values ($1, 'Ada', 'ada@example.com', 'x')").bind(user),
            sqlx::query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')").bind(workspace).bind(user),
            sqlx::query(
                "insert into sessions (id_hash, reference, user_id, data, expires_at) values ($1, $2, $2, '{}', now() + interval '1 day')",
            )
            .bind(session.to_vec())
            .bind(user),
            sqlx::query("select set_config('app.workspace', $1::uuid::text, false)").bind(workspace),
            sqlx::query("insert into bio_sites (id, handle, draft) values ($1, 'ada', '{}')").bind(site),
        ];
        for statement in statements {
            statement.execute(&mut *owner).await.unwrap();
        }
    }

    #[tokio::test]
    async fn visits_reach_the_database_and_members_are_set_aside() {
        let database = testdb::TestDb::fresh().await;
        let mut owner = PgConnection::connect(database.owner_url()).await.unwrap();
        let (workspace, site, session) = (WorkspaceId::new(), SiteId::new(), [5; 32]);
        arrange(&mut owner, workspace.0, site.0, session).await;

        let db = Db::connect(database.app_url(), 4).unwrap();
        let visits = Visits::start(Arc::new(db), None, "mewayz.example");
        let headers: HeaderMap = [(USER_AGENT, HeaderValue::from_static(CHROME))].into_iter().collect();
        for session in [None, None, Some(session), Some([6; 32])] {
            let from = From { headers: &headers, address: "203.0.113.9".parse().unwrap(), session };
            visits.leave(Hit::of(workspace, site, Kind::View, Uuid::nil(), from));
        }
        visits.close().await;

        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("select kind, traffic, count from visit_counts order by kind, traffic").fetch_all(&mut owner).await.unwrap();
        let expected = [("view", "human", 3), ("view", "owner", 1), ("visitor", "human", 1)];
        assert_eq!(rows, expected.map(|(kind, traffic, n)| (kind.to_owned(), traffic.to_owned(), n)));
        owner.close().await.unwrap();
    }
}
