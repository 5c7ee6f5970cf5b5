//! What database tests of this crate stand on.

use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{
    db::Db,
    ids::{UserId, WorkspaceId},
    tenancy::{Member, Role},
};

/// A database of its own, reached as the app role.
pub(crate) struct Test {
    /// Dropped with the test.
    database: testdb::TestDb,
    db: Db,
}

/// A fresh, migrated database.
pub(crate) async fn fresh() -> Test {
    let database = testdb::TestDb::fresh().await;
    let db = Db::connect(database.app_url(), 10).unwrap();
    Test { database, db }
}

impl Test {
    /// A connection as the owner of the schema, above the walls once they are taken down.
    pub(crate) async fn owner(&self) -> sqlx::PgConnection {
        <sqlx::PgConnection as sqlx::Connection>::connect(self.database.owner_url()).await.unwrap()
    }

    /// How the owner of the schema connects.
    pub(crate) fn owner_url(&self) -> &str {
        self.database.owner_url()
    }

    pub(crate) fn db(&self) -> Db {
        self.db.clone()
    }

    /// Somebody new, with this role in a workspace of their own.
    pub(crate) async fn member(&self, role: Role) -> Member {
        let workspace = WorkspaceId::new();
        let mut identity = self.db.identity().await.unwrap();
        sqlx::query("insert into workspaces (id, slug, name) values ($1, $2, 'Test')")
            .bind(workspace.0)
            .bind(format!("w{}", workspace.0.simple()))
            .execute(identity.conn())
            .await
            .unwrap();
        identity.commit().await.unwrap();
        self.colleague(workspace, role).await
    }

    /// Somebody new who runs the product; made so by the owner role, since the app role may not.
    pub(crate) async fn staff(&self) -> UserId {
        let user = self.member(Role::Owner).await.user();
        let mut owner = PgConnection::connect(self.database.owner_url()).await.unwrap();
        sqlx::query("insert into staff (user_id) values ($1)").bind(user.0).execute(&mut owner).await.unwrap();
        user
    }

    /// Somebody new in an existing workspace.
    pub(crate) async fn colleague(&self, workspace: WorkspaceId, role: Role) -> Member {
        let user = UserId::new();
        let mut identity = self.db.identity().await.unwrap();
        sqlx::query("insert into users (id, full_name, email, password_hash, email_verified_at) values ($1, 'Ada', $2, 'x', now())")
            .bind(user.0)
            .bind(format!("{}@example.com", Uuid::new_v4().simple()))
            .execute(identity.conn())
            .await
            .unwrap();
        sqlx::query("insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)")
            .bind(workspace.0)
            .bind(user.0)
            .bind(role.name())
            .execute(identity.conn())
            .await
            .unwrap();
        identity.commit().await.unwrap();
        Member::new(user, workspace)
    }
}
