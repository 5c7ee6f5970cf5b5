//! The database and its doors. The pool is private: who wants to query says in whose name.

mod migrate;

use std::time::Duration;

use sqlx::{
    Connection, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};

pub use migrate::{known_migrations, migrate};

use tokio::time::timeout;

use crate::{
    Error, Result,
    error::Service,
    ids::{UserId, WorkspaceId},
    staff::{self, BackOffice, Staff},
    tenancy::{Access, Actor, Member, Role, Scope, Site, Standing},
};

/// Connections of the app role, which row level security binds.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
}

/// How long a request waits for a connection before it is told that the database is away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// A connection that was used so lately is taken to be alive.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

impl Db {
    /// Connects lazily: the process starts, and says so, even while the database is away.
    ///
    /// # Errors
    /// If the URL cannot be read.
    pub fn connect(url: &str, max_connections: u32) -> Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // To ask the server before every use would be one round trip in five: `begin` is the question.
            .test_before_acquire(false)
            .before_acquire(|connection, state| {
                Box::pin(async move {
                    if state.idle_for >= TRUSTED_FOR {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options.application_name("mewayz"));
        Ok(Self { pool })
    }

    /// A member's door. What they may do is read as it opens, and stays so until it closes.
    ///
    /// # Errors
    /// `NotFound` for somebody who is no member any more.
    pub async fn open(&self, member: &Member) -> Result<Scope> {
        self.enter(member, false).await
    }

    /// A member's door to the workspace for themselves: waits until everybody else is out. For verbs that change what
    /// members may do.
    ///
    /// # Errors
    /// As `open`; `Unavailable` if others stay for longer than ten seconds.
    pub async fn alone(&self, member: &Member) -> Result<Scope> {
        self.enter(member, true).await
    }

    /// The door of somebody who was invited and is no member yet.
    pub(crate) async fn join(&self, workspace: WorkspaceId, user: UserId, address: &str) -> Result<Scope> {
        self.scope(workspace, Actor::Joining(user), address.to_owned()).await
    }

    /// A visitor's door: the workspace behind a handle, without any member's rights.
    pub async fn public(&self, site: &Site) -> Result<Scope> {
        self.scope(site.workspace, Actor::Visitor, String::new()).await
    }

    /// The door of work that the system does for a workspace.
    pub async fn job(&self, workspace: WorkspaceId) -> Result<Scope> {
        self.scope(workspace, Actor::Job, String::new()).await
    }

    /// The door to people and directories, which belong to no workspace; tenant tables show no rows.
    pub async fn identity(&self) -> Result<Identity> {
        Ok(Identity { tx: self.begin().await? })
    }

    /// The door of those who run the product. That they came, and why, is on record before they see anything.
    ///
    /// # Errors
    /// `Invalid` without a reason.
    pub async fn staff(&self, staff: &Staff, reason: &str) -> Result<BackOffice> {
        let mut entry = self.begin().await?;
        staff::record(&mut entry, staff, "enter", reason, &serde_json::json!({})).await?;
        entry.commit().await?;
        Ok(BackOffice { tx: self.begin().await?, user: staff.user, reason: reason.to_owned() })
    }

    /// One statement outside any transaction, for verbs of this crate that read before a door is chosen.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.begin().await.map(drop)
    }

    /// Notifications on a channel; reconnects by itself.
    pub async fn listen(&self, channel: &str) -> Result<PgListener> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(channel).await?;
        Ok(listener)
    }

    /// Open and idle connections, for metrics.
    pub fn pool_size(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle())
    }

    /// Connections that this process may have open.
    pub fn pool_most(&self) -> u32 {
        self.pool.options().get_max_connections()
    }

    /// Waits for running statements and closes.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// A transaction on a connection that answers. One that does not is left for the next; a server that does not answer at all is
    /// away.
    async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        let begun = timeout(ACQUIRE_TIMEOUT, async {
            loop {
                match self.pool.begin().await {
                    Err(sqlx::Error::Io(_) | sqlx::Error::Protocol(_)) => {}
                    begun => return begun,
                }
            }
        });
        Ok(begun.await.map_err(|_| Error::Unavailable(Service::Database))??)
    }

    async fn enter(&self, member: &Member, alone: bool) -> Result<Scope> {
        let (mut tx, workspace) = (self.begin().await?, member.workspace());
        let row = sqlx::query!(
            r#"select role as "role!", permissions, only_assigned as "only_assigned!", archived as "archived!", ends_at,
               suspended as "suspended!"
             from enter_workspace($1, $2, $3)"#,
            workspace.0,
            member.user().0,
            alone
        )
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
        let role = Role::from_name(&row.role).ok_or_else(|| Error::internal(format!("unknown role {}", row.role)))?;
        let made = row.permissions.unwrap_or_default();
        let access = Access::new(role, made.iter().map(String::as_str), row.only_assigned);
        let standing = Standing::new(row.archived, row.suspended, row.ends_at);
        Ok(Scope { tx, workspace, actor: member.actor(access), standing, alone, address: member.address.clone() })
    }

    async fn scope(&self, workspace: WorkspaceId, actor: Actor, address: String) -> Result<Scope> {
        let mut tx = self.begin().await?;
        sqlx::query!("select set_config('app.workspace', $1, true)", workspace.0.to_string()).fetch_one(&mut *tx).await?;
        Ok(Scope { tx, workspace, actor, standing: Standing::Open, alone: false, address })
    }
}

/// A transaction over the global tables: people, sessions, workspaces, handles.
pub struct Identity {
    tx: Transaction<'static, Postgres>,
}

impl Identity {
    /// Keeps what was done.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    /// Goes on inside a workspace that this transaction has just made for `user`.
    pub(crate) async fn into_scope(mut self, user: UserId, slug: &str, address: &str) -> Result<Scope> {
        let row = sqlx::query!(
            r#"select w.id, set_config('app.workspace', w.id::text, true) as "set!" from workspaces w
               join memberships m on m.workspace_id = w.id and m.user_id = $2 and m.role = 'owner' where w.slug = $1"#,
            slug,
            user.0
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let actor = Actor::Member(user, Access::new(Role::Owner, [], false));
        Ok(Scope { tx: self.tx, workspace: WorkspaceId(row.id), actor, standing: Standing::Open, alone: true, address: address.to_owned() })
    }

    /// The connection, for verbs of this crate.
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}
