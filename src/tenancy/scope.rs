use sqlx::{PgConnection, Postgres, Transaction};

use super::{Access, Grants, Limit, Permission, Standing};
use crate::{
    Error, Result,
    error::Conflict,
    events::{self, ActorKind},
    fields::Message,
    ids::{ApiKeyId, SiteId, UserId, WorkspaceId},
};

/// Proof that a person belongs to a workspace. Built only by reading the membership of somebody who has authenticated,
/// or of the person who made an API key that was shown. What they may do there is read as a scope opens: it may have
/// changed since.
#[derive(Debug, Clone)]
pub struct Member {
    user: UserId,
    workspace: WorkspaceId,
    /// The key through which a program acts in the person's name, and what it was given.
    key: Option<(ApiKeyId, Grants)>,
    /// Who of the staff acts in the person's name.
    staff: Option<UserId>,
    pub(crate) address: String,
}

impl Member {
    pub(crate) fn new(user: UserId, workspace: WorkspaceId) -> Self {
        Self { user, workspace, key: None, staff: None, address: String::new() }
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

    /// The same person, impersonated: staff may help with what is in the workspace, and have no power over it.
    #[must_use]
    pub fn by_staff(self, staff: Option<UserId>) -> Self {
        Self { staff, ..self }
    }

    pub(crate) fn actor(&self, access: Access) -> Actor {
        match (self.staff, self.key) {
            (Some(staff), _) => Actor::Staff { staff, person: self.user, access: access.for_staff() },
            (None, None) => Actor::Member(self.user, access),
            (None, Some((key, grants))) => Actor::Key { key, maker: self.user, access, grants },
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
    pub(crate) standing: Standing,
    /// Nobody else is in the workspace: what members may do can be changed.
    pub(crate) alone: bool,
    /// Where the request came from; empty for work of the system.
    pub(crate) address: String,
}

/// In whose name a scope acts.
#[derive(Debug, Clone)]
pub(crate) enum Actor {
    Member(UserId, Access),
    /// A program with a key that `maker`, who has `access` now, has made.
    Key {
        key: ApiKeyId,
        maker: UserId,
        access: Access,
        grants: Grants,
    },
    /// Somebody of the staff who sees the product as `person` does; `access` is what is left of the person's.
    Staff {
        staff: UserId,
        person: UserId,
        access: Access,
    },
    /// Somebody who accepts an invitation; has no rights yet.
    Joining(UserId),
    Visitor,
    Job,
}

impl Actor {
    /// The same in the terms of events.
    pub(crate) fn as_event_actor(&self) -> events::Actor {
        let (kind, id) = match self {
            Self::Member(user, _) | Self::Joining(user) => (ActorKind::User, Some(user.0)),
            Self::Key { key, .. } => (ActorKind::ApiKey, Some(key.0)),
            Self::Staff { staff, .. } => (ActorKind::Staff, Some(staff.0)),
            Self::Visitor => (ActorKind::Visitor, None),
            Self::Job => (ActorKind::System, None),
        };
        events::Actor { kind, id }
    }
}

impl Scope {
    /// The first line of every member's verb.
    ///
    /// # Errors
    /// `Forbidden`, or as `require_open` for what changes something.
    pub fn require(&self, permission: Permission) -> Result<UserId> {
        let user = self.require_whatever_it_stands(permission)?;
        if !permission.is_reading() {
            self.require_open()?;
        }
        Ok(user)
    }

    /// Refuses changes in a workspace that is read-only.
    ///
    /// # Errors
    /// `Conflict(Archived)` or `Conflict(Suspended)`.
    pub(crate) fn require_open(&self) -> Result<()> {
        match self.standing {
            Standing::Open => Ok(()),
            Standing::Suspended => Err(Error::Conflict(Conflict::Suspended)),
            Standing::Archived | Standing::Ending(_) => Err(Error::Conflict(Conflict::Archived)),
        }
    }

    /// The same for verbs that also work in a workspace that is archived, such as taking it back into use.
    pub(crate) fn require_whatever_it_stands(&self, permission: Permission) -> Result<UserId> {
        match self.actor {
            Actor::Member(user, access) | Actor::Staff { person: user, access, .. } if access.allows(permission) => Ok(user),
            Actor::Key { maker, access, grants, .. } if grants.has(permission) && access.allows(permission) => Ok(maker),
            _ => Err(Error::Forbidden),
        }
    }

    /// The same for what concerns all sites: refuses guests, who have some of them only.
    pub fn require_everywhere(&self, permission: Permission) -> Result<UserId> {
        let user = self.require(permission)?;
        if self.access()?.only_assigned { Err(Error::Forbidden) } else { Ok(user) }
    }

    /// What the member, or the maker of the key, may do now.
    ///
    /// # Errors
    /// `Forbidden` if no member acts.
    pub fn access(&self) -> Result<Access> {
        match self.actor {
            Actor::Member(_, access) | Actor::Key { access, .. } | Actor::Staff { access, .. } => Ok(access),
            Actor::Joining(_) | Actor::Visitor | Actor::Job => Err(Error::Forbidden),
        }
    }

    /// Whether the workspace can be worked in.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// For verbs that change what members may do. They need the workspace for themselves (`Db::alone`), so that nobody
    /// acts with rights that are being taken away.
    pub(crate) fn require_alone(&self) -> Result<()> {
        if self.alone { Ok(()) } else { Err(Error::internal("this verb needs the workspace for itself")) }
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
            Actor::Member(..) | Actor::Staff { .. } | Actor::Joining(_) | Actor::Visitor | Actor::Job => None,
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
