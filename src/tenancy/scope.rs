use sqlx::{PgConnection, Postgres, Transaction};

use super::{Grants, Limit, Permission, Role};
use crate::{
    Error, Result,
    events::{self, ActorKind},
    fields::Message,
    ids::{ApiKeyId, SiteId, UserId, WorkspaceId},
};

/// Proof that a person belongs to a workspace. Built only by reading the membership of somebody who has authenticated,
/// or of the person who made an API key that was shown.
#[derive(Debug, Clone)]
pub struct Member {
    user: UserId,
    workspace: WorkspaceId,
    role: Role,
    /// The key through which a program acts in the person's name, and what it was given.
    key: Option<(ApiKeyId, Grants)>,
    pub(crate) address: String,
}

impl Member {
    pub(crate) fn new(user: UserId, workspace: WorkspaceId, role: Role) -> Self {
        Self { user, workspace, role, key: None, address: String::new() }
    }

    /// Notes the network address of the request, which events and the audit log keep.
    #[must_use]
    pub fn at(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// The same person, acting through a key: no more than the key was given, nor than the person may.
    pub(crate) fn through(self, key: ApiKeyId, grants: Grants) -> Self {
        Self { key: Some((key, grants)), ..self }
    }

    pub(crate) fn actor(&self) -> Actor {
        match self.key {
            None => Actor::Member(self.user, self.role),
            Some((key, grants)) => Actor::Key { key, maker: self.user, role: self.role, grants },
        }
    }

    /// The key, if a program acts.
    pub fn key(&self) -> Option<ApiKeyId> {
        self.key.map(|(key, _)| key)
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    pub fn role(&self) -> Role {
        self.role
    }
}

/// Proof that a published handle was asked for; opens the workspace for what visitors may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub(crate) workspace: WorkspaceId,
    pub(crate) site: SiteId,
}

impl Site {
    pub fn id(&self) -> SiteId {
        self.site
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }
}

/// A transaction inside one workspace. Nothing is kept unless `commit` is called.
pub struct Scope {
    pub(crate) tx: Transaction<'static, Postgres>,
    pub(crate) workspace: WorkspaceId,
    pub(crate) actor: Actor,
    /// Where the request came from; empty for work of the system.
    pub(crate) address: String,
}

/// In whose name a scope acts.
#[derive(Debug, Clone)]
pub(crate) enum Actor {
    Member(UserId, Role),
    /// A program with a key that `maker`, who has `role` now, has made.
    Key {
        key: ApiKeyId,
        maker: UserId,
        role: Role,
        grants: Grants,
    },
    Visitor,
    Job,
}

impl Actor {
    /// The same in the terms of events.
    pub(crate) fn as_event_actor(&self) -> events::Actor {
        let (kind, id) = match self {
            Self::Member(user, _) => (ActorKind::User, Some(user.0)),
            Self::Key { key, .. } => (ActorKind::ApiKey, Some(key.0)),
            Self::Visitor => (ActorKind::Visitor, None),
            Self::Job => (ActorKind::System, None),
        };
        events::Actor { kind, id }
    }
}

impl Scope {
    /// The first line of every member's verb.
    pub fn require(&self, permission: Permission) -> Result<UserId> {
        match self.actor {
            Actor::Member(user, role) if role.allows(permission) => Ok(user),
            Actor::Key { maker, role, grants, .. } if grants.has(permission) && role.allows(permission) => Ok(maker),
            Actor::Member(..) | Actor::Key { .. } | Actor::Visitor | Actor::Job => Err(Error::Forbidden),
        }
    }

    /// Refuses one more of something when `used` has reached what the workspace is entitled to.
    ///
    /// # Errors
    /// `Invalid` on `form`, naming the limit, the plan that lifts it and where to go.
    pub async fn allow(&mut self, limit: Limit, used: i64) -> Result<()> {
        // What every plan has needs no look at the plan.
        if used < limit.most() {
            return Ok(());
        }
        let most = self.most(limit).await?;
        if used < most {
            return Ok(());
        }
        let said = match limit.lifted_by(most) {
            Some((plan, more)) => {
                Message::with(limit.reached(), [("most", most.to_string()), ("plan", plan.to_owned()), ("more", more.to_string())])
            }
            None => Message::with(
                "This workspace has reached its limit of {most}. Delete some you no longer need.",
                [("most", most.to_string())],
            ),
        };
        Err(Error::field("form", said))
    }

    /// Refuses to change something of which `older` ones were there before it, when these alone fill what the workspace is
    /// entitled to: after a smaller plan it can still be read and deleted.
    ///
    /// # Errors
    /// `Invalid` on `form`.
    pub async fn allow_change(&mut self, limit: Limit, older: i64) -> Result<()> {
        if older < limit.most() {
            return Ok(());
        }
        let most = self.most(limit).await?;
        if older < most {
            return Ok(());
        }
        Err(Error::field(
            "form",
            Message::with(
                "Your plan has room for {most}, and this one is beyond it: it can be read and deleted, not changed. More room is under Settings, Plan.",
                [("most", most.to_string())],
            ),
        ))
    }

    /// How many of something the workspace is entitled to now.
    pub async fn most(&mut self, limit: Limit) -> Result<i64> {
        let more = sqlx::query_scalar!(
            "select max(amount) from entitlements where key = $1 and from_at <= now() and (until_at is null or until_at > now())",
            limit.name()
        )
        .fetch_one(self.conn())
        .await?;
        Ok(more.unwrap_or_default().max(limit.most()))
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The key through which a program acts, if one does.
    pub fn key(&self) -> Option<ApiKeyId> {
        match self.actor {
            Actor::Key { key, .. } => Some(key),
            Actor::Member(..) | Actor::Visitor | Actor::Job => None,
        }
    }

    /// Keeps what was done.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}
