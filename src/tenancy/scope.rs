use sqlx::{PgConnection, Postgres, Transaction};

use super::{Limit, Permission, Role};
use crate::{
    Error, Result,
    events::{self, ActorKind},
    ids::{SiteId, UserId, WorkspaceId},
};

/// Proof that a person belongs to a workspace. Built only by reading the membership of somebody who has authenticated.
#[derive(Debug, Clone)]
pub struct Member {
    pub(crate) user: UserId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) role: Role,
    pub(crate) address: String,
}

impl Member {
    /// Notes the network address of the request, which events and the audit log keep.
    #[must_use]
    pub fn at(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
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
    Visitor,
    Job,
}

impl Actor {
    /// The same in the terms of events.
    pub(crate) fn as_event_actor(&self) -> events::Actor {
        let (kind, id) = match self {
            Self::Member(user, _) => (ActorKind::User, Some(user.0)),
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
            Actor::Member(..) | Actor::Visitor | Actor::Job => Err(Error::Forbidden),
        }
    }

    /// Refuses one more of something when `used` has reached the limit.
    pub fn allow(&self, limit: Limit, used: i64) -> Result<()> {
        if used < limit.most() {
            return Ok(());
        }
        Err(Error::field("form", format!("This workspace has reached its limit of {}. Delete some you no longer need.", limit.most())))
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// Keeps what was done.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}
